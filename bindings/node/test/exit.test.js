'use strict';

const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');
const { PACKAGE, folder, isWindows, run } = require('./support');

// Holds one owner of each kind, with views and borrows out, and tells at the very end what the ledger says.
const HOLD = `
  const Thing = new ffo.Struct('thing', { value: 'int' }, { drop: () => console.log('box dropped') });
  const keep = [new ffo.String('x'), new ffo.Config(1, 1, 'n'), new ffo.Box(Thing), new ffo.Vec(Int8Array, [1]),
    new ffo.Handle(new ffo.String('y')), ffo.Handle.adopt({}, () => console.log('object dropped'))];
  keep.push(keep[3].view(), keep[4].borrow(), keep[4].borrow());
`;
const SILENT = 'ffi_ownership: 0 live blocks, 0 bytes\n';
const env = { FFO_LEAK_REPORT: 'stderr' };

/** Asserts that standard error has one leak report, and that nothing leaked. Where the library's own exit handler writes it,
 * it comes last; from the exit listener on Windows it comes before Node.js tells of an uncaught exception. */
function assertSilent(stderr) {
  assert.equal(stderr.split('ffi_ownership: ').length, 2, stderr);
  assert.ok(isWindows ? stderr.includes(SILENT) : stderr.endsWith(SILENT), stderr);
}

const ends = {
  'the loop runs dry': ['', 0],
  'process.exit()': ['process.exit(3);', 3],
  'an exit in a timer': ['setTimeout(() => process.exit(5), 1);', 5],
  'an uncaught exception': ["throw new Error('uncaught');", 1],
  'a rejection': ["Promise.reject(new Error('rejected'));", 1],
  'an exit in a drop callback': ['ffo.Handle.adopt({}, () => process.exit(6)).close();', 6],
  'an exit in a nested drop callback': [`
    const inner = ffo.Handle.adopt({}, () => process.exit(7));
    ffo.Handle.adopt({}, () => inner.close()).close();`, 7],
  'an exit while an exception of a drop is on its way': [`
    try { ffo.Handle.adopt({}, () => { throw new Error('drop'); }).close(); } finally { process.exit(8); }`, 8],
  'an exit in an exit listener': ["process.on('exit', () => process.exit(9));", 9],
};

for (const [name, [source, code]] of Object.entries(ends)) {
  test(`${name}: what is alive is ended, drops run, nothing leaks`, () => {
    const { status, stdout, stderr } = run(HOLD + source, { env });
    assert.equal(status, code, stderr);
    assert.deepEqual(stdout.split('\n').filter(Boolean).sort(), ['box dropped', 'object dropped']);
    assertSilent(stderr);
  });
}

test('a listener of the program that runs later finds owners closed, and no crash', () => {
  const { status, stdout } = run(`
    const text = new ffo.String('x');
    process.on('exit', () => {
      try { text.toString(); } catch (error) { console.log(error.constructor.name); }
      new ffo.String('made at exit').close();
      text.close();
    });`);
  assert.deepEqual([status, stdout], [0, 'ClosedError\n']);
});

test('a drop that fails at exit is told on standard error', () => {
  const { status, stderr } = run("ffo.Handle.adopt({}, () => { throw new Error('late'); });", { env });
  assert.equal(status, 0);
  assert.match(stderr, /Error: late/);
  assertSilent(stderr);
});

test('what was given away and never freed is a leak, and reported', () => {
  const { stderr } = run("const text = new ffo.String('lost'); text.tag('mine'); text.intoRaw();", { env });
  assert.match(stderr, /1 live block, 5 bytes[^]*mine/);
});

test('the leak report goes to a file, and is written once, by the process and not by its threads', () => {
  const report = path.join(folder(), 'leaks.txt');
  const { status, stdout, stderr } = run(`
    const { Worker } = require('node:worker_threads');
    const worker = new Worker(${JSON.stringify(require.resolve('./worker'))}, { workerData: { job: 'fail', number: 1n } });
    worker.once('exit', () => {
      console.log(require('node:fs').existsSync(${JSON.stringify(report)}));
      new ffo.String('lost').intoRaw();
    });`, { env: { FFO_LEAK_REPORT: report } });
  assert.deepEqual([status, stdout, stderr], [0, 'false\n', '']);
  assert.match(fs.readFileSync(report, 'utf8'), /^ffi_ownership: 1 live block, 5 bytes\r?\n/);
});

test('a leak report that cannot be written is told on standard error, and changes nothing else', () => {
  const { status, stderr } = run("new ffo.String('x'); process.exit(3);", { env: { FFO_LEAK_REPORT: path.join(folder(), 'no', 'such') } });
  assert.equal(status, 3);
  assert.match(stderr, /^ffi_ownership: [^\n]+such[^\n]*\n$/);
});

test('a process that exits while its threads hold owners', () => {
  const { status } = run(`
    const { Worker } = require('node:worker_threads');
    const worker = new Worker(${JSON.stringify(require.resolve('./worker'))},
      { workerData: { job: 'terminate', number: new ffo.Handle(new ffo.String('x')).number } });
    worker.once('message', () => process.exit(2));`);
  assert.equal(status, 2);
});

test('with the policy "abort" the message comes, and then the end', () => {
  const { signal, status, stderr } = spawnSync(process.execPath, ['-e', `
    const ffo = require(${JSON.stringify(PACKAGE)});
    ffo.setPolicy('abort');
    ffo.String.fromRaw(4096n).close();`], { encoding: 'utf8' });
  if (isWindows) assert.ok([3, 0xC0000409].includes(status), `${status}`); // Wine's and Windows' own
  else assert.equal(signal, 'SIGABRT');
  assert.match(stderr, /is not from this copy of the library/);
});
