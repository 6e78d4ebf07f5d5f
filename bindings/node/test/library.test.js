'use strict';

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');
const { PACKAGE, ffo, folder, run } = require('./support');

const { abi } = require('../lib/library');
const place = folder();
const real = ffo.libraryFile;

/** What loading says, in a process of its own with this FFI_OWNERSHIP_LIBRARY. */
function loading(file, source = '') {
  const { status, stderr, stdout } = run(source, { env: { FFI_OWNERSHIP_LIBRARY: file } });
  return { status, stderr, stdout };
}

/** A library that says what we want. It has every function that is described, so that nothing else is missing. */
function imposter(name, { version = 1, json = JSON.stringify(abi), without = [] } = {}) {
  const names = abi.functions.map((item) => item.name)
    .filter((item) => !['ffo_abi_version', 'ffo_abi_json', ...without].includes(item));
  const source = path.join(place, `${name}.c`);
  const file = path.join(place, `lib${name}.so`);
  fs.writeFileSync(source, [
    '#include <stdint.h>',
    `uint32_t ffo_abi_version(void) { return ${version}; }`,
    without.includes('ffo_abi_json') ? '' : `const char *ffo_abi_json(void) { return ${JSON.stringify(json)}; }`,
    'const char *ffo_version_string(void) { return "9.9.9"; }',
    ...names.filter((item) => item !== 'ffo_version_string').map((item) => `int ${item}(void) { return 0; }`),
  ].join('\n'));
  execFileSync('gcc', ['-shared', '-fPIC', '-o', file, source]);
  return file;
}

const edited = (edit) => {
  const copy = structuredClone(abi);
  edit(copy);
  return JSON.stringify(copy);
};
const typeIn = (copy, name) => copy.types.find((item) => item.name === name);

test('a file that is named and missing is the error, and nothing else is tried', () => {
  const { status, stderr } = loading('/no/such/library.so');
  assert.equal(status, 1);
  assert.match(stderr, /LoadError: ffi-ownership did not find its library\. Tried:\n {2}the file named by FFI_OWNERSHIP_LIBRARY: \/no\/such\/library\.so: /);
  assert.doesNotMatch(stderr, /beside the package/);
});

