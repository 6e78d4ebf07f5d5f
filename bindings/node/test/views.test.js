'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const { ffo, assertBalanced, collectTurns, collectUntil, refused } = require('./support');

test.afterEach(assertBalanced);

test('a view is the memory itself', () => {
  const vec = new ffo.Vec(Float64Array, [1, 2, 3]);
  const view = vec.view();
  assert.ok(view.array instanceof Float64Array);
  assert.equal(require('koffi').address(view.array), vec.describe().address);
  view.array[1] = 20;
  assert.deepEqual([...vec.toArray()], [1, 20, 3]);
  view.close();
  vec.close();
});

test('while a view is out, the vec neither moves nor ends', () => {
  const vec = new ffo.Vec(Int32Array, [1, 2, 3]);
  const view = vec.view();
  for (const change of [() => vec.push(4), () => vec.append([4]), () => vec.resize(9), () => vec.reserve(99),
    () => vec.shrink(), () => vec.close(), () => vec.intoRaw(), () => vec.forget(), () => new ffo.Handle(vec)]) {
    const error = refused('FFO_E_BORROWED', change);
    assert.ok(error instanceof ffo.BusyError);
  }
  assert.deepEqual([...view.array], [1, 2, 3]);
  view.close();
  vec.push(4);
  vec.close();
});

test('a closed view is detached, and so is every array over its buffer', () => {
  const vec = new ffo.Vec(Uint8Array, [1, 2, 3, 4]);
  const view = vec.view();
  const { array } = view;
  const others = [array.subarray(1), new DataView(array.buffer), Buffer.from(array.buffer)];
  view.close();
  view.close();
  assert.ok(view.closed);
  assert.equal(array.length, 0);
  assert.equal(array[0], undefined);
  assert.equal(array.buffer.byteLength, 0);
  assert.equal(others[0].length, 0);
  assert.throws(() => others[1].getUint8(0), TypeError);
  assert.equal(others[2].length, 0);
  vec.close();
});

test('the function form gives the view back, also after an exception and a promise', async () => {
  const vec = new ffo.Vec(Float32Array, [1, 2, 3]);
  let escaped;
  assert.equal(vec.view((array) => { escaped = array; return array.reduce((a, b) => a + b); }), 6);
  assert.equal(escaped.length, 0);
  assert.throws(() => vec.view((array) => { escaped = array; throw new Error('no'); }), /no/);
  assert.equal(escaped.length, 0);
  await vec.view(async (array) => {
    escaped = array;
    await null;
    assert.equal(array.length, 3);
    refused('FFO_E_BORROWED', () => vec.push(1));
  });
  assert.equal(escaped.length, 0);
  vec.push(4);
  vec.close();
});

test('an empty vec has an empty view, in nobody\'s way', () => {
  const vec = new ffo.Vec(Float64Array);
  const view = vec.view();
  assert.equal(view.array.length, 0);
  vec.push(1);
  view.close();
  vec.close();
});

test('an array keeps its vec alive', async () => {
  let array = new ffo.Vec(Int32Array, [1, 2, 3]).view().array;
  await collectTurns();
  assert.deepEqual([...array], [1, 2, 3]);
  array = null;
  await collectUntil(() => ffo.stats().liveBlocks === 0);
});

test('a view that was lost is in nobody\'s way once it is collected', async () => {
  const vec = new ffo.Vec(Int32Array, [1, 2, 3]);
  vec.view();
  let isRefused = true;
  await collectUntil(() => {
    try {
      vec.push(4);
      isRefused = false;
    } catch { /* not collected yet */ }
    return !isRefused;
  });
  vec.close();
});

test('a buffer that was transferred away keeps its memory', () => {
  const vec = new ffo.Vec(Uint8Array, [1, 2, 3]);
  const view = vec.view();
  const stream = new ReadableStream({ type: 'bytes', start: (controller) => controller.enqueue(view.array) });
  refused('FFO_E_BORROWED', () => view.close());
  refused('FFO_E_BORROWED', () => vec.close());
  return stream.getReader().read().then(({ value }) => {
    assert.deepEqual([...value], [1, 2, 3]);
    // Only this test knows that nobody has it any more.
    ffo.Vec.fromRaw(Uint8Array, { data: vec.describe().address, length: 3, capacity: vec.capacity }).close();
  });
});

test('what a borrow shows is detached when the borrow ends', () => {
  const handle = new ffo.Handle(new ffo.Vec(Float64Array, [1, 2]));
  const borrow = handle.borrowMut();
  const { array } = borrow;
  array[0] = 10;
  assert.equal(borrow.array, array);
  borrow.close();
  assert.equal(array.length, 0);
  assert.throws(() => borrow.array, ffo.ClosedError);
  const vec = handle.intoOwner();
  assert.deepEqual([...vec.toArray()], [10, 2]);
  vec.close();
});
