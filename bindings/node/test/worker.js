'use strict';

// What the worker threads of threads.test.js do, by the name in workerData.

const { parentPort, workerData } = require('node:worker_threads');
const ffo = require('..');

const { job, number } = workerData;
const keep = (globalThis.keep = []);

const jobs = {
  /** Makes and ends owners of all kinds. */
  churn() {
    for (let i = 0; i < 5000; i++) {
      const handle = new ffo.Handle(new ffo.Config(i, i, `name ${i}`));
      handle.borrowMut((borrow) => { borrow.fields.timeoutMs += 1; });
      const config = handle.intoOwner();
      if (config.timeoutMs !== i + 1 || config.name !== `name ${i}`) throw new Error('not what was put in');
      config.close();
    }
  },

  /** Adds to what all share, and retries while somebody else is at it. */
  add() {
    const shared = ffo.Handle.fromNumber(Int32Array, number);
    for (let done = 0; done < 500;) {
      try {
        shared.borrowMut(({ array }) => { array[0] += 1; });
        done += 1;
      } catch (error) {
        if (!(error instanceof ffo.BusyError)) throw error;
      }
    }
    shared.close();
  },

  /** Holds one owner of each kind, and leaves them to the end of the thread. */
  hold() {
    const Dropped = new ffo.Struct('held', { value: 'int' }, { drop: () => parentPort.postMessage('box dropped') });
    keep.push(new ffo.String('x'), new ffo.Config(1, 1, 'n'), new ffo.Box(Dropped), new ffo.Vec(Int8Array, [1]),
      ffo.Handle.adopt({}, () => parentPort.postMessage('object dropped')), ffo.Handle.fromNumber(ffo.String, number),
      ffo.String.many(['a', 'b']));
    keep.push(keep[3].view(), keep[5].borrow());
  },

  exit() {
    jobs.hold();
    process.exit(4);
  },

  uncaught() {
    jobs.hold();
    throw new Error('nobody catches this');
  },

  /** Is ended from outside, in the middle of its calls. */
  terminate() {
    jobs.hold();
    parentPort.postMessage('holding');
    for (;;) new ffo.String('x').close();
  },

  /** What another thread adopted is out of reach here. */
  foreign() {
    for (const what of [Object, ffo.String]) {
      try {
        ffo.Handle.fromNumber(what, number);
        parentPort.postMessage('reached');
      } catch (error) {
        parentPort.postMessage(error.name);
      }
    }
  },

  /** The failures of this thread are its own. */
  fail() {
    for (let i = 1; i <= 2000; i++) {
      const pointer = BigInt(i) * 16n + BigInt(number);
      try {
        ffo.String.fromRaw(pointer).close();
      } catch (error) {
        if (error.pointer !== pointer) throw new Error("another thread's error");
      }
    }
  },
};

jobs[job]();