test('a library found nowhere: each place that was tried, and why it failed', () => {
  const { status, stderr } = loading('');
  assert.equal(status, 1);
  assert.match(stderr, /beside the package: \S+libffi_ownership\.so\.1: no such file\n {2}the system's loader: libffi_ownership\.so\.1: /);
});

test('the library beside the package is found', () => {
  const copy = path.join(place, 'beside');
  fs.cpSync(PACKAGE, copy, { recursive: true });
  fs.copyFileSync(real, path.join(copy, 'libffi_ownership.so.1'));
  const { stdout, stderr } = loading('', `console.log(require(${JSON.stringify(copy)}).libraryFile)`);
  assert.equal(stdout, '', 'the package itself has no library beside it');
  assert.match(stderr, /LoadError/);
  const found = execFileSync(process.execPath, ['-p', `require(${JSON.stringify(copy)}).libraryFile`],
    { encoding: 'utf8', env: { ...process.env, FFI_OWNERSHIP_LIBRARY: '' } });
  assert.equal(found.trim(), path.join(copy, 'libffi_ownership.so.1'));
});

test('the loader of the system finds it by its name', () => {
  const { stdout, stderr } = run('console.log(ffo.libraryFile)',
    { env: { FFI_OWNERSHIP_LIBRARY: '', LD_LIBRARY_PATH: path.dirname(real) } });
  assert.equal(stdout, 'libffi_ownership.so.1\n', stderr);
});

for (const [name, options, expected] of [
  ['version', { version: 2 }, /libversion\.so: it has ABI version 2, this package needs 1/],
  ['garbage', { json: 'no json' }, /ffo_abi_json gives no JSON/],
  ['nojson', { without: ['ffo_abi_json'] }, /it lacks ffo_abi_json/],
  ['function', { without: ['ffo_string_free'] }, /ffo_string_free cannot be declared/],
  ['field', { json: edited((copy) => typeIn(copy, 'ffo_config').fields.splice(1, 1)) },
    /: ffo_config\.timeout_ms is not described$/m],
  ['undescribed', { json: edited((copy) => { copy.functions = copy.functions.filter((f) => f.name !== 'ffo_tag'); }) },
    /: ffo_tag is not described$/m],
  ['parameters', { json: edited((copy) => copy.functions.find((f) => f.name === 'ffo_tag').parameters.pop()) },
    /: ffo_tag has 1 parameters, expected 2$/m],
  ['value', { json: edited((copy) => copy.enums.find((e) => e.name === 'ffo_policy').values.pop()) },
    /: FFO_POLICY_ABORT is not described$/m],
  ['types', { json: edited((copy) => { copy.functions.find((f) => f.name === 'ffo_tag').returns.type = 'strange_t'; }) },
    /: ffo_tag cannot be declared \(unknown type strange_t\)$/m],
]) {
  test(`a library that differs is refused: ${name}`, () => {
    const { status, stderr } = loading(imposter(name, options));
    assert.equal(status, 1);
    assert.match(stderr, /LoadError: ffi-ownership cannot work with /);
    assert.match(stderr, expected);
  });
}

test('something that is no ffi_ownership at all', () => {
  const { stderr } = loading('libc.so.6');
  assert.match(stderr, /cannot work with libc\.so\.6: it lacks ffo_abi_version/);
});

test('a newer library still loads', () => {
  const json = edited((copy) => {
    copy.version = '1.9.0';
    copy.novelty = { anything: true };
    copy.constants.push({ name: 'FFO_NEW', value: 1 });
    copy.enums[0].values.push({ name: 'FFO_E_NEW', value: 60 });
    copy.types.push({ name: 'ffo_new', kind: 'mystery', size: 3, alignment: 1 });
    copy.functions.push({ name: 'ffo_new', returns: { type: 'ffo_new' }, parameters: [{ name: 'x', type: 'ffo_new' }] });
    for (const name of ['ffo_stats', 'ffo_error_info', 'ffo_block_info', 'ffo_type_desc']) {
      const type = typeIn(copy, name);
      type.fields.push({ name: 'newest', type: 'ffo_new', offset: type.size, size: 8 });
      type.size += 8;
    }
  });
  const { status, stdout, stderr } = loading(imposter('newer', { json }),
    'console.log(ffo.version, "newest" in ffo.stats(), ffo.constants.FFO_NEW)');
  assert.equal(status, 0, stderr);
  assert.equal(stdout, '9.9.9 false 1\n');
});

test('the library is never unloaded, whatever closes it', () => {
  const { status, stdout, stderr } = run(`
    const koffi = require('koffi');
    const { Worker } = require('node:worker_threads');
    const text = new ffo.String('before');
    const worker = new Worker(${JSON.stringify(require.resolve('./worker'))},
      { workerData: { job: 'terminate', number: new ffo.Handle(new ffo.String('x')).number } });
    worker.once('message', async () => {
      for (let i = 0; i < 3; i++) koffi.load(ffo.libraryFile).unload(); // dlclose, with blocks and threads alive
      gc();
      console.log(String(text), new ffo.String('after').toString());
      await worker.terminate();
      koffi.load(ffo.libraryFile).unload();
      text.close();
      process.exit(0);
    });`, { flags: ['--expose-gc'], env: { FFO_LEAK_REPORT: '' } });
  assert.equal(stdout, 'before after\n', stderr);
  assert.equal(status, 0, stderr);
});

test('both require and import work, with names', () => {
  const file = path.join(place, 'names.mjs');
  fs.writeFileSync(file, `
    import ffo, { Handle, String as Text, withOwner } from ${JSON.stringify(path.join(PACKAGE, 'index.js'))};
    console.log(ffo.Handle === Handle, withOwner(new Text('imported'), String));`);
  assert.equal(execFileSync(process.execPath, [file], { encoding: 'utf8' }), 'true imported\n');
});
