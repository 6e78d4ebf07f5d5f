'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const { ffo, assertBalanced, refused } = require('./support');

const Point = new ffo.Struct('handles.point', { x: 'int', name: ffo.String });

test.afterEach(assertBalanced);

const makers = {
  String: [() => new ffo.String('text'), ffo.String, (borrow) => assert.equal(`${borrow}`, 'text')],
  Config: [() => new ffo.Config(1, 2, 'n'), ffo.Config, (borrow) => assert.equal(borrow.fields.name, 'n')],
  Box: [() => new ffo.Box(Point, { x: 3 }), Point, (borrow) => assert.equal(borrow.fields.x, 3)],
  Vec: [() => new ffo.Vec(Int16Array, [4, 5]), Int16Array, (borrow) => assert.deepEqual([...borrow.array], [4, 5])],
};

for (const [name, [make, what, look]] of Object.entries(makers)) {
  test(`a ${name} goes behind a handle and comes back`, () => {
    const owner = make();
    const handle = new ffo.Handle(owner);
    assert.ok(owner.closed);
    handle.borrow(look);
    const again = ffo.Handle.fromNumber(what, handle.number);
    assert.equal(handle.describe().references, 2);
    refused('FFO_E_SHARED', () => handle.intoOwner());
    again.borrow(look);
    again.close();
    const back = handle.intoOwner();
    assert.ok(handle.closed);
    assert.equal(back.constructor, owner.constructor);
    new ffo.Handle(back).close();
  });
}

test('many readers or one writer', () => {
  const handle = new ffo.Handle(new ffo.Config(1, 250));
  const [one, two] = [handle.borrow(), handle.borrow()];
  const conflict = refused('FFO_E_BORROW_CONFLICT', () => handle.borrowMut());
  assert.ok(conflict instanceof ffo.BusyError);
  assert.equal(conflict.handle, handle.number);
  refused('FFO_E_BORROWED', () => handle.intoOwner());
  refused('FFO_E_BORROW_CONFLICT', () => { one.fields.timeoutMs = 1; });
  one.close();
  two.close();
  two.close();
  handle.borrowMut((borrow) => {
    refused('FFO_E_BORROW_CONFLICT', () => handle.borrow());
    borrow.fields.timeoutMs *= 2;
    borrow.put('name', new ffo.String('put'));
    assert.equal(borrow.fields.name, 'put');
    borrow.take('name').close();
  });
  assert.throws(() => one.fields, ffo.ClosedError);
  assert.equal(handle.borrow((borrow) => borrow.fields.timeoutMs), 500);
  handle.close();
});

test('a borrow keeps its block when the handle is closed', () => {
  const handle = new ffo.Handle(new ffo.String('still here'));
  const weak = handle.weak();
  const borrow = handle.borrow();
  handle.close();
  assert.equal(`${borrow}`, 'still here');
  assert.equal(weak.lock(), null);
  assert.equal(ffo.stats().liveBlocks, 1);
  borrow.close();
});

test('clones and weak handles', () => {
  const handle = new ffo.Handle(new ffo.String('x'));
  const copy = handle.clone();
  const weak = handle.weak();
  handle.close();
  const locked = weak.lock();
  assert.equal(locked.borrow(String), 'x');
  locked.close();
  copy.close();
  assert.equal(weak.lock(), null);
  assert.throws(() => copy.borrow(), ffo.ClosedError);
});

test('a stale handle is always caught', () => {
  const handle = new ffo.Handle(new ffo.String('x'));
  const { number } = handle;
  assert.equal(typeof number, 'bigint');
  handle.close();
  for (let i = 0; i < 1000; i++) new ffo.Handle(new ffo.String('other')).close();
  const error = refused('FFO_E_STALE_HANDLE', () => ffo.Handle.fromNumber(ffo.String, number));
  assert.equal(error.handle, number);
  refused('FFO_E_INVALID_HANDLE', () => ffo.Handle.fromNumber(ffo.String, 5n));
});

test('a number with the wrong type', () => {
  const handle = new ffo.Handle(new ffo.String('x'));
  const error = refused('FFO_E_WRONG_TYPE', () => ffo.Handle.fromNumber(ffo.Config, handle.number));
  assert.deepEqual([error.expectedType, error.actualType], [2, 1]);
  assert.equal(handle.describe().references, 1);
  handle.close();
});

test('a handle goes to a pointer and back, and can have a tag', () => {
  const handle = new ffo.Handle(new ffo.Config(1, 2));
  handle.tag('behind a handle');
  assert.equal(handle.describe().tag, 'behind a handle');
  const again = ffo.Handle.fromRaw(ffo.Config, handle.intoRaw());
  assert.ok(handle.closed);
  again.close();
});

test('a field that was edited while exclusively borrowed is reported, the borrow is over', () => {
  const handle = new ffo.Handle(new ffo.Config(1, 2));
  const koffi = require('koffi');
  const borrow = handle.borrowMut();
  const { pointer } = borrow;
  koffi.encode(pointer, 8, 'void *', 4096n);
  refused('FFO_E_FOREIGN_POINTER', () => borrow.close());
  assert.ok(borrow.closed);
  assert.equal(handle.describe().borrows, 0);
  koffi.encode(pointer, 8, 'void *', null);
  handle.close();
});

test('an adopted object is dropped once, when its last reference ends', () => {
  const dropped = [];
  const object = { name: 'session' };
  const handle = ffo.Handle.adopt(object, (one) => dropped.push(one));
  const copy = handle.clone();
  assert.equal(copy.borrow((borrow) => borrow.object), object);
  handle.close();
  assert.deepEqual(dropped, []);
  const borrow = copy.borrow();
  copy.close();
  assert.deepEqual(dropped, []);
  assert.equal(borrow.object, object);
  borrow.close();
  assert.deepEqual(dropped, [object]);
  ffo.Handle.adopt(object).close();
});

test('an adopted object that is taken back is not dropped', () => {
  const object = {};
  const handle = ffo.Handle.adopt(object, () => assert.fail('dropped'));
  assert.throws(() => handle.intoRaw(), TypeError);
  assert.equal(ffo.Handle.fromNumber(Object, handle.number).close(), undefined);
  assert.equal(handle.intoOwner(), object);
});

test('an exception of a drop comes out of close(); the library never sees it', () => {
  const handle = ffo.Handle.adopt({}, () => { throw new RangeError('in drop'); });
  assert.throws(() => handle.close(), RangeError);
  assert.ok(handle.closed);
});

test('a drop may use the library, and end more', () => {
  const inner = new ffo.Handle(new ffo.String('inner'));
  const handle = ffo.Handle.adopt({}, () => {
    refused('FFO_E_FOREIGN_POINTER', () => ffo.String.fromRaw(4096n).close());
    inner.close();
  });
  handle.close();
  assert.ok(inner.closed);
});

test('ten thousand adopted objects need one callback', () => {
  const { callbacks } = require('koffi').stats();
  let dropped = 0;
  const handles = Array.from({ length: 10_000 }, () => ffo.Handle.adopt({}, () => { dropped++; }));
  assert.ok(require('koffi').stats().callbacks <= callbacks + 1);
  for (const handle of handles) handle.close();
  assert.equal(dropped, 10_000);
});
