'use strict';

// Vecs of registered structs: lists of boxes without a block for each.
//
// A box gives its content to a vec, or gets one, in its own memory: what its fields hold stays in them all the time. It is
// the box's, or for one call the program's; the end of the box ends it either way.

const koffi = require('koffi');
const { native, constants, out, lastError, made } = require('./library');
const { count, index: requireIndex } = require('./numbers');
const { Owner, RAW, throwDropErrors } = require('./owner');
const { describe } = require('./blocks');
const { Box } = require('./boxes');
const { ClosedError, MisuseError } = require('./errors');
const { Struct, put, take, endEmptied } = require('./structs');
const { VecOwner, fromParts } = require('./vec-owner');

const ownedOf = (struct) => struct.fields.filter((field) => field.owned !== null);

/** Makes a box own what some of its fields hold. */
function fasten(pointer, fields) {
  for (const { offset } of fields) {
    const child = koffi.decode(pointer, offset, 'void *');
    if (child === null) continue;
    koffi.encode(pointer, offset, 'void *', null);
    const status = native.ffo_box_put(pointer, offset, child);
    if (status !== constants.FFO_OK) koffi.encode(pointer, offset, 'void *', child);
  }
}

/** Makes what the fields of a box hold the program's; refused, nothing has changed. */
function loosen(pointer, fields) {
  const done = [];
  for (const field of fields) {
    if (koffi.decode(pointer, field.offset, 'void *') === null) continue;
    const child = native.ffo_box_take(pointer, field.offset, out.address);
    if (child === null) {
      const error = lastError(out.view.getUint32(0, true));
      fasten(pointer, done);
      throw error;
    }
    koffi.encode(pointer, field.offset, 'void *', child);
    done.push(field);
  }
}

function listOf(boxes, struct) {
  if (typeof boxes?.[Symbol.iterator] !== 'function') throw new TypeError('a list of boxes is needed');
  const list = [...boxes];
  for (const box of list) {
    if (!(box instanceof Box) || box.kind !== struct) throw new TypeError(`a Box of ${struct.name} is needed`);
    Owner.nameOf(box);
  }
  if (new Set(list).size !== list.length) throw new TypeError('one box cannot be two elements');
  return list;
}

/** A list of what boxes of a struct hold, and of all that they own. */
class StructVec extends VecOwner {
  #struct;
  #moves = 0; // how often elements have moved to other places, or ended, while the vec went on

  constructor(struct, boxes = [], raw = undefined) {
    if (!(struct instanceof Struct)) throw new TypeError('a Struct is needed');
    const isRaw = boxes === RAW;
    const list = isRaw ? [] : listOf(boxes, struct);
    super(isRaw ? raw : (address) => native.ffo_vec_init_of(address, struct.type, list.length));
    this.#struct = struct;
    if (isRaw) return;
    try {
      this.append(list);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Puts a vec together from the parts that intoRaw() or C gave. */
  static fromRaw(struct, parts) {
    const setUp = fromParts(parts, struct.size);
    if (parts.data === null || describe(parts.data).elementType !== struct.type) {
      throw new MisuseError(`StructVec.fromRaw: these are no parts of a vec of ${struct.name}; nothing changed`,
        { status: constants.FFO_E_PARTS_MISMATCH, name: 'FFO_E_PARTS_MISMATCH', pointer: parts.data });
    }
    return new StructVec(struct, RAW, setUp);
  }

  get kind() {
    return this.#struct.vec;
  }

  /** Adds what a box holds. The box is closed by that. */
  push(box) {
    this.append([box]);
  }

  /** Adds what boxes hold, all of them or none. */
  append(boxes) {
    const list = listOf(boxes, this.#struct);
    VecOwner.change(this, (address) => this.#give(address, list));
  }

  #give(address, boxes) {
    const struct = this.#struct;
    const fields = ownedOf(struct);
    const elements = new Uint8Array(struct.size * boxes.length);
    const pointers = boxes.map((box) => Owner.nameOf(box));
    const { length } = this;
    const loose = [];
    let error = null;
    try {
      for (const pointer of pointers) {
        loosen(pointer, fields);
        elements.set(koffi.decode(pointer, struct.bytes), struct.size * loose.length);
        loose.push(pointer);
      }
      const status = native.ffo_vec_append(address, elements, boxes.length);
      if (status !== constants.FFO_OK) error = lastError(status);
      if (error !== null && this.length === length) throw error;
    } catch (refusal) {
      for (const pointer of loose) fasten(pointer, fields);
      throw refusal;
    }
    for (const box of boxes) {
      const status = Owner.give(box, (pointer) => endEmptied(struct, pointer));
      if (status !== constants.FFO_OK) error ??= lastError(status);
    }
    if (error !== null) throw error;
    return constants.FFO_OK;
  }

  /** Sets the length; elements that this adds are zero, and those that it cuts off end. */
  resize(length) {
    count(length, 'resize');
    this.#moves++;
    super.resize(length);
    throwDropErrors();
  }

  /** A view of an element: its fields, read and written in place. undefined outside. */
  at(index) {
    const place = this.#placeOf(index, 'at');
    return place === null ? undefined : this.#viewOf(place);
  }

  /** Views of all elements. */
  toArray() {
    return [...this];
  }

  * [Symbol.iterator]() {
    for (let place = 0; place < this.length; place++) yield this.#viewOf(place);
  }

  /** A place counted from 0, of one that is counted from the end if it is negative; null outside. */
  #placeOf(index, what) {
    const { length } = this;
    const at = requireIndex(index, what);
    const place = at < 0 ? at + length : at;
    return place >= 0 && place < length ? place : null;
  }

  #requirePlace(index, what) {
    const place = this.#placeOf(index, what);
    if (place === null) throw new RangeError(`${what}: ${index} is outside of ${this.length} elements`);
    return place;
  }

  #viewOf(place) {
    const moves = this.#moves;
    const address = () => {
      if (moves !== this.#moves || place >= this.length) {
        throw new ClosedError('elements of this vec have moved or ended since; ask it for them again');
      }
      return Owner.cellOf(this).data + BigInt(place * this.#struct.size);
    };
    return new this.#struct.Fields(address, true, () => this.#inElement(place));
  }

  /** How the owned fields of an element are changed. */
  #inElement(place) {
    const vec = Owner.nameOf(this);
    return {
      put: (offset, child) => native.ffo_vec_put_field(vec, place, offset, child),
      take: (offset) => native.ffo_vec_take_field(vec, place, offset, out.address),
    };
  }

