'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const { ffo, assertBalanced, refused } = require('./support');

const Node = new ffo.Struct('node', { value: 'int32_t', weight: 'double', label: ffo.String, next: ffo.Self });

test.afterEach(assertBalanced);

test('a string keeps its text and gives it back', () => {
  const text = new ffo.String('grüße, 世界 🙂');
  assert.equal(`${text}`, 'grüße, 世界 🙂');
  assert.equal(text.length, Buffer.byteLength('grüße, 世界 🙂'));
  assert.deepEqual(Buffer.from(text.bytes()).toString(), 'grüße, 世界 🙂');
  const second = text.clone();
  text.close();
  assert.equal(`${second}`, 'grüße, 世界 🙂');
  second.close();
  second.close();
  assert.ok(text.closed && second.closed);
});

test('a string of bytes need not be UTF-8', () => {
  const text = new ffo.String(Uint8Array.of(0xff, 0x41));
  assert.deepEqual([...text.bytes()], [0xff, 0x41]);
  text.close();
});

test('empty and long strings', () => {
  for (const content of ['', 'x'.repeat(1_000_000), 'é'.repeat(300_000)]) {
    const text = new ffo.String(content);
    assert.equal(`${text}`, content);
    text.close();
  }
});

test('many strings in one call and back', () => {
  const texts = Array.from({ length: 100_000 }, (_, i) => (i % 7 === 0 ? '' : `text ${i} é`));
  const strings = ffo.String.many(texts);
  assert.equal(strings.length, texts.length);
  assert.deepEqual(strings.toArray(), texts);
  assert.equal(strings.at(-1), texts.at(-1));
  assert.equal(strings.at(texts.length), undefined);
  const taken = strings.take(1);
  assert.equal(`${taken}`, 'text 1 é');
  assert.equal(strings.at(1), null);
  taken.close();
  const again = ffo.Strings.fromRaw(strings.intoRaw());
  assert.ok(strings.closed);
  again.close();
  ffo.String.many([]).close();
});

test('a config reads and writes in place', () => {
  const config = new ffo.Config(8, 250, 'main');
  assert.deepEqual([config.maxConnections, config.timeoutMs, config.name], [8, 250, 'main']);
  config.timeoutMs = -1;
  config.name = 'other';
  const copy = config.clone();
  assert.deepEqual([copy.timeoutMs, copy.name], [-1, 'other']);
  const name = config.takeName();
  assert.equal(config.name, null);
  assert.equal(config.takeName(), null);
  config.name = name;
  assert.ok(name.closed);
  assert.equal(config.name, 'other');
  config.name = null;
  copy.close();
  config.close();
});

test('a box owns a tree', () => {
  const list = new ffo.Box(Node, { value: 1, label: 'first', next: new ffo.Box(Node, { value: 2, weight: 0.5 }) });
  assert.equal(list.fields.label, 'first');
  assert.equal(list.fields.next.weight, 0.5);
  list.fields.next.value = 3;
  assert.equal(list.fields.next.value, 3);
  assert.equal(list.fields.next.label, null);
  refused('FFO_E_NOT_OWNED', () => { list.fields.next.label = 'second'; }); // its box is not the caller's
  const { next } = list.fields;
  const rest = list.take('next');
  assert.throws(() => next.value, ffo.ClosedError);
  rest.fields.label = 'second';
  assert.equal(rest.fields.label, 'second');
  list.put('next', rest);
  assert.ok(rest.closed);
  list.close();
});

test("a struct is koffi's, too", () => {
  const koffi = require('koffi');
  const inner = koffi.struct({ x: 'float', y: 'float' });
  const Point = new ffo.Struct('point', koffi.struct({ id: 'uint8_t', at: inner, history: koffi.array('int16_t', 3) }));
  assert.equal(Point.size, 20);
  const point = new ffo.Box(Point, { id: 7, at: { x: 1.5, y: -2 }, history: [1, 2, 3] });
  assert.deepEqual(point.fields.at, { x: 1.5, y: -2 });
  assert.deepEqual([...point.fields.history], [1, 2, 3]);
  assert.equal(point.describe().typeName, 'point');
  point.close();
});

test('a struct takes no text that koffi would keep', () => {
  assert.throws(() => new ffo.Struct('keeps', { text: 'char *' }), /ffo\.String/);
  assert.throws(() => new ffo.Struct('keeps', { text: 'str' }), /ffo\.String/);
});

test('the drop of a struct runs once, before its memory ends', () => {
  const dropped = [];
  const File = new ffo.Struct('file', { number: 'int', path: ffo.String },
    { drop: (fields) => dropped.push([fields.number, fields.path]) });
  const file = new ffo.Box(File, { number: 4, path: '/tmp/x' });
  file.close();
  file.close();
  assert.deepEqual(dropped, [[4, '/tmp/x']]);
});

