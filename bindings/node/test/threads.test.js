'use strict';

const assert = require('node:assert/strict');
const { fork } = require('node:child_process');
const path = require('node:path');
const test = require('node:test');
const { Worker } = require('node:worker_threads');
const { ffo, assertBalanced, run } = require('./support');

test.afterEach(assertBalanced);

/** Runs a job of worker.js; how the thread ended, and what it said. */
function work(job, number = 0n, onMessage = () => {}) {
  return new Promise((resolve) => {
    const worker = new Worker(path.join(__dirname, 'worker.js'), { workerData: { job, number } });
    const messages = [];
    let failure = null;
    worker.on('message', (message) => { messages.push(message); onMessage(worker, message); });
    worker.on('error', (error) => { failure = error; });
    worker.on('exit', (code) => resolve({ code, failure, messages }));
  });
}

async function workWell(job, number) {
  const { failure } = await work(job, number);
  if (failure) throw failure;
}

test('threads make and end their own', () => Promise.all(Array.from({ length: 4 }, () => workWell('churn'))));

test('threads share what a handle holds, by its number', async () => {
  const shared = new ffo.Handle(new ffo.Vec(Int32Array, [0]));
  await Promise.all(Array.from({ length: 3 }, () => workWell('add', shared.number)));
  assert.equal(shared.borrow(({ array }) => array[0]), 1500);
  shared.intoOwner().close();
});

test('each thread reads its own errors', () => Promise.all([1n, 2n, 3n].map((number) => workWell('fail', number))));

test('owners cannot be posted, their arrays arrive as copies', () => {
  const vec = new ffo.Vec(Int32Array, [1, 2]);
  vec.view((array) => {
    const copy = structuredClone(array);
    copy[0] = 9;
    assert.equal(array[0], 1);
  });
  const posted = structuredClone(vec);
  assert.ok(!(posted instanceof ffo.Vec));
  vec.close();
});

for (const [job, code] of [['hold', 0], ['exit', 4], ['uncaught', 1]]) {
  test(`a thread that ends by "${job}" ends what it held`, async () => {
    const shared = new ffo.Handle(new ffo.String('shared'));
    const end = await work(job, shared.number);
    assert.equal(end.code, code);
    assert.equal(end.failure?.message, job === 'uncaught' ? 'nobody catches this' : undefined);
    const { liveBlocks, liveHandles, liveBorrows } = ffo.stats();
    assert.deepEqual([liveBlocks, liveHandles, liveBorrows], [1, 1, 0]);
    assert.equal(shared.describe().references, 1);
    shared.close();
  });
}

test('a thread that is terminated leaves what it held, in the leak report, and harms nobody', () => {
  const { status, stdout, stderr } = run(`
    const { Worker } = require('node:worker_threads');
    const shared = new ffo.Handle(new ffo.String('shared'));
    const worker = new Worker(${JSON.stringify(require.resolve('./worker'))},
      { workerData: { job: 'terminate', number: shared.number } });
    worker.once('message', () => worker.terminate());
    worker.once('exit', (code) => {
      ffo.validate();
      console.log(code, shared.describe().references, shared.borrow(String));
    });`, { env: { FFO_LEAK_REPORT: 'stderr' } });
  assert.deepEqual([status, stdout], [0, '1 2 shared\n'], stderr);
  assert.match(stderr, / held \(thread 1\) /);
  assert.match(stderr, / JavaScript object \(thread 1\) /);
});

test('what one thread adopted, no other can hold', async () => {
  const handle = ffo.Handle.adopt({}, () => {});
  const { messages } = await work('foreign', handle.number);
  assert.deepEqual(messages, ['FFO_E_WRONG_TYPE', 'FFO_E_WRONG_TYPE']);
  assert.equal(handle.describe().references, 1);
  handle.close();
});

test('a forked process has a ledger of its own', async () => {
  const text = new ffo.String('ours');
  const child = fork(path.join(__dirname, 'child.js'));
  const said = await new Promise((resolve, reject) => {
    child.on('message', resolve);
    child.on('error', reject);
    child.send(String(text.describe().address));
  });
  const code = await new Promise((resolve) => { child.on('exit', resolve); });
  assert.deepEqual([said, code], ['FFO_E_FOREIGN_POINTER', 0]);
  text.close();
});
