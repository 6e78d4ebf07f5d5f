'use strict';

// Vecs of registered structs: lists of boxes.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');
const koffi = require('koffi');
const { ffo, PACKAGE, assertBalanced, collectUntil, folder, refused, run } = require('./support');
const { native } = require('../lib/library');

const dropped = [];
const Item = new ffo.Struct('struct-vecs.item',
  { value: 'int32_t', label: ffo.String, next: ffo.Self, config: ffo.Config, parts: koffi.array('uint16_t', 3) },
  { drop: (fields) => dropped.push(`${fields.value}${fields.label ?? ''}`) });
const Plain = new ffo.Struct('struct-vecs.plain', { value: 'uint64_t' });

const LABEL = Item.fields.find(({ name }) => name === 'label').offset;
const item = (value, label = null, more = {}) => new ffo.Box(Item, { value, label, ...more });
const shown = (fields) => [...fields].map(({ value, label }) => `${value}${label ?? ''}`).join(' ');
const labelOf = (address) => koffi.decode(address, LABEL, 'void *');

test.beforeEach(() => dropped.splice(0));
test.afterEach(assertBalanced);

test('boxes become elements, without a block for each', () => {
  const first = item(1, 'a');
  const vec = new ffo.StructVec(Item);
  assert.equal(vec.length, 0);
  vec.push(first);
  vec.append([item(2, 'b'), item(3)]);
  vec.append([]);
  vec.append(new Set([item(4, 'd')]));
  assert.ok(first.closed);
  first.close();
  assert.deepEqual([vec.length, shown(vec), ffo.stats().liveBlocks], [4, '1a 2b 3 4d', 4]);
  assert.deepEqual(dropped, []);
  vec.close();
  vec.close();
  assert.deepEqual(dropped, ['1a', '2b', '3', '4d']);
  const made = new ffo.StructVec(Item, [item(5)]);
  assert.equal(shown(made), '5');
  made.close();
});

test('elements are read and written as the fields of a box', () => {
  const vec = new ffo.StructVec(Item, [item(1, 'a'), item(2)]);
  const first = vec.at(0);
  first.value = 5;
  first.parts = [1, 2, 3];
  first.config = new ffo.Config(7, 8, 'deep');
  vec.put(0, 'label', 'text');
  assert.deepEqual([vec.at(0).value, [...vec.at(0).parts], first.label, first.config.name], [5, [1, 2, 3], 'text', 'deep']);
  first.config.timeoutMs = 9;
  const label = new ffo.String('mine');
  vec.put(0, 'label', label);
  assert.ok(label.closed);
  const taken = vec.takeField(0, 'label');
  assert.deepEqual([`${taken}`, taken.describe().owner, first.label, vec.takeField(0, 'label')], ['mine', 'caller', null, null]);
  first.label = taken;
  vec.put(0, 'label', null);
  assert.equal(first.label, null);
  vec.at(-1).next = item(6, 'next');
  assert.equal(vec.at(1).next.label, 'next');
  refused('FFO_E_NOT_OWNED', () => { vec.at(1).next.label = 'other'; });
  const config = vec.takeField(0, 'config');
  assert.equal(config.timeoutMs, 9);
  config.close();
  vec.at(1).next = null;
  assert.deepEqual(dropped, ['6next']);
  assert.deepEqual([vec.at(2), vec.at(-3)], [undefined, undefined]);
  assert.deepEqual(vec.toArray().map(({ value }) => value), [5, 2]);
  vec.close();
});

test('elements come out as boxes that own their children', () => {
  const vec = new ffo.StructVec(Item, [item(1, 'a'), item(2, 'b', { config: new ffo.Config(1, 2) }), item(3, 'c')]);
  const box = vec.take(1);
  assert.deepEqual([shown(vec), box.fields.value, box.fields.label], ['1a 3c', 2, 'b']);
  const { address } = box.describe();
  const child = ffo.describe(labelOf(address));
  assert.deepEqual([child.owner, child.ownedBy], ['library', address]);
  vec.push(box);
  assert.equal(shown(vec), '1a 3c 2b');
  assert.deepEqual(dropped, []);
  vec.take(-1).close();
  assert.deepEqual(dropped, ['2b']);
  vec.close();
});

