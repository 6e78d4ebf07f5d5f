'use strict';

// Numbers that do not fit are RangeErrors, what is no number a TypeError: nothing is wrapped or cut.

const assert = require('node:assert/strict');
const test = require('node:test');
const koffi = require('koffi');
const { ffo } = require('./support');

const WRONG_COUNTS = [-1, 1.5, -0.5, NaN, Infinity, -Infinity, 2 ** 53, 2 ** 64, 1e300, -1n, 2n ** 64n, 2n ** 100n];
const WRONG_NAMES = [-1n, -(2n ** 63n), -(2n ** 64n), 2n ** 64n, 2n ** 64n + 1n, 2n ** 100n];
const NO_NUMBERS = [undefined, null, '1', 'x', {}, [], [1], true, Symbol.iterator];
const NO_NAMES = [undefined, '1', {}, 1, 1.5, NaN, Buffer.alloc(8)];

const Numbers = new ffo.Struct('node.tests.numbers', {
  i8: 'int8_t', u8: 'uint8_t', i16: 'int16_t', u16: 'uint16_t', i32: 'int32_t', u32: 'uint32_t', i64: 'int64_t',
  u64: 'uint64_t', float: 'float', at: 'void *', list: koffi.array('uint8_t', 3),
  text: koffi.array('char', 4), point: koffi.struct({ x: 'int8_t', y: 'double' }),
});
const RANGES = {
  i8: [-(2 ** 7), 2 ** 7 - 1], u8: [0, 2 ** 8 - 1], i16: [-(2 ** 15), 2 ** 15 - 1], u16: [0, 2 ** 16 - 1],
  i32: [-(2 ** 31), 2 ** 31 - 1], u32: [0, 2 ** 32 - 1], i64: [-(2n ** 63n), 2n ** 63n - 1n], u64: [0n, 2n ** 64n - 1n],
};

/** Two integers outside, as Numbers and BigInts, and what is none. */
const outside = ([least, most]) => [
  BigInt(least) - 1n, BigInt(most) + 1n, Number(least) * 2 - 1, Number(most) * 2 + 1, 2 ** 70, -(2 ** 70), 1.5, NaN, Infinity,
];

const counts = {
  resize: (vec, number) => vec.resize(number),
  reserve: (vec, number) => vec.reserve(number),
  'the length of raw parts': (_, length) => ffo.Vec.fromRaw(Int32Array, { data: null, length, capacity: 0 }),
  'the capacity of raw parts': (_, capacity) => ffo.Vec.fromRaw(Int32Array, { data: null, length: 0, capacity }),
  liveSince: (_, number) => ffo.liveSince(number),
  reportLeaks: (_, number) => ffo.reportLeaks(number, '/nowhere/at/all'),
};

for (const [name, use] of Object.entries(counts)) {
  test(`counts: ${name}`, () => ffo.withOwner(new ffo.Vec(Int32Array, [1, 2, 3]), (vec) => {
    for (const wrong of WRONG_COUNTS) assert.throws(() => use(vec, wrong), RangeError, `${wrong}`);
    // What stands for "none given" is not asked for.
    for (const wrong of NO_NUMBERS.slice(/live|report/i.test(name) ? 1 : 0)) assert.throws(() => use(vec, wrong), TypeError);
    assert.deepEqual([...vec.toArray()], [1, 2, 3]);
  }));
}

const names = {
  'String.fromRaw': (name) => ffo.String.fromRaw(name),
  'Strings.fromRaw': (name) => ffo.Strings.fromRaw([name]),
  'Config.fromRaw': (name) => ffo.Config.fromRaw(name),
  'Box.fromRaw': (name) => ffo.Box.fromRaw(Numbers, name),
  'Vec.fromRaw': (data) => ffo.Vec.fromRaw(Int8Array, { data, length: 0, capacity: 0 }),
  'Handle.fromRaw': (name) => ffo.Handle.fromRaw(ffo.String, name),
  'Handle.fromNumber': (name) => ffo.Handle.fromNumber(ffo.String, name),
  describe: (name) => ffo.describe(name),
};

for (const [name, use] of Object.entries(names)) {
  test(`pointers and handles: ${name}`, () => {
    for (const wrong of WRONG_NAMES) assert.throws(() => use(wrong), RangeError, `${wrong}`);
    for (const wrong of NO_NAMES) assert.throws(() => use(wrong), TypeError);
  });
}

