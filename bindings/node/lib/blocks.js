'use strict';

// What can be done with any block, whatever it is.

const { native, layouts, constants, readStruct, check } = require('./library');
const { Owner } = require('./owner');
const { name: requireName } = require('./numbers');
const { terminated } = require('./text');

const OWNERS = {
  [constants.FFO_OWNER_NOBODY]: 'nobody',
  [constants.FFO_OWNER_CALLER]: 'caller',
  [constants.FFO_OWNER_LIBRARY]: 'library',
};

function readInfo(call, name) {
  const info = readStruct(layouts.ffo_block_info, (address) => call(name, address));
  info.owner = OWNERS[info.owner] ?? info.owner;
  return info;
}

/** What the ledger knows of the block that a pointer names or lies in, live or freed. */
function describe(pointer) {
  return readInfo(native.ffo_describe, pointer === null ? null : requireName(pointer, 'describe'));
}

function describeHandle(handle) {
  return readInfo(native.ffo_handle_describe, handle);
}

/** Marks a block with a word, to be found in reports; null clears it. */
function tag(pointer, word) {
  check(native.ffo_tag(pointer, word === null ? null : terminated(word)));
}

/** An owner whose name is the pointer of a block. */
class Block extends Owner {
  /** Gives the pointer away: from here on it has to be freed by whoever has it. */
  intoRaw() {
    return Owner.give(this, (pointer) => pointer);
  }

  /** Leaves the block to the process for ever: no leak, and no free either. Returns its pointer. */
  forget() {
    return Owner.give(this, (pointer) => {
      check(native.ffo_forget(pointer));
      return pointer;
    });
  }

  tag(word) {
    tag(Owner.nameOf(this), word);
  }

  describe() {
    return describe(Owner.nameOf(this));
  }
}

module.exports = { Block, describe, describeHandle, tag };
