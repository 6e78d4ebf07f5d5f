'use strict';

// For all test files. Each runs in a process of its own, and its ledger must be balanced at its end.

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const test = require('node:test');
const v8 = require('node:v8');
const vm = require('node:vm');

const PACKAGE = path.join(__dirname, '..');
const ffo = require(PACKAGE);

v8.setFlagsFromString('--expose-gc');
const collect = vm.runInNewContext('gc');

/** Collects, and lets finalizers run: they are tasks, which come between the turns. */
async function collectTurns(turns = 10) {
  for (let turn = 0; turn < turns; turn++) {
    await new Promise((resolve) => { setImmediate(resolve); });
    collect();
  }
}

async function collectUntil(condition) {
  for (let turn = 0; turn < 200 && !condition(); turn++) await collectTurns(3);
  assert.ok(condition(), 'the collector never came to it');
}

function assertBalanced() {
  const { liveBlocks, liveHandles, liveBorrows } = ffo.stats();
  assert.deepEqual({ liveBlocks, liveHandles, liveBorrows }, { liveBlocks: 0, liveHandles: 0, liveBorrows: 0 });
  ffo.validate();
}

test.after(assertBalanced);

/** Asserts that a call is refused with a status of this name, and returns the exception. */
function refused(name, call) {
  let thrown = null;
  try {
    call();
  } catch (error) {
    thrown = error;
  }
  assert.ok(thrown instanceof ffo.FfoError, `${name} expected, got ${thrown}`);
  assert.equal(thrown.name, name, thrown.message);
  return thrown;
}

const isWindows = process.platform === 'win32';

/** Runs a program in a process of its own; `ffo` is the package. Line ends in its output become \n. */
function run(source, { env = {}, args = [], flags = [] } = {}) {
  const program = `'use strict'; const ffo = require(${JSON.stringify(PACKAGE)}); ${source}`;
  const result = spawnSync(process.execPath, [...flags, '-e', program, ...args],
    { encoding: 'utf8', env: { ...process.env, NODE_TEST_CONTEXT: '', ...env } });
  assert.equal(result.signal, null, `${result.stdout}${result.stderr}`);
  for (const stream of ['stdout', 'stderr']) result[stream] = result[stream].replaceAll('\r\n', '\n');
  return result;
}

/** An empty folder that is gone after the tests. */
function folder() {
  const made = fs.mkdtempSync(path.join(os.tmpdir(), 'ffi-ownership-'));
  test.after(() => fs.rmSync(made, { recursive: true }));
  return made;
}

module.exports = { ffo, PACKAGE, collect, collectTurns, collectUntil, assertBalanced, refused, isWindows, run, folder };
