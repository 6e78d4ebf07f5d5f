'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const { ffo, assertBalanced, collectTurns, collectUntil, run } = require('./support');

const Thing = new ffo.Struct('collector.thing', { value: 'int', name: ffo.String });
const isEmpty = () => ffo.stats().liveBlocks === 0 && ffo.stats().liveHandles === 0 && ffo.stats().liveBorrows === 0;

test.afterEach(assertBalanced);

test('a hundred thousand owners that nobody closed', async () => {
  const before = ffo.stats();
  const kinds = [
    () => new ffo.String('x'), () => new ffo.Config(1, 1, 'n'), () => new ffo.Box(Thing, { name: 't' }),
    () => new ffo.Vec(Int32Array, [1]), () => new ffo.Handle(new ffo.String('x')),
    () => new ffo.Handle(new ffo.String('x')).borrow(), () => ffo.String.many(['a', 'b']),
    () => new ffo.Vec(Int32Array, [1]).view().array,
  ];
  for (let i = 0; i < 100_000; i++) {
    kinds[i % kinds.length]();
    if (i % 10_000 === 0) await new Promise((resolve) => { setImmediate(resolve); });
  }
  await collectUntil(isEmpty);
  const after = ffo.stats();
  assert.equal(after.misuses, before.misuses); // exactly once
  assert.ok(after.createdBlocks - before.createdBlocks >= 100_000);
});

test('drops run for what is collected, and their exceptions become warnings', async () => {
  const warnings = [];
  const listener = (warning) => warnings.push(warning.message);
  process.on('warning', listener);
  let dropped = 0;
  const make = () => {
    ffo.Handle.adopt({}, () => { dropped++; });
    ffo.Handle.adopt({}, () => { throw new Error('dropped late'); });
  };
  make();
  await collectUntil(() => isEmpty() && warnings.length > 0);
  process.off('warning', listener);
  assert.equal(dropped, 1);
  assert.deepEqual(warnings, ['dropped late']);
});

test('what was closed is not ended again', async () => {
  const { misuses } = ffo.stats();
  for (let i = 0; i < 10_000; i++) {
    new ffo.String('x').close();
    new ffo.Handle(new ffo.Config(1, 1)).intoOwner().close();
    ffo.String.fromRaw(new ffo.String('y').intoRaw()).close();
  }
  await collectTurns();
  assert.equal(ffo.stats().misuses, misuses);
});

test('an asynchronous function that awaits with an owner in its hands', async () => {
  await Promise.all(Array.from({ length: 20 }, async (_, i) => {
    const text = new ffo.String(`text ${i}`);
    await collectTurns(3);
    assert.equal(`${text}`, `text ${i}`);
    text.close();
  }));
});

test('the package makes no asynchronous call of koffi: the error would be another thread\'s', () => {
  const fs = require('node:fs');
  const path = require('node:path');
  const lib = path.join(__dirname, '..', 'lib');
  for (const file of fs.readdirSync(lib)) {
    assert.doesNotMatch(fs.readFileSync(path.join(lib, file), 'utf8'), /\.async\b/, file);
  }
});

test('the loop of the process is not kept running', () => {
  const { status, stdout } = run(`ffo.Handle.adopt({}, () => console.log('dropped')); new ffo.String('x');`);
  assert.deepEqual([status, stdout], [0, 'dropped\n']);
});