test('resize, shrink, reserve, and what the ledger knows', () => {
  const vec = new ffo.StructVec(Item, [item(1, 'a'), item(2, 'b'), item(3, 'c')]);
  vec.resize(1);
  vec.resize(2);
  assert.deepEqual([shown(vec), dropped], ['1a 0', ['2b', '3c']]);
  vec.shrink();
  assert.equal(vec.capacity, 2);
  vec.reserve(50);
  assert.ok(vec.capacity >= 52);
  vec.resize(0);
  vec.shrink();
  assert.equal(vec.capacity, 1);
  vec.tag('items');
  const { elementType, tag, typeName } = vec.describe();
  assert.deepEqual([elementType, tag, typeName], [Item.type, 'items', 'ffo_vec of struct-vecs.item']);
  const report = path.join(folder(), 'report');
  ffo.reportLeaks(0, report);
  assert.match(fs.readFileSync(report, 'utf8'), /ffo_vec of struct-vecs\.item.*items/);
  const plain = new ffo.Vec(Int8Array, [1]);
  assert.equal(plain.describe().elementType, 0);
  plain.close();
  vec.close();
});

test('a view is a place: growth does not matter, moves and ends do', () => {
  const vec = new ffo.StructVec(Item, [item(1, 'a'), item(2, 'b')]);
  let second = vec.at(1);
  vec.reserve(1000);
  vec.push(item(3));
  vec.shrink();
  assert.equal(second.label, 'b');
  vec.take(0).close();
  for (const use of [() => second.value, () => { second.value = 1; }, () => second.label, () => { second.label = null; }]) {
    assert.throws(use, (error) => error instanceof ffo.ClosedError && /moved or ended/.test(error.message));
  }
  second = vec.at(1);
  vec.resize(1);
  assert.throws(() => second.value, ffo.ClosedError);
  const first = vec.at(0);
  vec.close();
  assert.throws(() => first.value, ffo.ClosedError);
});

test('a view keeps its vec alive', async () => {
  let first = new ffo.StructVec(Item, [item(1, 'kept')]).at(0);
  await new Promise((resolve) => { setImmediate(resolve); });
  assert.equal(first.label, 'kept');
  first = null;
  await collectUntil(() => ffo.stats().liveBlocks === 0);
});

test('boxes that are refused stay their owners\', all of them', () => {
  const vec = new ffo.StructVec(Item, [item(0)]);
  const good = item(1, 'a', { config: new ffo.Config(1, 2) });
  const bad = item(2);
  const closed = item(3);
  closed.close();
  const other = new ffo.Box(Plain);
  const text = new ffo.String('x');
  koffi.encode(bad.describe().address, LABEL, 'void *', 4096n);
  refused('FFO_E_FOREIGN_POINTER', () => vec.append([good, bad]));
  refused('FFO_E_FOREIGN_POINTER', () => new ffo.StructVec(Item, [good, bad]));
  assert.throws(() => vec.append([good, closed]), ffo.ClosedError);
  assert.throws(() => vec.append([good, good]), /one box cannot be two/);
  for (const wrong of [other, text, vec, null, undefined, 1, {}, vec.at(0)]) {
    assert.throws(() => vec.push(wrong), TypeError);
    assert.throws(() => vec.append([good, wrong]), TypeError);
  }
  for (const wrong of [1, {}, null, undefined, good]) assert.throws(() => vec.append(wrong), TypeError);
  assert.deepEqual([shown(vec), good.fields.label, good.fields.config.timeoutMs], ['0', 'a', 2]);
  assert.equal(ffo.describe(labelOf(good.describe().address)).owner, 'library'); // the box's again
  koffi.encode(bad.describe().address, LABEL, 'void *', null);
  for (const owner of [good, bad, other, text, vec]) owner.close();
});

