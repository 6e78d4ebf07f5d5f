'use strict';

const koffi = require('koffi');
const { native, layouts, constants, out, check, made } = require('./library');
const { count, integer, name: requireName } = require('./numbers');
const { Owner, RAW, withOwner } = require('./owner');
const { describe, tag } = require('./blocks');
const { View, lend, refuse } = require('./views');

const { offset, size } = layouts.ffo_vec;

/** What an element can be: for integers, the least and the greatest. Uint8ClampedArray takes any number, by its name. */
function rangeOf(Elements) {
  const found = /^(?:Big)?(Ui|I)nt\d+Array$/.exec(Elements.name);
  if (found === null) return null;
  const bits = BigInt(Elements.BYTES_PER_ELEMENT * 8);
  return found[1] === 'Ui' ? [0n, 2n ** bits - 1n] : [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n];
}

/** The TypedArray classes that a vec can have elements of, and what makes an element of any number. */
const ELEMENTS = new Map([
  Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, BigInt64Array,
  BigUint64Array, Float32Array, Float64Array,
].map((Elements) => [Elements, { element: new Elements(out.buffer, 0, 1), kind: new VecKind(Elements), range: rangeOf(Elements) }]));

function VecKind(Elements) {
  this.type = constants.FFO_TYPE_VEC;
  this.name = `Vec of ${Elements.name}`;
  this.Elements = Elements;
}

/** A value that the element will be; a TypedArray alone would make one of anything. */
function fitting(Elements, value) {
  const { range } = ELEMENTS.get(Elements);
  if (range !== null) integer(value, range, Elements.name);
  else if (typeof value !== 'number') throw new TypeError(`${Elements.name}: a number is needed, and no ${typeof value}`);
  return value;
}

function elementsOf(Elements, values) {
  if (values instanceof Elements) return values;
  if (values === null || typeof values !== 'object') throw new TypeError('a list of values is needed');
  return Elements.from(values, (value) => fitting(Elements, value));
}

function kindOfElements(Elements) {
  return ELEMENTS.get(Elements)?.kind ?? null;
}

// By its memory, which koffi then keeps; in the collector's hands the address alone would not.
const end = (_, cell) => native.ffo_vec_dispose(cell.memory);

/** What the collector may know of a vec: the ffo_vec itself, and the arrays that are out. */
class VecCell {
  constructor(memory) {
    this.memory = memory;
    this.loans = new Set();
    this.end = end;
  }

  get data() {
    return new BigUint64Array(this.memory)[offset.data / 8] || null;
  }

  block() {
    return this.data;
  }

  /** Before the elements move or end. */
  prepare() {
    for (const loan of this.loans) {
      if (loan.isOut) throw refuse('a view of this vec is out; close the view first');
    }
    this.loans.clear();
  }

  abandon() {
    for (const loan of this.loans) loan.giveBack();
  }
}

/** A growable buffer of numbers. `Elements` is the TypedArray class that says which. */
class Vec extends Owner {
  #view;
  #Elements;

