'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const { ffo, assertBalanced, collect, refused } = require('./support');
const { native } = require('../lib/library');

test.afterEach(assertBalanced);

/** A pointer that no owner watches over, as C would hold it. */
const pointerTo = (text) => new ffo.String(text).intoRaw();

test('double free', () => {
  const pointer = pointerTo('twice');
  const first = ffo.String.fromRaw(pointer);
  const second = ffo.String.fromRaw(pointer);
  first.close();
  const error = refused('FFO_E_DOUBLE_FREE', () => second.close());
  assert.ok(error instanceof ffo.MisuseError);
  assert.equal(error.status, 20);
  assert.equal(error.code, 'FFO_E_DOUBLE_FREE');
  assert.equal(error.pointer, pointer);
  assert.match(error.message, /^ffo_string_free: 0x[0-9a-f]+ was freed already/);
});

test('an owner whose block somebody else ended lets go, and never frees what comes there next', () => {
  const text = new ffo.String('gone');
  native.ffo_string_free(text.describe().address);
  refused('FFO_E_DOUBLE_FREE', () => text.toString());
  refused('FFO_E_DOUBLE_FREE', () => text.close());
  assert.ok(text.closed);
  text.close();
  const vec = new ffo.Vec(Int32Array, [1, 2]);
  native.ffo_box_free(vec.describe().address, ffo.constants.FFO_TYPE_VEC);
  refused('FFO_E_DOUBLE_FREE', () => vec.close());
  assert.ok(vec.closed);
});

test('foreign and interior pointers', () => {
  refused('FFO_E_FOREIGN_POINTER', () => ffo.String.fromRaw(4096n).close());
  const text = new ffo.String('in the middle');
  const { address } = text.describe();
  const error = refused('FFO_E_INTERIOR_POINTER', () => ffo.String.fromRaw(address + 7n).close());
  assert.equal(error.offset, 7);
  text.close();
});

test('wrong type', () => {
  const pointer = new ffo.Config(1, 1).intoRaw();
  const error = refused('FFO_E_WRONG_TYPE', () => ffo.String.fromRaw(pointer).close());
  assert.deepEqual([error.expectedType, error.actualType, error.freeFunction],
    [ffo.constants.FFO_TYPE_STRING, ffo.constants.FFO_TYPE_CONFIG, 'ffo_config_free']);
  ffo.Config.fromRaw(pointer).close();
});

test('not owned', () => {
  const config = new ffo.Config(1, 1, 'mine');
  const pointer = new DataView(require('koffi').view(config.describe().address, 16)).getBigUint64(8, true);
  refused('FFO_E_NOT_OWNED', () => ffo.String.fromRaw(pointer).close());
  config.close();
});

test('a NUL inside text is never a shorter text', () => {
  for (const text of ['user\0admin', Buffer.from('user\0admin')]) {
    const error = refused('FFO_E_INTERIOR_NUL', () => new ffo.String(text));
    assert.ok(error instanceof ffo.ArgumentError);
    assert.deepEqual([error.offset, error.size], [4, 10]);
  }
  const config = new ffo.Config(1, 1, 'before');
  refused('FFO_E_INTERIOR_NUL', () => { config.name = 'user\0admin'; });
  assert.equal(config.name, 'before');
  refused('FFO_E_INTERIOR_NUL', () => config.tag('user\0admin'));
  refused('FFO_E_INTERIOR_NUL', () => ffo.reportLeaks(0, '/tmp/x\0y'));
  config.close();
  refused('FFO_E_INTERIOR_NUL', () => new ffo.Config(1, 1, 'user\0admin'));
  const error = refused('FFO_E_INTERIOR_NUL', () => ffo.String.many(['good', 'user\0admin']));
  assert.deepEqual([error.index, error.offset], [1, 4]);
});

test('half a surrogate pair is never another character', () => {
  assert.equal(refused('FFO_E_INVALID_UTF16', () => new ffo.String('ab\ud800')).offset, 2);
  refused('FFO_E_INVALID_UTF16', () => ffo.String.many(['\udc00']));
});

test('overrun is reported, and the string is gone', () => {
  const text = new ffo.String('over');
  require('koffi').encode(text.describe().address, 4, 'uint8_t', 0x21);
  refused('FFO_E_OVERRUN', () => text.close());
  assert.ok(text.closed);
});

test('a string is read to its first NUL, and never beyond its length', () => {
  const text = new ffo.String('shorter');
  const koffi = require('koffi');
  koffi.encode(text.describe().address, 5, 'uint8_t', 0);
  assert.equal(`${text}`, 'short');
  assert.equal(text.bytes().length, 5);
  assert.equal(text.length, 7);
  text.close();
});

test('raw parts that were edited', () => {
  const parts = new ffo.Vec(Int32Array, [1, 2, 3]).intoRaw();
  refused('FFO_E_PARTS_MISMATCH', () => ffo.Vec.fromRaw(Int32Array, { ...parts, capacity: 100 }));
  ffo.Vec.fromRaw(Int32Array, parts).close();
});

