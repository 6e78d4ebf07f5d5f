'use strict';

const { native, constants, out, check, made } = require('./library');
const { Owner, RAW, withOwner } = require('./owner');
const { describe, describeHandle, tag } = require('./blocks');
const { MisuseError } = require('./errors');
const { name: requireName } = require('./numbers');
const { String } = require('./strings');
const { kindOf, kindOfOwner, inBox, put, take } = require('./structs');
const { kindOfElements } = require('./vecs');
const { bytesAt, textAt } = require('./text');
const { lend } = require('./views');
const objects = require('./objects');

function kindNamed(what) {
  const kind = what === Object ? objects.kind : (kindOfElements(what) ?? kindOf(what, null));
  if (kind === null) {
    throw new TypeError('String, Config, a Struct or its vec, the class of a TypedArray, or Object is needed');
  }
  return kind;
}

/** Refuses what is known to be no block of that kind. */
function requireKind(kind, { type, typeName, elementType = 0 }, what, details) {
  if (type === kind.type && elementType === (kind.elementType ?? 0)) return;
  throw new MisuseError(`${what} is of type "${typeName}", and no ${kind.name}`, {
    status: constants.FFO_E_WRONG_TYPE, name: 'FFO_E_WRONG_TYPE', expectedType: kind.type, actualType: type, ...details,
  });
}

const end = (handle) => native.ffo_handle_close(handle);

/** One reference to what the library owns. */
class Handle extends Owner {
  #kind;

  /** Puts what `owner` holds behind a handle; the owner is closed by that. */
  constructor(owner, kind, number) {
    if (owner === RAW) {
      super({ end }, number);
      this.#kind = kind;
      return;
    }
    const of = owner instanceof Owner ? kindOfOwner(owner) : undefined;
    if (of === undefined) throw new TypeError('a String, Config, Box or Vec is needed; Handle.adopt() takes objects');
    super({ end }, Owner.give(owner, (name) => of.trade?.(name)
      ?? made(native.ffo_handle_from_raw(name, of.type, null))));
    this.#kind = of;
  }

  /** Puts an object of JavaScript behind a handle. `drop(object)` runs when the handle ends, on this thread. */
  static adopt(object, drop) {
    if (drop !== undefined && typeof drop !== 'function') throw new TypeError('drop is no function');
    return new Handle(RAW, objects.kind, objects.adopt(object, drop));
  }

  /** Puts a block that intoRaw() or C gave behind a handle. `what` is String, Config, a Struct or its vec. */
  static fromRaw(what, pointer) {
    const kind = kindNamed(what);
    if (kind.elementType !== undefined) requireKind(kind, describe(pointer), 'the block', { pointer });
    return new Handle(RAW, kind, made(native.ffo_handle_from_raw(requireName(pointer, 'Handle.fromRaw'), kind.type, null)));
  }

  /** A reference of its own to the handle with this number, which may come from another thread or from C. */
  static fromNumber(what, number) {
    const kind = kindNamed(what);
    check(native.ffo_handle_retain(requireName(number, 'Handle.fromNumber')));
    const handle = new Handle(RAW, kind, number);
    try {
      requireKind(kind, describeHandle(number), `handle 0x${number.toString(16)}`, { handle: number });
    } catch (error) {
      handle.close();
      throw error;
    }
    return handle;
  }

  /** A BigInt, which can travel to another thread of this process where the handle cannot. */
  get number() {
    return Owner.nameOf(this);
  }