test('children and places that are refused', () => {
  const vec = new ffo.StructVec(Item, [item(1, 'a')]);
  const config = new ffo.Config(1, 1);
  const text = new ffo.String('b');
  refused('FFO_E_WRONG_TYPE', () => vec.put(0, 'label', config));
  refused('FFO_E_INTERIOR_NUL', () => vec.put(0, 'label', 'a\0b'));
  assert.throws(() => vec.put(0, 'label', vec), /StructVec cannot be in a field/);
  assert.throws(() => vec.put(0, 'config', 'text'), TypeError);
  assert.throws(() => vec.put(0, 'value', text), /no owned field value/);
  assert.throws(() => vec.takeField(0, 'nothing'), /no owned field nothing/);
  for (const index of [1, -2, 2 ** 40, 0.5, NaN]) {
    for (const use of [() => vec.take(index), () => vec.put(index, 'label', text), () => vec.takeField(index, 'label')]) {
      assert.throws(use, RangeError);
    }
  }
  for (const index of ['0', null, undefined, {}]) assert.throws(() => vec.take(index), TypeError);
  assert.throws(() => { vec.at(0).value = 2 ** 31; }, RangeError);
  assert.throws(() => vec.resize(-1), RangeError);
  assert.throws(() => new ffo.StructVec(Int32Array), TypeError);
  assert.throws(() => new ffo.Vec(Item), /StructVec/);
  refused('FFO_E_INVALID_ARGUMENT', () => new ffo.Struct('struct-vecs.of vecs', { all: Item.vec }));
  assert.deepEqual([shown(vec), config.closed, text.closed], ['1a', false, false]);
  for (const owner of [vec, config, text]) owner.close();
});

test('an overrun of what was in the field is reported, and the new child has its place', () => {
  const vec = new ffo.StructVec(Item, [item(1, 'a')]);
  const box = item(2, 'b');
  for (const [has, fields] of [[vec, vec.at(0)], [box, box.fields]]) {
    koffi.encode(labelOf(has.describe().address), 1, 'uint8_t', 0x21);
    const label = new ffo.String('c');
    refused('FFO_E_OVERRUN', () => { fields.label = label; });
    assert.deepEqual([label.closed, fields.label], [true, 'c']);
  }
  vec.close();
  box.close();
});

test('use after close', () => {
  const vec = new ffo.StructVec(Item, [item(1)]);
  vec.close();
  const box = item(2, 'b');
  for (const use of [() => vec.push(box), () => vec.append([box]), () => vec.append([]), () => vec.take(0),
    () => vec.put(0, 'label', null), () => vec.takeField(0, 'label'), () => vec.at(0), () => [...vec], () => vec.toArray(),
    () => vec.resize(1), () => vec.length, () => vec.shrink(), () => vec.describe(), () => vec.intoRaw(),
    () => new ffo.Handle(vec)]) {
    assert.throws(use, ffo.ClosedError);
  }
  assert.equal(box.fields.label, 'b');
  box.close();
});

test('a vec that somebody else ended takes no box, and lets go', () => {
  const vec = new ffo.StructVec(Item, [item(1, 'a')]);
  const box = item(2, 'b');
  native.ffo_box_free(vec.describe().address, ffo.constants.FFO_TYPE_VEC);
  refused('FFO_E_DOUBLE_FREE', () => vec.push(box));
  assert.deepEqual([box.fields.label, ffo.describe(labelOf(box.describe().address)).owner], ['b', 'library']);
  assert.deepEqual(dropped.splice(0), ['1a']);
  refused('FFO_E_DOUBLE_FREE', () => vec.close());
  assert.ok(vec.closed);
  box.close();
});

test('what a drop throws comes out of resize() and close()', () => {
  const Bad = new ffo.Struct('struct-vecs.bad', { value: 'int' }, { drop: ({ value }) => { throw new Error(`drop ${value}`); } });
  const vec = new ffo.StructVec(Bad, [1, 2].map((value) => new ffo.Box(Bad, { value })));
  assert.throws(() => vec.resize(1), /drop 2/);
  assert.equal(vec.length, 1);
  assert.throws(() => vec.close(), /drop 1/);
  assert.ok(vec.closed);
});

