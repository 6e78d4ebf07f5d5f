'use strict';

// The ledger as a whole.

const { isMainThread } = require('node:worker_threads');
const { native, layouts, constants, out, readStruct, check, textAt } = require('./library');
const { count } = require('./numbers');
const { terminated } = require('./text');
require('./owner'); // its exit listener, which ends what is alive, has to come before the one below

const POLICIES = {
  return: constants.FFO_POLICY_RETURN,
  log: constants.FFO_POLICY_LOG,
  abort: constants.FFO_POLICY_ABORT,
};

/** The ledger's balance. */
function stats() {
  return readStruct(layouts.ffo_stats, native.ffo_stats_get);
}

/** Starts the next period; its number is the checkpoint for the two below. Checkpoint 0 stands for all periods. */
function checkpoint() {
  check(native.ffo_checkpoint(out.address));
  return Number(out.view.getBigUint64(0, true));
}

/** How many blocks made at or after a checkpoint still live, and their bytes. */
function liveSince(since = 0) {
  check(native.ffo_live_since(count(since, 'liveSince'), out.address, out.address + 8n));
  return { blocks: Number(out.view.getBigUint64(0, true)), bytes: Number(out.view.getBigUint64(8, true)) };
}

/** Writes a leak report to a file, or to standard error. */
function reportLeaks(since = 0, path = null) {
  check(native.ffo_report_leaks(count(since, 'reportLeaks'), path === null ? null : terminated(path)));
}

/** Walks the whole ledger; throws what damage it finds first. */
function validate() {
  check(native.ffo_validate());
}

/** What follows a misuse, beside the exception: 'return' (nothing), 'log' or 'abort'. For the whole process. */
function setPolicy(policy) {
  if (!(policy in POLICIES)) throw new TypeError(`${policy} is none of ${Object.keys(POLICIES).join(', ')}`);
  check(native.ffo_set_policy(POLICIES[policy]));
}

// On Windows the library hears of the end of the process from the C runtime of the system. node.exe has a C runtime of its
// own and ends without that one, so the report is written here.
const leakReport = process.env.FFO_LEAK_REPORT;
if (process.platform === 'win32' && isMainThread && leakReport) {
  process.on('exit', () => {
    try {
      reportLeaks(0, leakReport === 'stderr' ? null : leakReport);
    } catch (error) {
      console.error(`ffi_ownership: ${error.message}`);
    }
  });
}

const version = textAt(native.ffo_version_string());

module.exports = { stats, checkpoint, liveSince, reportLeaks, validate, setPolicy, version };
