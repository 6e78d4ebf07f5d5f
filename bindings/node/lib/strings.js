'use strict';

const koffi = require('koffi');
const { native, constants, keeping, check, made } = require('./library');
const { Owner, RAW } = require('./owner');
const { Block } = require('./blocks');
const { index: requireIndex, name: requireName } = require('./numbers');
const { create, fits, lengthOf, textAt, bytesAt } = require('./text');

const end = (pointer) => native.ffo_string_free(pointer);

/** Text of the library: NUL-terminated, of any bytes but NUL. */
class String extends Block {
  constructor(text, pointer) {
    super({ end }, text === RAW ? pointer : create(text));
  }

  /** Many strings in one call, all or none. */
  static many(texts) {
    return new Strings(texts);
  }

  /** Takes over a string that intoRaw() or C gave. */
  static fromRaw(pointer) {
    return new String(RAW, requireName(pointer, 'String.fromRaw'));
  }

  toString() {
    const pointer = Owner.nameOf(this);
    return textAt(pointer, lengthOf(pointer));
  }

  /** A copy of the bytes, without the NUL. */
  bytes() {
    const pointer = Owner.nameOf(this);
    return bytesAt(pointer, lengthOf(pointer));
  }

  /** In bytes, as recorded when the string was made. */
  get length() {
    return lengthOf(Owner.nameOf(this));
  }

  clone() {
    return String.fromRaw(made(native.ffo_string_clone(Owner.nameOf(this), null)));
  }
}

String.kind = { type: constants.FFO_TYPE_STRING, name: 'String', wrap: String.fromRaw };

/** The texts one after the other, each with its NUL, and a pointer to each. */
function pack(texts) {
  const room = texts.reduce((sum, text) => sum + text.length * 3 + 1, 0); // no unit of UTF-16 needs more than 3 bytes
  const bytes = Buffer.allocUnsafeSlow(room);
  // An address fits a Number exactly; its two halves are cheaper than a BigInt for each text.
  const base = Number(koffi.address(bytes));
  const pointers = new Uint32Array(texts.length * 2);
  let at = 0;
  for (let i = 0; i < texts.length; i++) {
    pointers[i * 2] = base + at;
    pointers[i * 2 + 1] = (base + at) / 2 ** 32;
    at = append(bytes, at, texts[i], i);
  }
  return { bytes, pointers };
}

/** Where the next text goes. ASCII is copied right here, which is far cheaper than a call for each text. */
function append(bytes, at, text, index) {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 0 || unit > 0x7f) {
      refuseUnfit(text, index);
      const end = at + bytes.write(text, at);
      bytes[end] = 0;
      return end + 1;
    }
    bytes[at + i] = unit;
  }
  bytes[at + text.length] = 0;
  return at + text.length + 1;
}

function createMany(texts) {
  const wrong = texts.findIndex((text) => typeof text !== 'string');
  if (wrong >= 0) throw new TypeError(`text ${wrong} is no string`);
  const strings = new BigUint64Array(texts.length);
  if (texts.length > 0) {
    const { bytes, pointers } = pack(texts);
    keeping(bytes, () => check(native.ffo_strings_new(pointers, texts.length, strings)));
  }
  return strings;
}

/** The library says at which position, this adds in which text. */
function refuseUnfit(text, index) {
  if (fits(text)) return;
  try {
    create(text);
  } catch (error) {
    error.message = `text ${index}: ${error.message}`;
    error.index = index;
    throw error;
  }
}

const endMany = (strings) => native.ffo_strings_free(strings, strings.length, null);

/** Many strings that end together. */
class Strings extends Owner {
  constructor(texts, strings) {
    super({ end: endMany }, texts === RAW ? strings : createMany(Array.isArray(texts) ? texts : Array.from(texts)));
  }

  /** Takes over an array of pointers. */
  static fromRaw(pointers) {
    return new Strings(RAW, BigUint64Array.from(pointers, (pointer) => requireName(pointer, 'Strings.fromRaw')));
  }

  get length() {
    return Owner.nameOf(this).length;
  }

  /** The text at an index, negative ones from the end; undefined outside, null where the string was taken. */
  at(index) {
    const pointer = Owner.nameOf(this).at(requireIndex(index, 'at'));
    if (!pointer) return pointer === undefined ? undefined : null;
    return textAt(pointer, lengthOf(pointer));
  }

  /** All texts; null where a string was taken. */
  toArray() {
    const strings = Owner.nameOf(this);
    return strings.length === 0 ? [] : koffi.decode(koffi.address(strings), 'const char *', strings.length);
  }

  /** Moves one string out, into an owner of its own. */
  take(index) {
    const strings = Owner.nameOf(this);
    if (!strings[requireIndex(index, 'take')]) throw new RangeError(`there is no string at ${index}`);
    const taken = String.fromRaw(strings[index]);
    strings[index] = 0n;
    return taken;
  }

  /** Gives the pointers away, as a BigUint64Array. */
  intoRaw() {
    return Owner.give(this, (strings) => strings);
  }
}

module.exports = { String, Strings };
