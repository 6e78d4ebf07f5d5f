'use strict';

// The walkthrough: who owns what at the boundary, told on a real file.
//
// Each chapter does something with blocks, tells what it did, and checks that the ledger agrees. Whatever is not as
// told ends the program with status 1. Read main() first, it is the table of contents.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const ffo = require('.');

// ---- Telling and checking --------------------------------------------------------------------

const chapter = (number, title) => console.log(`\n${number}  ${title}`);

/** One idea, beside its label; long text goes on in the next line, in the same column. */
function tell(label, text) {
  const lines = [''];
  for (const word of `${text}`.split(' ')) {
    if (lines.at(-1).length + word.length > 56) lines.push('');
    lines.push(`${lines.pop()}${word} `);
  }
  lines.forEach((line, i) => console.log(`   ${(i === 0 ? label : '').padEnd(20)}${line.trimEnd()}`));
}

/** What the library answered, which must be what the story says. */
function tellRefusal(label, expected, call) {
  assert.throws(call, (error) => {
    tell(label, error.name);
    tell('', error.message);
    assert.ok(error instanceof ffo.FfoError);
    assert.equal(error.name, expected);
    return true;
  });
}

// ---- The chapters ----------------------------------------------------------------------------

function readIntoBuffer(file) {
  chapter(1, 'A buffer: the library makes room, JavaScript fills it');
  const text = new ffo.Vec(Uint8Array);
  text.resize(fs.statSync(file).size);
  const fd = fs.openSync(file);
  const read = text.view((array) => fs.readSync(fd, array)); // straight into the library's memory
  fs.closeSync(fd);
  assert.equal(read, text.length);
  tell('read', `${path.basename(file)}, ${text.length} bytes, straight into a vec, without a copy`);
  return text;
}

function makeStrings(text) {
  chapter(2, 'Strings: a whole list in one call');
  const before = ffo.stats().liveBlocks;
  const list = text.view((array) => Buffer.from(array.buffer).toString()).split('\n');
  const lines = ffo.String.many(list);
  tell('made', `${lines.length} strings, one for each line`);
  tell('the ledger counts', `${ffo.stats().liveBlocks - before} blocks more`);
  assert.equal(ffo.stats().liveBlocks - before, lines.length);
  assert.deepEqual(lines.toArray(), list);
  const first = lines.take(0);
  tell('taken out', `"${first}", an owner of its own`);
  assert.equal(lines.at(0), null);
  first.close();
  return lines;
}

function lookWithoutCopy(text) {
  chapter(3, 'A view: an array over the memory of the vec');
  const view = text.view();
  const { array } = view;
  tell('most frequent byte', mostFrequent(array));
  tellRefusal('growing it now', 'FFO_E_BORROWED', () => text.push(10));
  view.close();
  assert.equal(array.length, 0);
  text.push(10);
  tell('view closed', 'the array has length 0 now, and the vec may grow again');
}

function mostFrequent(bytes) {
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte] += 1;
  const most = counts.indexOf(Math.max(...counts));
  return `0x${most.toString(16)}, ${counts[most]} times`;
}

function makeConfig(file) {
  chapter(4, 'A config: a struct that owns a string');
  const config = new ffo.Config(8, 250, path.basename(file));
  tell('named', `"${config.name}", a copy that the config owns`);
  const name = config.takeName();
  assert.equal(config.name, null);
  tell('name taken out', 'now ours, and the config has none');
  config.name = name;
  assert.ok(name.closed);
  tell('name put back', 'the same block, the config\'s again');
  return config;
}