test('places among many', () => ffo.withOwner(ffo.String.many(['a', 'b', 'c']), (strings) => {
  assert.deepEqual([strings.at(-1), strings.at(2), strings.at(3), strings.at(-4)], ['c', 'c', undefined, undefined]);
  for (const wrong of [1.5, -0.5, NaN, Infinity, 2 ** 53, 2 ** 64]) assert.throws(() => strings.at(wrong), RangeError);
  for (const wrong of [-1, 3, 1.5, NaN, Infinity, 2 ** 32, 2 ** 64]) assert.throws(() => strings.take(wrong), RangeError);
  for (const wrong of [...NO_NUMBERS, 'length', '0']) {
    assert.throws(() => strings.at(wrong), TypeError);
    assert.throws(() => strings.take(wrong), TypeError);
  }
  assert.deepEqual(strings.toArray(), ['a', 'b', 'c']);
}));

test('fields', () => ffo.withOwner(new ffo.Box(Numbers), ({ fields }) => {
  for (const [name, range] of Object.entries(RANGES)) {
    for (const number of [...range, 1]) {
      fields[name] = number;
      assert.equal(BigInt(fields[name]), BigInt(number));
    }
    for (const wrong of outside(range)) {
      assert.throws(() => { fields[name] = wrong; }, RangeError, `${name} = ${wrong}`);
      assert.throws(() => new ffo.Box(Numbers, { [name]: wrong }), RangeError);
    }
    for (const wrong of NO_NUMBERS) assert.throws(() => { fields[name] = wrong; }, TypeError);
    assert.equal(Number(fields[name]), 1);
  }
  fields.float = 1.5;
  fields.at = 2n ** 64n - 1n;
  fields.at = null;
  for (const wrong of WRONG_NAMES) assert.throws(() => { fields.at = wrong; }, RangeError);
  for (const wrong of NO_NAMES) assert.throws(() => { fields.at = wrong; }, TypeError); // a Buffer's address nobody would keep
}));

test('parts of fields', () => ffo.withOwner(new ffo.Box(Numbers), ({ fields }) => {
  fields.list = [1, 2, 3];
  for (const wrong of [[1, 256, 3], [-1, 0, 0], [1, 1.5, 2], [1, 2, 3, 4], new Int32Array([300, 0, 0])]) {
    assert.throws(() => { fields.list = wrong; }, RangeError);
  }
  assert.deepEqual([...fields.list], [1, 2, 3]);
  fields.text = 'abc';
  for (const wrong of ['abcd', 'abcdefghij', 'ää']) assert.throws(() => { fields.text = wrong; }, RangeError);
  assert.equal(fields.text, 'abc');
  fields.point = { x: 1, y: 2 };
  assert.throws(() => { fields.point = { x: 128, y: 2 }; }, RangeError);
  assert.deepEqual({ ...fields.point }, { x: 1, y: 2 });
}));

test('configs', () => ffo.withOwner(new ffo.Config(1, 2), (config) => {
  for (const wrong of outside(RANGES.i32)) {
    assert.throws(() => new ffo.Config(wrong, 1), RangeError);
    assert.throws(() => new ffo.Config(1, wrong), RangeError);
    assert.throws(() => { config.timeoutMs = wrong; }, RangeError);
  }
  for (const wrong of NO_NUMBERS) assert.throws(() => new ffo.Config(wrong, 1), TypeError);
  assert.deepEqual([config.maxConnections, config.timeoutMs], [1, 2]);
}));

const elements = { Int8Array: 'i8', Uint8Array: 'u8', Int16Array: 'i16', Uint16Array: 'u16', Int32Array: 'i32',
  Uint32Array: 'u32', BigInt64Array: 'i64', BigUint64Array: 'u64' };

for (const [name, range] of Object.entries(elements)) {
  test(`elements of ${name}`, () => {
    const [least, most] = RANGES[range];
    const Elements = globalThis[name];
    const vec = new ffo.Vec(Elements, [least, most]);
    for (const wrong of outside(RANGES[range])) {
      assert.throws(() => vec.push(wrong), RangeError, `${wrong}`);
      assert.throws(() => vec.append([least, wrong]), RangeError);
      assert.throws(() => new ffo.Vec(Elements, [wrong]), RangeError);
    }
    for (const wrong of NO_NUMBERS) assert.throws(() => vec.push(wrong), TypeError);
    assert.throws(() => vec.append(new Float64Array([0.5])), RangeError);
    assert.deepEqual([...vec.toArray()], [least, most]);
    vec.close();
  });
}

test('elements that are no integers', () => {
  const vec = new ffo.Vec(Float64Array, [1.5, NaN, Infinity]);
  for (const wrong of [...NO_NUMBERS, 1n]) assert.throws(() => vec.push(wrong), TypeError);
  assert.equal(vec.length, 3);
  vec.close();
  const clamped = new ffo.Vec(Uint8ClampedArray, [300, -1]);
  assert.deepEqual([...clamped.toArray()], [255, 0]);
  clamped.close();
  for (const wrong of [5, 'abc', null, () => 1]) assert.throws(() => new ffo.Vec(Int32Array, wrong), TypeError);
});