  /** Moves an element out, into a box, and closes the gap. */
  take(index) {
    const place = this.#requirePlace(index, 'take');
    const struct = this.#struct;
    let box = null;
    VecOwner.change(this, (address) => {
      box = new Box(struct);
      this.#moves++;
      const status = native.ffo_vec_take(address, place, Owner.nameOf(box));
      if (status === constants.FFO_OK) return status;
      const error = lastError(status);
      Owner.give(box, (pointer) => endEmptied(struct, pointer));
      throw error;
    });
    fasten(Owner.nameOf(box), ownedOf(struct));
    return box;
  }

  /** Puts an owner, or a text where the field owns one, into an owned field of an element, and ends what was there; null
   * empties the field. */
  put(index, name, value) {
    put(this.#inElement(this.#requirePlace(index, 'put')), this.#struct.ownedField(name), value);
  }

  /** Moves what an owned field of an element holds out, into an owner of its own; null if it is empty. */
  takeField(index, name) {
    return take(this.#inElement(this.#requirePlace(index, 'takeField')), this.#struct.ownedField(name));
  }
}

/** What stands for vecs of a struct where a kind is asked for. Other vecs are of the same type to the ledger, so
 * whoever makes a handle of a number or a pointer asks it for the elements' type. */
class StructVecKind {
  constructor(struct) {
    this.struct = struct;
    this.type = constants.FFO_TYPE_VEC;
    this.elementType = struct.type;
    this.name = `StructVec of ${struct.name}`;
  }

  get kind() {
    return this;
  }

  trade(address) {
    return made(native.ffo_vec_into_handle(address, null));
  }

  untrade(handle) {
    return new StructVec(this.struct, RAW, (address) => native.ffo_vec_from_handle(address, handle));
  }

  /** The elements of a borrowed vec. Behind a handle they keep what they own. */
  elements(address, size, writable) {
    const refusal = () => {
      throw new MisuseError('elements behind a handle keep what they own; intoOwner() gives the vec back',
        { status: constants.FFO_E_NOT_OWNED, name: 'FFO_E_NOT_OWNED' });
    };
    return Array.from({ length: size / this.struct.size }, (_, place) => new this.struct.Fields(
      () => address() + BigInt(place * this.struct.size), writable, refusal));
  }
}

const kinds = new WeakMap();
Object.defineProperty(Struct.prototype, 'vec', {
  get() {
    if (!kinds.has(this)) kinds.set(this, new StructVecKind(this));
    return kinds.get(this);
  },
});

module.exports = { StructVec };
