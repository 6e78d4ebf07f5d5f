'use strict';

// What the Node.js owners cost, beside koffi alone on the C library. One line for each workload, separated by tabs:
// name, our ns, their ns, ratio, what theirs is. Medians of rounds that alternate in one process.
//
//     NODE_PATH=out/bindings/node/node_modules node --expose-gc bench/bindings/node.js [--quick]

const koffi = require('koffi');
const ffo = require('../../bindings/node');

const isQuick = process.argv.includes('--quick');
const ROUNDS = isQuick ? 3 : 9;
const SECONDS_A_ROUND = isQuick ? 0.002 : 0.05;

const libc = koffi.load('libc.so.6');
const strdup = libc.func('strdup', 'void *', ['str']);
const calloc = libc.func('calloc', 'void *', ['size_t', 'size_t']);
const realloc = libc.func('realloc', 'void *', ['void *', 'size_t']);
const free = libc.func('free', 'void', ['void *']);

const TEXTS = Array.from({ length: isQuick ? 1000 : 1_000_000 }, (_, i) => `text number ${i}`);
const NUMBERS = Float64Array.from({ length: 1000 }, (_, i) => i);
const plainConfig = koffi.struct({ maxConnections: 'int32_t', timeoutMs: 'int32_t', name: 'void *' });

const table = new Map();
let nextNumber = 1;

const workloads = [
  {
    name: 'string pair',
    theirs: 'koffi strdup, free',
    ours: () => new ffo.String('hello, boundary').close(),
    other: () => free(strdup('hello, boundary')),
  },
  {
    name: 'string pair, read back',
    theirs: 'koffi strdup, decode, free',
    ours: () => {
      const text = new ffo.String('hello, boundary');
      text.toString();
      text.close();
    },
    other: () => {
      const text = strdup('hello, boundary');
      koffi.decode.string(text);
      free(text);
    },
  },
  {
    name: 'config with a name',
    theirs: 'koffi calloc, encode, strdup, free twice',
    ours: () => new ffo.Config(8, 250, 'main').close(),
    other: () => {
      const config = calloc(1, 16);
      const name = strdup('main');
      koffi.encode(config, plainConfig, { maxConnections: 8, timeoutMs: 250, name });
      free(name);
      free(config);
    },
  },
  {
    name: 'handle, one borrow',
    theirs: 'koffi strdup, a Map, decode, free',
    ours: () => {
      const handle = new ffo.Handle(new ffo.String('shared'));
      handle.borrow(String);
      handle.close();
    },
    other: () => {
      const number = nextNumber++;
      table.set(number, strdup('shared'));
      koffi.decode.string(table.get(number));
      free(table.get(number));
      table.delete(number);
    },
  },
  {
    name: 'vec of 1000 doubles',
    theirs: 'koffi realloc, view, free',
    ours: () => {
      const vec = new ffo.Vec(Float64Array);
      vec.append(NUMBERS);
      vec.close();
    },
    other: () => {
      const data = realloc(null, NUMBERS.byteLength);
      new Float64Array(koffi.view(data, NUMBERS.byteLength)).set(NUMBERS);
      free(data);
    },
  },
  {
    name: 'batch, for each text',
    theirs: 'koffi strdup, free for each',
    per: TEXTS.length,
    ours: () => ffo.String.many(TEXTS).close(),
    other: () => TEXTS.map((text) => strdup(text)).forEach((text) => free(text)),
  },
  {
    name: 'batch read back, for each text',
    theirs: 'koffi strdup, decode, free for each',
    per: TEXTS.length,
    ours: () => ffo.withOwner(ffo.String.many(TEXTS), (strings) => strings.toArray()),
    other: () => {
      const strings = TEXTS.map((text) => strdup(text));
      strings.map((text) => koffi.decode.string(text));
      strings.forEach((text) => free(text));
    },
  },
];

/** ns for one call. */
function time(fn, times) {
  const start = process.hrtime.bigint();
  for (let i = 0; i < times; i++) fn();
  return Number(process.hrtime.bigint() - start) / times;
}

function measure(fn) {
  let times = 1;
  while (time(fn, times) * times < SECONDS_A_ROUND * 1e9 && times < 1e6) times *= 2;
  return times;
}

const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];

for (const { name, theirs, per = 1, ours, other } of workloads) {
  const times = [measure(ours), measure(other)];
  const rounds = [[], []];
  for (let round = 0; round < (per > 1 ? Math.min(ROUNDS, 5) : ROUNDS); round++) {
    rounds[0].push(time(ours, times[0]) / per);
    globalThis.gc?.();
    rounds[1].push(time(other, times[1]) / per);
    globalThis.gc?.();
  }
  const [mine, their] = rounds.map(median);
  console.log([name, mine.toFixed(0), their.toFixed(0), (mine / their).toFixed(2), theirs].join('\t'));
}
