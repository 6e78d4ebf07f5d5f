'use strict';

// What vecs of all kinds have in common: an ffo_vec in memory of JavaScript's.

const koffi = require('koffi');
const { native, layouts, out, check } = require('./library');
const { count, name: requireName } = require('./numbers');
const { Owner } = require('./owner');
const { describe, tag } = require('./blocks');
const { refuse } = require('./views');

const { offset, size } = layouts.ffo_vec;

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

/** A growable buffer. `setUp(address)` fills in the ffo_vec, and returns the status. */
class VecOwner extends Owner {
  #view;

  constructor(setUp) {
    const memory = new ArrayBuffer(Math.max(size, 128)); // that big, it lies outside of the collector's heap
    const address = koffi.address(memory);
    check(setUp(address));
    super(new VecCell(memory), address);
    this.#view = new DataView(memory);
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
  static change(vec, call) {
    const address = Owner.nameOf(vec);
    Owner.cellOf(vec).prepare();
    check(call(address));
  }

  /** Sets the length; elements that this adds are 0. */
  resize(length) {
    VecOwner.change(this, (address) => native.ffo_vec_resize(address, count(length, 'resize')));
  }

  /** Makes room for more elements. */
  reserve(additional) {
    VecOwner.change(this, (address) => native.ffo_vec_reserve(address, count(additional, 'reserve')));
  }

  /** Gives back the room beyond the length. */
  shrink() {
    VecOwner.change(this, (address) => native.ffo_vec_shrink(address));
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

/** Puts a vec together from the parts that intoRaw() or C gave. */
function fromParts({ data, length, capacity }, elementSize) {
  if (data !== null) requireName(data, 'fromRaw');
  const parts = [count(length, 'fromRaw'), count(capacity, 'fromRaw')];
  return (address) => native.ffo_vec_from_raw_parts(address, data, ...parts, elementSize);
}

module.exports = { VecOwner, fromParts };
