'use strict';

// JavaScript arrays over memory of the library, without a copy.
//
// An ArrayBuffer over foreign memory would dangle once the memory ends. Two things prevent it: as long as it can be
// reached it keeps the owner of the memory alive, and before the memory ends or moves it is *detached*, after which
// every array over it has length 0.

const koffi = require('koffi');
const { constants } = require('./library');
const { BusyError } = require('./errors');
const { makeDisposable } = require('./owner');

const anchors = new WeakMap(); // from an ArrayBuffer to the object that keeps its memory

function refuse(message) {
  return new BusyError(message, { status: constants.FFO_E_BORROWED, name: 'FFO_E_BORROWED' });
}

/** Node 18 and 20 have no ArrayBuffer.prototype.transfer, and its structuredClone copies such buffers; but a byte stream takes
 * over, by its standard, the buffer of what is put into it. */
function detach(buffer) {
  if (buffer.transfer) {
    buffer.transfer();
  } else {
    new ReadableStream({ type: 'bytes', start: (controller) => controller.enqueue(new Uint8Array(buffer)) });
  }
  if (buffer.byteLength !== 0) throw refuse('this runtime cannot detach an ArrayBuffer, so its memory is kept');
}

/** What the memory's owner knows of an array that is out: only a weak reference, so that an array which the program
 * has lost is in nobody's way. */
class Loan {
  #buffer;
  #isOver = false;

  constructor(buffer) {
    this.#buffer = new WeakRef(buffer);
  }

  get isOut() {
    return !this.#isOver && this.#buffer.deref() !== undefined;
  }

  /** Detaches the array. A buffer that the program has transferred lives on elsewhere, and so its memory must. */
  giveBack() {
    const buffer = this.#buffer.deref();
    if (this.#isOver || buffer === undefined) return;
    if (buffer.byteLength === 0) throw refuse('the ArrayBuffer of this view was transferred, so its memory is kept');
    detach(buffer);
    this.#isOver = true;
  }
}

/** An array of `Elements` over memory that `anchor` owns, and the loan to remember it by. */
function lend(pointer, bytes, Elements, anchor) {
  if (bytes === 0) return { array: new Elements(0), loan: null };
  const buffer = koffi.view(pointer, bytes);
  anchors.set(buffer, anchor);
  return { array: new Elements(buffer), loan: new Loan(buffer) };
}

/** A vec's elements as a TypedArray. Until the view is closed, the vec neither grows nor ends. */
class View {
  #array;
  #end;

  constructor(array, end) {
    this.#array = array;
    this.#end = end;
  }

  /** Of length 0 once the view is closed. */
  get array() {
    return this.#array;
  }

  get closed() {
    return this.#end === null;
  }

  close() {
    this.#end?.();
    this.#end = null;
  }
}
makeDisposable(View);

module.exports = { View, lend, refuse };
