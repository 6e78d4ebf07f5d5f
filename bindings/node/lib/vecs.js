'use strict';

const koffi = require('koffi');
const { native, constants, out, made } = require('./library');
const { integer } = require('./numbers');
const { Owner, RAW, withOwner } = require('./owner');
const { VecOwner, fromParts } = require('./vec-owner');
const { View, lend } = require('./views');

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

/** A growable buffer of numbers. `Elements` is the TypedArray class that says which. */
class Vec extends VecOwner {
  #Elements;

  constructor(Elements, values = [], raw = undefined) {
    const known = ELEMENTS.get(Elements);
    if (known === undefined) throw new TypeError('the class of a TypedArray is needed; of structs there is a StructVec');
    const isRaw = values === RAW;
    const elements = isRaw ? null : elementsOf(Elements, values);
    super(isRaw ? raw : (address) => native.ffo_vec_init(address, Elements.BYTES_PER_ELEMENT, elements.length));
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
  static fromRaw(Elements, parts) {
    return new Vec(Elements, RAW, fromParts(parts, Elements.BYTES_PER_ELEMENT));
  }

  /** The vec behind a handle. */
  static fromHandle(Elements, handle) {
    return new Vec(Elements, RAW, (address) => native.ffo_vec_from_handle(address, handle));
  }

  get kind() {
    return ELEMENTS.get(this.#Elements).kind;
  }

  push(value) {
    fitting(this.#Elements, value);
    VecOwner.change(this, (address) => {
      ELEMENTS.get(this.#Elements).element[0] = value;
      return native.ffo_vec_push(address, out.address);
    });
  }

  /** Adds the values of a TypedArray of the same class as they lie there, or of any list. */
  append(values) {
    const elements = elementsOf(this.#Elements, values);
    if (elements.length > 0) VecOwner.change(this, (address) => native.ffo_vec_append(address, elements, elements.length));
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
}

VecKind.prototype.trade = (address) => made(native.ffo_vec_into_handle(address, null));
VecKind.prototype.untrade = function untrade(handle) {
  return Vec.fromHandle(this.Elements, handle);
};

module.exports = { Vec, kindOfElements };