test('field errors leave the box to its owner', () => {
  const Holder = new ffo.Struct('holder', { name: ffo.String });
  const box = new ffo.Box(Holder, { name: 'good' });
  const wrong = new ffo.Config(1, 1);
  refused('FFO_E_WRONG_TYPE', () => box.put('name', wrong));
  assert.ok(!wrong.closed);
  const koffi = require('koffi');
  const { address } = box.describe();
  const name = koffi.decode(address, 'void *');
  koffi.encode(address, 'void *', 4096n);
  refused('FFO_E_FOREIGN_POINTER', () => box.close());
  assert.ok(!box.closed);
  koffi.encode(address, 'void *', name);
  box.close();
  wrong.close();
  assert.throws(() => new ffo.Box(Holder, { nothing: 1 }), /no field nothing/);
  const vec = new ffo.Vec(Int8Array, [1]);
  const other = new ffo.Box(Holder);
  assert.throws(() => other.put('name', vec), /Vec cannot be in a field/);
  other.close();
  vec.close();
});

test('two descriptions of one name', () => {
  assert.equal(new ffo.Struct('same', { a: 'int' }).type, new ffo.Struct('same', { a: 'int' }).type);
  refused('FFO_E_INVALID_ARGUMENT', () => new ffo.Struct('same', { a: 'double' }));
});

test('use after close, and after what was held has gone elsewhere', () => {
  const Thing = new ffo.Struct('thing', { value: 'int' });
  const closed = [new ffo.String('x'), new ffo.Config(1, 1), new ffo.Box(Thing), new ffo.Vec(Int8Array, [1]),
    ffo.String.many(['x']), new ffo.Handle(new ffo.String('x'))];
  for (const owner of closed) owner.close();
  const moved = [new ffo.String('x'), new ffo.Config(1, 1), new ffo.Box(Thing), new ffo.Vec(Int8Array, [1])];
  const handles = moved.map((owner) => new ffo.Handle(owner));
  const raw = new ffo.String('x');
  const pointer = raw.intoRaw();
  for (const owner of [...closed, ...moved, raw]) {
    assert.ok(owner.closed);
    owner.close();
    for (const use of ['describe', 'clone', 'intoRaw', 'toString', 'bytes', 'forget', 'toArray', 'view', 'borrow',
      'intoOwner', 'weak', 'shrink', 'takeName']) {
      if (typeof owner[use] !== 'function' || owner[use] === Object.prototype.toString) continue;
      assert.throws(() => owner[use](), ffo.ClosedError, `${owner.constructor.name}.${use}`);
    }
    if (owner instanceof ffo.Config) assert.throws(() => owner.name, ffo.ClosedError);
    if (owner instanceof ffo.Box) assert.throws(() => owner.fields.value, ffo.ClosedError);
    if (owner instanceof ffo.Vec) assert.throws(() => owner.push(1), ffo.ClosedError);
    assert.throws(() => new ffo.Handle(owner), owner.constructor === ffo.Handle || owner instanceof ffo.Strings
      ? TypeError : ffo.ClosedError);
  }
  for (const handle of handles) handle.close();
  ffo.String.fromRaw(pointer).close();
});

test('arguments that are nothing of ours', () => {
  assert.throws(() => new ffo.String(42), TypeError);
  assert.throws(() => new ffo.Config('many', 1), TypeError);
  assert.throws(() => new ffo.Vec(Array), TypeError);
  assert.throws(() => new ffo.Handle({}), TypeError);
  assert.throws(() => ffo.Handle.fromNumber(ffo.String, 5), TypeError);
  assert.throws(() => ffo.String.many(['x', 5]), /text 1 is no string/);
  assert.throws(() => ffo.setPolicy('shout'), TypeError);
  const vec = new ffo.Vec(Int8Array);
  assert.throws(() => vec.resize(-1), RangeError);
  refused('FFO_E_SIZE_OVERFLOW', () => vec.reserve(Number.MAX_SAFE_INTEGER));
  vec.close();
});

test('the other families', () => {
  assert.ok(refused('FFO_E_IO', () => ffo.reportLeaks(0, '/no/such/folder/report')) instanceof ffo.EnvironmentError);
});

test('a collection between the failing call and the reading of its error changes nothing', async () => {
  const original = native.ffo_string_free;
  let finalized = 0;
  for (let i = 0; i < 1000; i++) ffo.String.fromRaw(4096n + BigInt(i)); // each finalizer fails, with an error of its own
  await null; // the collector watches over an owner from the end of the turn on in which it was made
  native.ffo_string_free = (pointer) => {
    const status = original(pointer);
    if (pointer !== 1n) finalized++;
    else { collect(); collect(); }
    return status;
  };
  try {
    const error = refused('FFO_E_FOREIGN_POINTER', () => ffo.String.fromRaw(1n).close());
    assert.equal(error.pointer, 1n);
    assert.equal(finalized, 0);
    for (let turn = 0; turn < 100 && finalized < 1000; turn++) {
      collect();
      await new Promise((resolve) => { setImmediate(resolve); });
    }
    assert.equal(finalized, 1000); // they were due all the time
  } finally {
    native.ffo_string_free = original;
  }
});

test('a hundred thousand refusals', () => {
  for (let i = 0; i < 100_000; i++) refused('FFO_E_FOREIGN_POINTER', () => ffo.String.fromRaw(4096n).close());
});
