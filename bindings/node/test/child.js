'use strict';

// The forked process of threads.test.js: a pointer of the parent is no pointer here.

const ffo = require('..');

const mine = new ffo.String('mine');
process.once('message', (address) => {
  try {
    ffo.String.fromRaw(BigInt(address)).close();
  } catch (error) {
    process.send(error.name);
  }
  mine.close();
  process.exitCode = ffo.stats().liveBlocks === 0 ? 0 : 1;
});