test('an exception of a drop comes out of close(), and the box is gone', () => {
  const Bad = new ffo.Struct('bad', { value: 'int', next: ffo.Self },
    { drop: (fields) => { throw new Error(`drop ${fields.value}`); } });
  const box = new ffo.Box(Bad, { value: 1 });
  assert.throws(() => box.close(), /drop 1/);
  assert.ok(box.closed);
  const two = new ffo.Box(Bad, { value: 1, next: new ffo.Box(Bad, { value: 2 }) });
  assert.throws(() => two.close(), (error) => error instanceof AggregateError && error.errors.length === 2);
  const holder = new ffo.Box(Bad, { value: 3, next: new ffo.Box(Bad, { value: 4 }) });
  assert.throws(() => holder.put('next', null), /drop 4/);
  assert.throws(() => holder.close(), /drop 3/);
});

for (const Elements of [Int8Array, Uint8ClampedArray, Uint16Array, Int32Array, BigInt64Array, BigUint64Array,
  Float32Array, Float64Array]) {
  test(`a vec of ${Elements.name}`, () => {
    const one = Elements.of(Elements.name.startsWith('Big') ? 1n : 1);
    const vec = new ffo.Vec(Elements, one);
    vec.push(one[0]);
    vec.append([one[0], one[0]]);
    vec.append(one);
    assert.deepEqual(vec.toArray(), Elements.from({ length: 5 }, () => one[0]));
    vec.resize(6);
    assert.equal(Number(vec.toArray()[5]), 0);
    vec.reserve(100);
    assert.ok(vec.capacity >= 106);
    vec.shrink();
    assert.equal(vec.capacity, 6);
    const copy = vec.clone();
    const parts = vec.intoRaw();
    assert.equal(parts.length, 6);
    const again = ffo.Vec.fromRaw(Elements, parts);
    assert.deepEqual(again.toArray(), copy.toArray());
    again.close();
    copy.close();
  });
}

test('raw pointers go out and come back', () => {
  const text = ffo.String.fromRaw(new ffo.String('raw').intoRaw());
  assert.equal(`${text}`, 'raw');
  const config = ffo.Config.fromRaw(new ffo.Config(1, 2).intoRaw());
  const box = ffo.Box.fromRaw(Node, new ffo.Box(Node, { value: 3 }).intoRaw());
  assert.equal(box.fields.value, 3);
  for (const owner of [text, config, box]) owner.close();
});

test('withOwner closes after a value, an exception and a promise', async () => {
  const owner = () => new ffo.String('x');
  let used;
  assert.equal(ffo.withOwner(owner(), (text) => { used = text; return `${text}`; }), 'x');
  assert.ok(used.closed);
  assert.throws(() => ffo.withOwner(owner(), (text) => { used = text; throw new Error('no'); }), /no/);
  assert.ok(used.closed);
  const value = await ffo.withOwner(owner(), async (text) => { used = text; await null; return `${text}`; });
  assert.equal(value, 'x');
  assert.ok(used.closed);
  await assert.rejects(ffo.withOwner(owner(), async (text) => { used = text; await null; throw new Error('no'); }));
  assert.ok(used.closed);
});

test('Symbol.dispose closes', { skip: !Symbol.dispose }, () => {
  const text = new ffo.String('x');
  text[Symbol.dispose]();
  assert.ok(text.closed);
});

test('tags, descriptions and the ledger', () => {
  const since = ffo.checkpoint();
  const text = new ffo.String('tagged');
  text.tag('greeting');
  const { typeName, tag, owner, size, freeFunction } = text.describe();
  assert.deepEqual([typeName, tag, owner, size, freeFunction], ['string', 'greeting', 'caller', 7, 'ffo_string_free']);
  assert.deepEqual(ffo.liveSince(since), { blocks: 1, bytes: 7 });
  text.tag(null);
  assert.equal(text.describe().tag, '');
  text.close();
  assert.equal(ffo.liveSince(since).blocks, 0);
  assert.match(ffo.version, /^\d+\.\d+\.\d+$/);
});

test('forgotten blocks stay, and are no leak', () => {
  const before = ffo.stats().forgottenBlocks;
  const vec = new ffo.Vec(Int8Array, [1]);
  const pointers = [new ffo.String('for ever').forget(), vec.forget(), new ffo.Config(1, 1).forget()];
  assert.equal(ffo.stats().forgottenBlocks, before + 3);
  for (const pointer of pointers) assert.equal(ffo.describe(pointer).flags, ffo.constants.FFO_BLOCK_FORGOTTEN);
  assert.ok(vec.closed);
  refused('FFO_E_FORGOTTEN', () => ffo.String.fromRaw(pointers[0]).close());
});