  constructor(Elements, values = [], raw = undefined) {
    const known = ELEMENTS.get(Elements);
    if (known === undefined) throw new TypeError('the class of a TypedArray is needed');
    const memory = new ArrayBuffer(Math.max(size, 128)); // that big, it lies outside of the collector's heap
    const address = koffi.address(memory);
    const isRaw = values === RAW;
    const elements = isRaw ? null : elementsOf(Elements, values);
    check(isRaw ? raw(address) : native.ffo_vec_init(address, Elements.BYTES_PER_ELEMENT, elements.length));
    super(new VecCell(memory), address);
    this.#view = new DataView(memory);
    this.#Elements = Elements;
    if (isRaw) return;
    try {
      this.append(elements);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Puts a vec together from the parts that intoRaw() or C gave. */
  static fromRaw(Elements, { data, length, capacity }) {
    if (data !== null) requireName(data, 'Vec.fromRaw');
    const parts = [count(length, 'Vec.fromRaw'), count(capacity, 'Vec.fromRaw')];
    return new Vec(Elements, RAW, (address) => native
      .ffo_vec_from_raw_parts(address, data, ...parts, Elements.BYTES_PER_ELEMENT));
  }

  /** The vec behind a handle. */
  static fromHandle(Elements, handle) {
    return new Vec(Elements, RAW, (address) => native.ffo_vec_from_handle(address, handle));
  }

  get kind() {
    return ELEMENTS.get(this.#Elements).kind;
  }

  #part(name) {
    Owner.nameOf(this);
    return this.#view.getBigUint64(offset[name], true);
  }

  get length() {
    return Number(this.#part('length'));
  }

  get capacity() {
    return Number(this.#part('capacity'));
  }

  /** Calls what may move the elements. */
  #change(call) {
    const address = Owner.nameOf(this);
    Owner.cellOf(this).prepare();
    check(call(address));
  }

  push(value) {
    fitting(this.#Elements, value);
    this.#change((address) => {
      ELEMENTS.get(this.#Elements).element[0] = value;
      return native.ffo_vec_push(address, out.address);
    });
  }

  /** Adds the values of a TypedArray of the same class as they lie there, or of any list. */
  append(values) {
    const elements = elementsOf(this.#Elements, values);
    if (elements.length > 0) this.#change((address) => native.ffo_vec_append(address, elements, elements.length));
  }

  /** Sets the length; elements that this adds are 0. */
  resize(length) {
    this.#change((address) => native.ffo_vec_resize(address, count(length, 'resize')));
  }

  /** Makes room for more elements. */
  reserve(additional) {
    this.#change((address) => native.ffo_vec_reserve(address, count(additional, 'reserve')));
  }

  /** Gives back the room beyond the length. */
  shrink() {
    this.#change((address) => native.ffo_vec_shrink(address));
  }

  /** A copy of the elements. */
  toArray() {
    const length = this.length;
    if (length === 0) return new this.#Elements(0);
    const bytes = koffi.array('uint8_t', length * this.#Elements.BYTES_PER_ELEMENT, 'Typed');
    return new this.#Elements(koffi.decode(Owner.cellOf(this).data, bytes).buffer);
  }

  /** The elements themselves as a TypedArray, without a copy. With `fn`: calls `fn(array)`, and closes the view
   * afterwards. */
  view(fn) {
    const cell = Owner.cellOf(this);
    const bytes = this.length * this.#Elements.BYTES_PER_ELEMENT;
    const { array, loan } = lend(cell.data, bytes, this.#Elements, this);
    if (loan !== null) cell.loans.add(loan);
    const view = new View(array, () => {
      loan?.giveBack();
      cell.loans.delete(loan);
    });
    return fn === undefined ? view : withOwner(view, () => fn(array));
  }

  clone() {
    return this.view((array) => new Vec(this.#Elements, array));
  }

  /** Takes the vec apart: its data, which is a block in its own right, its length and its capacity. */
  intoRaw() {
    return Owner.give(this, (address) => {
      check(native.ffo_vec_into_raw_parts(address, out.address, out.address + 8n, out.address + 16n));
      const [data, length, capacity] = new BigUint64Array(out.buffer, 0, 3);
      return { data: data || null, length: Number(length), capacity: Number(capacity) };
    });
  }

  /** Leaves the elements to the process for ever; their address, null if there are none. */
  forget() {
    return Owner.give(this, () => {
      const { data } = Owner.cellOf(this);
      if (data !== null) check(native.ffo_forget(data));
      return data;
    });
  }

  tag(word) {
    Owner.nameOf(this);
    tag(Owner.cellOf(this).data, word);
  }

  describe() {
    Owner.nameOf(this);
    return describe(Owner.cellOf(this).data);
  }
}

VecKind.prototype.trade = (address) => made(native.ffo_vec_into_handle(address, null));
VecKind.prototype.untrade = function untrade(handle) {
  return Vec.fromHandle(this.Elements, handle);
};

module.exports = { Vec, kindOfElements };
