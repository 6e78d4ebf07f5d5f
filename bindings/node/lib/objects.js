'use strict';

// JavaScript objects behind handles. The library gets a number in place of a pointer, which nobody ever follows; the
// objects stay here, in one table for each thread.

const koffi = require('koffi');
const { native, layouts, out, keeping, check, made } = require('./library');
const { threadId } = require('node:worker_threads');
const { registerDrop } = require('./structs');
const { terminated } = require('./text');

const objects = new Map(); // from payload to { object, drop }
let nextPayload = 1n;
let type = 0;
let dropCallback = null;

/** Of size 0, and of this thread alone: its drop callback can run nowhere else, so no other thread may hold one. */
function register() {
  const desc = layouts.ffo_type_desc;
  const name = terminated(`JavaScript object (thread ${threadId})`);
  const view = new DataView(new ArrayBuffer(desc.size));
  view.setUint32(desc.offset.struct_size, desc.size, true);
  view.setBigUint64(desc.offset.name, koffi.address(name), true);
  keeping(name, () => check(native.ffo_type_register(view.buffer, out.address)));
  type = out.view.getUint32(0, true);
  dropCallback = registerDrop((payload) => {
    const { object, drop } = forget(payload);
    drop?.(object);
  });
}

function forget(payload) {
  const entry = objects.get(payload);
  objects.delete(payload);
  return entry;
}

/** A handle that holds the object. */
function adopt(object, drop) {
  if (dropCallback === null) register();
  const payload = nextPayload++;
  objects.set(payload, { object, drop });
  try {
    return made(native.ffo_handle_adopt(payload, type, dropCallback, null, null));
  } catch (error) {
    objects.delete(payload);
    throw error;
  }
}

const kind = {
  name: 'object',
  get type() {
    return type;
  },
  object: (payload) => objects.get(payload).object,
  wrap: (payload) => forget(payload).object,
};

module.exports = { adopt, kind };
