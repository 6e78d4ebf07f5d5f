'use strict';

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');
const { pathToFileURL } = require('node:url');
const { PACKAGE, ffo, folder, isWindows, run } = require('./support');

const place = folder();
const real = ffo.libraryFile;

/** What loading says, in a process of its own with this FFI_OWNERSHIP_LIBRARY. */
function loading(file, source = '') {
  const { status, stderr, stdout } = run(source, { env: { FFI_OWNERSHIP_LIBRARY: file } });
  return { status, stderr, stdout };
}

/** What the loader finds by its name alone, and where it looks for it. */
const FILE = isWindows ? 'ffi_ownership.dll' : 'libffi_ownership.so.1';
const SEARCHED = isWindows ? 'PATH' : 'LD_LIBRARY_PATH';

/** A library that says what we want; imposters.js has them. */
function imposter(name) {
  return path.join(process.env.FFO_IMPOSTERS, `${name}.${isWindows ? 'dll' : 'so'}`);
}
const skip = process.env.FFO_IMPOSTERS ? false : 'run-tests.sh compiles the libraries for it';

test('a file that is named and missing is the error, and nothing else is tried', () => {
  const { status, stderr } = loading('/no/such/library.so');
  assert.equal(status, 1);
  assert.match(stderr, /LoadError: ffi-ownership did not find its library\. Tried:\n {2}the file named by FFI_OWNERSHIP_LIBRARY: \/no\/such\/library\.so: /);
  assert.doesNotMatch(stderr, /beside the package/);
});

test('a library found nowhere: each place that was tried, and why it failed', () => {
  const { status, stderr } = loading('');
  assert.equal(status, 1);
  const places = isWindows
    ? /beside the package: \S+\\ffi_ownership\.dll: no such file\n {2}the system's loader, along PATH: ffi_ownership\.dll: /
    : /beside the package: \S+libffi_ownership\.so\.1: no such file\n {2}the system's loader: libffi_ownership\.so\.1: /;
  assert.match(stderr, places);
});

test('the library beside the package is found', () => {
  const copy = path.join(place, 'beside');
  fs.cpSync(PACKAGE, copy, { recursive: true });
  fs.copyFileSync(real, path.join(copy, FILE));
  const { stdout, stderr } = loading('', `console.log(require(${JSON.stringify(copy)}).libraryFile)`);
  assert.equal(stdout, '', 'the package itself has no library beside it');
  assert.match(stderr, /LoadError/);
  const found = execFileSync(process.execPath, ['-p', `require(${JSON.stringify(copy)}).libraryFile`],
    { encoding: 'utf8', env: { ...process.env, FFI_OWNERSHIP_LIBRARY: '' } });
  assert.equal(found.trim(), path.join(copy, FILE));
});

test('the loader of the system finds it by its name', () => {
  const { stdout, stderr } = run('console.log(ffo.libraryFile)',
    { env: { FFI_OWNERSHIP_LIBRARY: '', [SEARCHED]: path.dirname(real) } });
  assert.equal(stdout, `${FILE}\n`, stderr);
});

for (const [name, expected] of [
  ['abi_version', /abi_version\.(so|dll): it has ABI version 2, this package needs 1/],
  ['garbage', /ffo_abi_json gives no JSON/],
  ['nojson', /it lacks ffo_abi_json/],
  ['function', /ffo_string_free cannot be declared/],
  ['field', /: ffo_config\.timeout_ms is not described$/m],
  ['undescribed', /: ffo_tag is not described$/m],
  ['parameters', /: ffo_tag has 1 parameters, expected 2$/m],
  ['value', /: FFO_POLICY_ABORT is not described$/m],
  ['types', /: ffo_tag cannot be declared \(unknown type strange_t\)$/m],
]) {
  test(`a library that differs is refused: ${name}`, { skip }, () => {
    const { status, stderr } = loading(imposter(name));
    assert.equal(status, 1);
    assert.match(stderr, /LoadError: ffi-ownership cannot work with /);
    assert.match(stderr, expected);
  });
}

test('something that is no ffi_ownership at all', () => {
  const { stderr } = loading(isWindows ? 'kernel32.dll' : 'libc.so.6');
  assert.match(stderr, /cannot work with (libc\.so\.6|kernel32\.dll): it lacks ffo_abi_version/);
});

test('an older library loads, and what it lacks is refused when it is asked for', { skip }, () => {
  const { status, stdout, stderr } = loading(imposter('older'), `
    const Old = new ffo.Struct('old', { value: 'int' });
    try {
      new ffo.StructVec(Old);
    } catch (error) {
      console.log(error instanceof ffo.EnvironmentError, error.name, error.message);
    }`);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^true FFO_E_ABI_MISMATCH .*older\.(so|dll) is too old: it has no ffo_vec_init_of\n$/);
});

test('a newer library still loads', { skip }, () => {
  const { status, stdout, stderr } = loading(imposter('newer'),
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
    import ffo, { Handle, String as Text, withOwner } from ${JSON.stringify(pathToFileURL(path.join(PACKAGE, 'index.js')))};
    console.log(ffo.Handle === Handle, withOwner(new Text('imported'), String));`);
  assert.equal(execFileSync(process.execPath, [file], { encoding: 'utf8' }), 'true imported\n');
});
