'use strict';

// Numbers that cross. koffi and TypedArrays would cut a fraction and wrap what is too large; here that is a RangeError,
// and what is no number at all a TypeError.

const MOST = 2n ** 64n - 1n;

/** The least and the greatest integer of each primitive type of koffi's. */
const RANGES = {};
for (const bits of [8, 16, 32, 64]) {
  const half = 2n ** BigInt(bits - 1);
  RANGES[`Int${bits}`] = [-half, half - 1n];
  RANGES[`UInt${bits}`] = [0n, 2n * half - 1n];
}

function integer(value, [least, most], what) {
  if (typeof value !== 'number' && typeof value !== 'bigint') {
    throw new TypeError(`${what}: a number is needed, and no ${value === null ? 'null' : typeof value}`);
  }
  // A Number beyond 2^53 may stand for its neighbours as well, but is one integer for all that.
  if ((typeof value === 'number' && !Number.isInteger(value)) || value < least || value > most) {
    throw new RangeError(`${what}: ${value} is no integer from ${least} to ${most}`);
  }
  return value;
}

const COUNTS = [0n, BigInt(Number.MAX_SAFE_INTEGER)];

/** A length, a count or a checkpoint, as a Number. */
function count(value, what) {
  return Number(integer(value, COUNTS, what));
}

/** A place in a list, counted from the end if it is negative; whether it is in the list is not asked. */
function index(value, what) {
  return Number(integer(value, [-COUNTS[1], COUNTS[1]], what));
}

/** A pointer or the number of a handle: a BigInt. */
function name(value, what) {
  if (typeof value !== 'bigint') throw new TypeError(`${what}: a BigInt is needed, and no ${typeof value}`);
  return integer(value, [0n, MOST], what);
}

/** Refuses a value that koffi would not write into memory of that type as it is. */
function requireFit(type, value, what) {
  const range = RANGES[type.primitive];
  if (range !== undefined) {
    integer(value, range, what);
  } else if (type.primitive === 'Pointer') {
    if (value !== null) name(value, what);
  } else if (type.primitive === 'Array') {
    requireElements(type, value, what);
  } else if (type.primitive === 'Record') {
    for (const [member, { type: of }] of Object.entries(type.members)) {
      if (value?.[member] !== undefined) requireFit(of, value[member], `${what}.${member}`);
    }
  }
}

function requireElements(type, value, what) {
  // A text of chars is written in UTF-8, one of wider units as it is; both with a zero after it.
  const isText = typeof value === 'string';
  const length = isText ? (type.ref.size === 1 ? Buffer.byteLength(value) : value.length) + 1 : value?.length;
  if (length > type.length) throw new RangeError(`${what}: ${length} elements for ${type.length} places`);
  if (isText) return;
  for (let i = 0; i < length; i++) requireFit(type.ref, value[i], `${what}[${i}]`);
}

module.exports = { integer, count, index, name, requireFit };
