'use strict';

// Finds and loads the library, once for each thread.

const fs = require('node:fs');
const path = require('node:path');
const koffi = require('koffi');
const { declare, textAt } = require('./abi');
const { LoadError, familyOf } = require('./errors');

const FILE = { win32: 'ffi_ownership.dll', darwin: 'libffi_ownership.dylib' }[process.platform]
  ?? 'libffi_ownership.so.1';
const LOADER = process.platform === 'win32' ? "the system's loader, along PATH" : "the system's loader";

function load() {
  const named = process.env.FFI_OWNERSHIP_LIBRARY;
  const beside = path.join(__dirname, '..', FILE);
  const places = named
    ? [['the file named by FFI_OWNERSHIP_LIBRARY', named]]
    : [['beside the package', beside], [LOADER, FILE]];
  const tried = [];
  for (const [place, file] of places) {
    try {
      if (file === beside && !fs.existsSync(file)) throw new Error('no such file');
      return [koffi.load(file), file];
    } catch (error) {
      tried.push(`${place}: ${file}: ${error.message}`);
    }
  }
  throw new LoadError(`ffi-ownership did not find its library. Tried:\n  ${tried.join('\n  ')}`);
}

const [library, file] = load();
const { native, layouts, constants, abi } = declare(library, file);

// Out parameters land here. No call of the package is asynchronous, so one place for each thread is enough; whoever
// calls reads at once, before anything else can come between.
const memory = new ArrayBuffer(1024);
const out = { view: new DataView(memory), address: koffi.address(memory), buffer: memory };

/** Calls `fn(address)`, which fills a struct, and reads the struct. */
function readStruct(layout, fn) {
  const view = layout.size <= memory.byteLength ? out.view : new DataView(new ArrayBuffer(layout.size));
  if (layout.versioned) view.setUint32(layout.offset.struct_size, layout.size, true);
  const status = fn(view === out.view ? out.address : koffi.address(view.buffer));
  if (status !== constants.FFO_OK) throw lastError(status);
  return layout.read(view);
}

/** This thread's last failure as an exception. JavaScript runs nothing between the failing call and this one: a
 * finalizer is a task of its own. */
function lastError(status) {
  const { message, ...info } = readStruct(layouts.ffo_error_info, native.ffo_last_error_info);
  const failed = status ?? info.status;
  const name = textAt(native.ffo_status_name(failed));
  const Family = familyOf(failed);
  if (info.status === failed) return new Family(message, { ...info, name });
  // A drop callback ran in between, and failed in a call of its own: the details are that one's.
  return new Family(textAt(native.ffo_status_text(failed)), { status: failed, name });
}

const kept = new Set();

/** Calls `fn`, and keeps `memory` meanwhile: an address alone does not, and a variable only until its last use. */
function keeping(memory, fn) {
  kept.add(memory);
  try {
    return fn();
  } finally {
    kept.delete(memory);
  }
}

/** For functions that return a status. */
function check(status) {
  if (status !== constants.FFO_OK) throw lastError(status);
}

/** For functions that return something, and NULL or 0 when they fail. */
function made(result) {
  if (!result) throw lastError();
  return result;
}

module.exports = { native, layouts, constants, abi, file, out, readStruct, keeping, lastError, check, made, textAt };
