'use strict';

// Text between JavaScript and the library.

const koffi = require('koffi');
const { native, out, check, made } = require('./library');

/** A new string. JavaScript text goes in as the UTF-16 that it is: a lone surrogate is an error with its position, and
 * not replaced without a word. Bytes are taken as they are. */
function create(text) {
  if (typeof text === 'string') return made(native.ffo_string_from_utf16(text, text.length, null));
  if (text instanceof Uint8Array) return made(native.ffo_string_from_bytes(text, text.length, null));
  throw new TypeError('a string or a Uint8Array is needed');
}

/** Node 18 has no String.prototype.isWellFormed; but with the flag u only half a surrogate pair is a Surrogate. */
const isWellFormed = ''.isWellFormed ? (text) => text.isWellFormed() : (text) => !/\p{Surrogate}/u.test(text);

/** Whether text can cross as NUL-terminated UTF-8. */
function fits(text) {
  return isWellFormed(text) && !text.includes('\0');
}

/** NUL-terminated UTF-8 for the few calls that take no length. What it cannot carry is the library's error. */
function terminated(text) {
  if (!fits(text)) create(text);
  return Buffer.from(`${text}\0`);
}

/** The length recorded when the string was made; refused if the pointer names no string of ours. */
function lengthOf(pointer) {
  check(native.ffo_string_length(pointer, out.address));
  return Number(out.view.getBigUint64(0, true));
}

// Both read up to the first NUL, and no further than the recorded length, should the NUL at the end be gone.

function textAt(pointer, length) {
  const text = koffi.decode.string(pointer, length);
  const nul = text.indexOf('\0');
  return nul < 0 ? text : text.slice(0, nul);
}

function bytesAt(pointer, length) {
  if (length === 0) return new Uint8Array(0);
  const bytes = koffi.decode(pointer, koffi.array('uint8_t', length, 'Typed'));
  const nul = bytes.indexOf(0);
  return nul < 0 ? bytes : bytes.slice(0, nul);
}

module.exports = { create, fits, terminated, lengthOf, textAt, bytesAt };