function lend(config) {
  chapter(5, 'A handle: the library owns, JavaScript borrows');
  const handle = new ffo.Handle(config);
  assert.throws(() => config.timeoutMs, ffo.ClosedError);
  tell('made of the config', 'which is closed by that');
  const [one, two] = [handle.borrow(), handle.borrow()];
  tell('two shared borrows', `both read timeoutMs ${one.fields.timeoutMs}`);
  tellRefusal('an exclusive one', 'FFO_E_BORROW_CONFLICT', () => handle.borrowMut());
  tellRefusal('taking it back', 'FFO_E_BORROWED', () => handle.intoOwner());
  one.close();
  two.close();
  handle.borrowMut((borrow) => { borrow.fields.timeoutMs *= 2; });
  tell('both returned', 'the exclusive one is granted, timeoutMs is doubled');
  const back = handle.intoOwner();
  assert.equal(back.timeoutMs, 500);
  tell('intoOwner', `ours again, timeoutMs ${back.timeoutMs}`);
  back.close();
  tell('closed', 'the config, and its name with it');
}

function adopt() {
  chapter(6, 'An object of JavaScript behind a handle');
  const dropped = [];
  const handle = ffo.Handle.adopt({ name: 'session' }, (object) => dropped.push(object.name));
  const copy = handle.clone();
  handle.close();
  assert.deepEqual(dropped, []);
  copy.close();
  assert.deepEqual(dropped, ['session']);
  tell('two references', 'the drop ran when the second one was closed');
  new ffo.String('as long as the process').forget();
  tell('forgotten', 'a string, on purpose: no leak from here on');
}

function makeEveryMistake() {
  chapter(7, 'Every classic mistake, once');
  const pointer = new ffo.String('twice').intoRaw();
  ffo.String.fromRaw(pointer).close();
  tellRefusal('double free', 'FFO_E_DOUBLE_FREE', () => ffo.String.fromRaw(pointer).close());
  tellRefusal('foreign pointer', 'FFO_E_FOREIGN_POINTER', () => ffo.String.fromRaw(4096n).close());

  const text = new ffo.String('in the middle');
  const { address } = text.describe();
  tellRefusal('interior pointer', 'FFO_E_INTERIOR_POINTER', () => ffo.String.fromRaw(address + 7n).close());
  text.close();
  assert.throws(() => text.toString(), ffo.ClosedError);
  tell('use after close', 'ClosedError, and the library is not even asked');

  const config = new ffo.Config(1, 1).intoRaw();
  tellRefusal('wrong type', 'FFO_E_WRONG_TYPE', () => ffo.String.fromRaw(config).close());
  ffo.Config.fromRaw(config).close();

  const handle = new ffo.Handle(new ffo.String('lent'));
  handle.borrow(({ pointer: lent }) => {
    tellRefusal('borrowed free', 'FFO_E_NOT_OWNED', () => ffo.String.fromRaw(lent).close());
  });
  const { number } = handle;
  handle.close();
  tellRefusal('stale handle', 'FFO_E_STALE_HANDLE', () => ffo.Handle.fromNumber(ffo.String, number));
  tellRefusal('interior NUL', 'FFO_E_INTERIOR_NUL', () => new ffo.String('user\0admin'));
}

function settle(text, lines) {
  chapter(8, 'The balance');
  text.close();
  lines.close();
  const stats = ffo.stats();
  tell('blocks created', stats.createdBlocks);
  tell('freed', stats.freedBlocks);
  tell('forgotten', stats.forgottenBlocks);
  tell('live', stats.liveBlocks);
  tell('misuse', `${stats.misuses} times, each answered with its name`);
  assert.deepEqual([stats.liveBlocks, stats.liveHandles, stats.liveBorrows], [0, 0, 0]);
  assert.equal(stats.createdBlocks, stats.freedBlocks + stats.forgottenBlocks);
  assert.equal(stats.misuses, 6); // a borrow that has to wait and a NUL in text are no misuse
  ffo.validate();
  tell('so', 'nothing leaked, nothing damaged');
}

function main() {
  const file = process.argv[2] ?? path.join(__dirname, '../../README.md');
  console.log(`FfiOwnership ${ffo.version}: who owns what at the boundary`);
  const text = readIntoBuffer(file);
  const lines = makeStrings(text);
  lookWithoutCopy(text);
  lend(makeConfig(file));
  adopt();
  makeEveryMistake();
  settle(text, lines);
}

main();