  /** One reference more. */
  clone() {
    const number = Owner.nameOf(this);
    check(native.ffo_handle_retain(number));
    return new Handle(RAW, this.#kind, number);
  }

  /** The handle without a reference. */
  weak() {
    return new WeakHandle(Owner.nameOf(this), this.#kind);
  }

  /** Borrows for reading, beside other readers. With `fn`: calls `fn(borrow)`, and gives it back afterwards. */
  borrow(fn) {
    return lendTo(fn, new Borrow(Owner.nameOf(this), this.#kind, false));
  }

  /** Borrows for writing, alone. */
  borrowMut(fn) {
    return lendTo(fn, new Borrow(Owner.nameOf(this), this.#kind, true));
  }

  /** Trades the only reference for an owner; of an adopted object, for the object. */
  intoOwner() {
    return Owner.give(this, (number) => this.#kind.untrade?.(number)
      ?? this.#kind.wrap(made(native.ffo_handle_into_raw(number, this.#kind.type, null))));
  }

  /** Trades the only reference for the pointer. */
  intoRaw() {
    if (this.#kind === objects.kind) throw new TypeError('an adopted object has no pointer');
    return Owner.give(this, (number) => made(native.ffo_handle_into_raw(number, this.#kind.type, null)));
  }

  tag(word) {
    tag(this.describe().address, word);
  }

  describe() {
    return describeHandle(Owner.nameOf(this));
  }
}

function lendTo(fn, borrow) {
  return fn === undefined ? borrow : withOwner(borrow, fn);
}

/** A handle without a reference: it keeps nothing alive, and is safe to ask with. */
class WeakHandle {
  #number;
  #kind;

  constructor(number, kind) {
    this.#number = number;
    this.#kind = kind;
  }

  get number() {
    return this.#number;
  }

  /** A Handle if the block still lives, otherwise null. */
  lock() {
    check(native.ffo_handle_try_retain(this.#number, out.address));
    return out.view.getUint32(0, true) === 1 ? new Handle(RAW, this.#kind, this.#number) : null;
  }
}

/** What the collector may know of a borrow. */
class BorrowCell {
  constructor(number) {
    this.number = number;
    this.isBorrow = true;
    this.loan = null;
  }

  end(number) {
    return native.ffo_handle_return(number);
  }

  prepare() {
    this.loan?.giveBack();
  }

  abandon() {
    this.loan?.giveBack();
  }
}

/** A right to use what a handle holds, until it is closed. */
class Borrow extends Owner {
  #kind;
  #writable;
  #pointer;
  #size;
  #fields = null;
  #array = null;
  #elements = null;

  constructor(number, kind, writable) {
    const borrow = writable ? native.ffo_handle_borrow_mut : native.ffo_handle_borrow;
    const pointer = made(borrow(number, kind.type, out.address, null));
    super(new BorrowCell(number), number);
    this.#kind = kind;
    this.#writable = writable;
    this.#pointer = pointer;
    this.#size = Number(out.view.getBigUint64(0, true));
  }

  #address() {
    Owner.nameOf(this);
    return this.#pointer;
  }

  #need(is, what) {
    if (!is) throw new TypeError(`a borrowed ${this.#kind.name} has no ${what}`);
  }

  get pointer() {
    return this.#address();
  }

  /** Of a string: its text. */
  toString() {
    this.#need(this.#kind === String.kind, 'text');
    return textAt(this.#address(), this.#size);
  }

  /** Of a string: a copy of its bytes. */
  bytes() {
    this.#need(this.#kind === String.kind, 'bytes');
    return bytesAt(this.#address(), this.#size);
  }

  /** Of a config or box: its fields; of a shared borrow for reading only. */
  get fields() {
    this.#need(this.#kind.Fields !== undefined, 'fields');
    Owner.nameOf(this);
    return (this.#fields ??= new this.#kind.Fields(() => this.#address(), this.#writable));
  }

  /** Of a vec: the elements; of a string: its bytes. A TypedArray without a copy, of length 0 once the borrow is
   * closed. */
  get array() {
    const Elements = this.#kind === String.kind ? Uint8Array : this.#kind.Elements;
    this.#need(Elements !== undefined, 'array');
    const address = this.#address();
    if (this.#array === null) {
      const { array, loan } = lend(address, this.#size, Elements, this);
      this.#array = array;
      Owner.cellOf(this).loan = loan;
    }
    return this.#array;
  }

  /** Of a vec of structs: the fields of each element, without their owned ones for writing. */
  get elements() {
    this.#need(this.#kind.elements !== undefined, 'elements');
    this.#address();
    return (this.#elements ??= this.#kind.elements(() => this.#address(), this.#size, this.#writable));
  }

  /** Of an adopted object: the object. */
  get object() {
    this.#need(this.#kind === objects.kind, 'object');
    return objects.kind.object(this.#address());
  }

  /** Of a config or box, exclusively borrowed: as for the owner. */
  put(name, owner) {
    this.#need(this.#kind.ownedField !== undefined, 'owned fields');
    put(inBox(this.#address()), this.#kind.ownedField(name), owner);
  }

  take(name) {
    this.#need(this.#kind.ownedField !== undefined, 'owned fields');
    return take(inBox(this.#address()), this.#kind.ownedField(name));
  }
}

module.exports = { Handle, WeakHandle, Borrow };