test('raw parts and handles keep what the elements own', () => {
  let vec = ffo.StructVec.fromRaw(Item, new ffo.StructVec(Item, [item(1, 'a'), item(2, 'b')]).intoRaw());
  const handle = new ffo.Handle(vec);
  assert.ok(vec.closed);
  handle.borrow((borrow) => {
    assert.equal(shown(borrow.elements), '1a 2b');
    refused('FFO_E_BORROW_CONFLICT', () => { borrow.elements[0].value = 3; });
    assert.throws(() => borrow.array, TypeError);
    assert.throws(() => borrow.fields, TypeError);
  });
  let kept;
  handle.borrowMut((borrow) => {
    [kept] = borrow.elements;
    kept.value = 3;
    refused('FFO_E_NOT_OWNED', () => { kept.label = 'c'; });
  });
  assert.throws(() => kept.value, ffo.ClosedError);
  const second = ffo.Handle.fromNumber(Item.vec, handle.number);
  second.close();
  vec = handle.intoOwner();
  assert.equal(shown(vec), '3a 2b');
  const { data } = vec.intoRaw();
  ffo.Handle.fromRaw(Item.vec, data).close();
  assert.deepEqual(dropped, ['3a', '2b']);
});

test('other vecs are not taken for these', () => {
  const parts = new ffo.Vec(BigUint64Array, [1n]).intoRaw();
  refused('FFO_E_PARTS_MISMATCH', () => ffo.StructVec.fromRaw(Plain, parts));
  refused('FFO_E_PARTS_MISMATCH', () => ffo.StructVec.fromRaw(Plain, { data: null, length: 0, capacity: 0 }));
  refused('FFO_E_WRONG_TYPE', () => ffo.Handle.fromRaw(Plain.vec, parts.data));
  const handle = new ffo.Handle(ffo.Vec.fromRaw(BigUint64Array, parts));
  refused('FFO_E_WRONG_TYPE', () => ffo.Handle.fromNumber(Plain.vec, handle.number));
  handle.close();
  const plain = new ffo.Handle(new ffo.StructVec(Plain, [new ffo.Box(Plain)]));
  refused('FFO_E_WRONG_TYPE', () => ffo.Handle.fromNumber(BigUint64Array, plain.number));
  plain.close();
});

test('ten thousand', () => {
  const boxes = Array.from({ length: 10_000 }, (_, i) => item(i, `label ${i}`));
  const vec = new ffo.StructVec(Item, boxes);
  assert.ok(boxes.every(({ closed }) => closed));
  let i = 0;
  for (const { value, label } of vec) assert.deepEqual([value, label], [i, `label ${i++}`]);
  for (let last = 9_999; last >= 9_000; last--) {
    const box = vec.take(last);
    assert.deepEqual([box.fields.value, box.fields.label], [last, `label ${last}`]);
    box.close();
  }
  assert.equal(vec.length, 9_000);
  vec.close();
  assert.equal(dropped.length, 10_000);
});

test('vecs, boxes and children that nobody closed', async () => {
  const { misuses } = ffo.stats();
  const lose = (i) => {
    const vec = new ffo.StructVec(Item, [item(i, 'a'), item(i, 'b')]);
    vec.take(0);
    vec.takeField(0, 'label');
  };
  for (let i = 0; i < 2_000; i++) lose(i);
  await collectUntil(() => ffo.stats().liveBlocks === 0);
  assert.equal(ffo.stats().misuses, misuses);
});

test('forgotten, it is no leak', () => {
  const vec = new ffo.StructVec(Item, [item(1, 'for ever')]);
  assert.equal(ffo.describe(vec.forget()).flags, ffo.constants.FFO_BLOCK_FORGOTTEN);
  assert.ok(vec.closed);
});

test('what the page shows', () => {
  const page = fs.readFileSync(path.join(PACKAGE, '../../docs/node.md'), 'utf8'); // docs/node.md
  const [, program, told] = /```js\n(const Person [^]*?)```\n```\n([^]*?)```/.exec(page);
  const { stdout, stderr } = run(program);
  assert.equal(stdout, told, stderr);
});
