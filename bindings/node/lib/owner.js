'use strict';

// What all owners have in common: they end what they hold exactly once, by close(), by `using`, by the collector, or
// at the end of the thread.
//
// An owner holds a *cell*, and only the cell knows the name (a pointer or a handle) of what is held. The collector's
// registry and the list of what is alive refer to cells, never to owners, so that owners can be collected.

const { constants, lastError } = require('./library');
const { ClosedError, MisuseError } = require('./errors');

const RAW = Symbol('raw'); // in an owner's constructor: the name comes next, nothing has to be made

/** A list whose items know their place, so that removing one is as cheap as adding it. */
class List {
  items = [];

  constructor(place) {
    this.place = place;
  }

  add(item, keeper) {
    keeper[this.place] = this.items.length;
    this.items.push(item);
  }

  remove(keeper, keeperOf) {
    const at = keeper[this.place];
    const last = this.items.pop();
    if (at < this.items.length) {
      this.items[at] = last;
      keeperOf(last)[this.place] = at;
    }
    keeper[this.place] = -1;
  }
}

const same = (cell) => cell;
const live = new List('liveAt'); // of cells

// To register an owner costs more than all else, and V8 then keeps it until a full collection. But finalizers are
// tasks: none can run before the present turn ends. So an owner waits here until then, and one that is closed in the
// turn in which it was made is never registered.
const young = new List('youngAt'); // of owners
let isFlushDue = false;

const registry = new FinalizationRegistry((cell) => {
  if (cell.name !== null) endQuietly(cell);
});

function flush() {
  isFlushDue = false;
  for (const owner of young.items.splice(0)) {
    const cell = Owner.cellOf(owner);
    cell.youngAt = -1;
    registry.register(owner, cell, cell);
  }
}

function watch(owner, cell) {
  young.add(owner, cell);
  if (isFlushDue) return;
  isFlushDue = true;
  queueMicrotask(flush);
}

function unwatch(cell) {
  if (cell.youngAt >= 0) young.remove(cell, Owner.cellOf);
  else registry.unregister(cell);
}

// Exceptions of drop callbacks: they must not unwind into the library, so they wait here until its call has returned.
const dropErrors = [];

function guardDrop(drop) {
  try {
    drop();
  } catch (error) {
    dropErrors.push(error);
  }
}

/** Ends what the cell holds. If that is refused, the cell still holds it, unless the refusal means that it does not. */
function end(cell) {
  const { name } = cell;
  leave(cell);
  const status = cell.end(name, cell);
  const error = status === constants.FFO_OK ? null : lastError(status);
  if (error !== null && !isOver(error, cell, name)) {
    enter(cell, name);
    throw error;
  }
  throwDropErrors(error);
}

/** After a call that may have ended something. */
function throwDropErrors(first = null) {
  const errors = dropErrors.splice(0);
  if (first !== null) errors.unshift(first);
  if (errors.length > 1) throw new AggregateError(errors, errors[0].message);
  if (errors.length === 1) throw errors[0];
}

/** Whether nothing is left to end after this failure. A name that the library does not accept, because somebody else
 * ended the block, must never be tried again: later it may be the name of another block. */
function isOver(error, cell, name) {
  if (cell.isBorrow || error.status === constants.FFO_E_OVERRUN) return true;
  if (!(error instanceof MisuseError)) return false;
  return error.handle === name || error.pointer === (cell.block === undefined ? name : cell.block());
}

/** For the collector and the end of the thread, where nobody could catch an exception. Refusals went to the policy. */
function endQuietly(cell) {
  const { name } = cell;
  leave(cell);
  try {
    cell.abandon?.();
  } catch {
    return; // an array over the memory was transferred: the memory stays
  }
  cell.end(name, cell);
  for (const error of dropErrors.splice(0)) report(error);
}

let exiting = false;

function report(error) {
  if (exiting) console.error(error); // a warning would come too late
  else process.emitWarning(error instanceof Error ? error : String(error));
}

function enter(cell, name) {
  cell.name = name;
  live.add(cell, cell);
}

function leave(cell) {
  cell.name = null;
  live.remove(cell, same);
}

// The collector does not run at exit, so what waits for it is ended here: it is no leak.
process.on('exit', () => {
  exiting = true;
  while (live.items.length > 0) endQuietly(live.items.at(-1));
});

/** The base of everything that has to be ended. */
class Owner {
  #cell;

  constructor(cell, name) {
    this.#cell = cell;
    enter(cell, name);
    watch(this, cell);
  }

  /** Whether the owner holds nothing any more. */
  get closed() {
    return this.#cell.name === null;
  }

  /** Ends what the owner holds, now. Does nothing if it was closed before. */
  close() {
    const cell = this.#cell;
    if (cell.name === null) return;
    cell.prepare?.();
    try {
      end(cell);
    } finally {
      if (cell.name === null) unwatch(cell);
    }
  }

  /** The name of what `owner` holds; refused once it is closed. */
  static nameOf(owner) {
    const name = owner.#cell.name;
    if (name === null) {
      throw new ClosedError(`this ${owner.constructor.name} was closed, or has given away what it held`);
    }
    return name;
  }

  static cellOf(owner) {
    return owner.#cell;
  }

  /** Calls `take(name)`; if it does not throw, what the owner held has gone elsewhere, and the owner is closed. */
  static give(owner, take) {
    const cell = owner.#cell;
    const name = Owner.nameOf(owner);
    cell.prepare?.();
    const result = take(name);
    leave(cell);
    unwatch(cell);
    return result;
  }
}

/** For `using`, where the runtime knows Symbol.dispose; it is not added to one that does not. */
function makeDisposable(Class) {
  if (!Symbol.dispose) return;
  Object.defineProperty(Class.prototype, Symbol.dispose,
    { value() { this.close(); }, writable: true, configurable: true });
}
makeDisposable(Owner);

/** Calls `fn(owner)` and closes the owner afterwards; if `fn` is asynchronous, when its promise is settled. */
function withOwner(owner, fn) {
  let result;
  try {
    result = fn(owner);
    if (typeof result?.then !== 'function') return result;
  } finally {
    if (typeof result?.then !== 'function') owner.close();
  }
  return Promise.resolve(result).finally(() => owner.close());
}

module.exports = { Owner, RAW, withOwner, makeDisposable, guardDrop, throwDropErrors };
