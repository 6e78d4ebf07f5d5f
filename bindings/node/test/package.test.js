'use strict';

// What is shipped: the walkthrough, the types, the tarball in a clean folder.

const assert = require('node:assert/strict');
const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');
const { PACKAGE, ffo, folder, isWindows } = require('./support');

const manifest = require('../package.json');

test('the walkthrough is as told', () => {
  const told = execFileSync(process.execPath, [path.join(PACKAGE, 'walkthrough.js')], { encoding: 'utf8' });
  assert.match(told, /8 {2}The balance\n[^]*nothing leaked, nothing damaged\n$/);
});

test('the types promise what they should, and no more', { skip: isWindows && 'they are the same on every system' }, () => {
  const compiler = require.resolve('typescript/package.json').replace('package.json', 'bin/tsc');
  const { status, stdout } = spawnSync(process.execPath, [compiler, '--noEmit', '--strict', '--target', 'es2022',
    '--lib', 'es2022,esnext.disposable', '--module', 'nodenext', '--types', '', path.join(__dirname, 'types.ts')],
  { encoding: 'utf8' });
  assert.equal(status, 0, stdout);
});

test('what is exported has a type, and the other way round', () => {
  const types = fs.readFileSync(path.join(PACKAGE, 'index.d.ts'), 'utf8');
  const declared = [...types.matchAll(/^export declare (?:abstract )?(?:class|function|const) (\w+)/gm)]
    .map(([, name]) => name);
  assert.deepEqual([...declared, 'String'].sort(), Object.keys(ffo).sort());
});

test('the version is that of the library', () => {
  assert.equal(manifest.version, ffo.version);
});

test('the tarball installs into an empty folder and runs', { skip: isWindows && 'it is made on Linux' }, () => {
  const place = folder();
  execFileSync(path.join(PACKAGE, 'package.sh'), [place]);
  const tarball = path.join(place, `ffi-ownership-${manifest.version}.tgz`);
  const program = path.join(place, 'hello');
  fs.mkdirSync(program);
  fs.writeFileSync(path.join(program, 'package.json'), '{}');
  const env = { ...process.env };
  for (const name of ['NODE_PATH', 'FFI_OWNERSHIP_LIBRARY', 'NODE_OPTIONS']) delete env[name];
  execFileSync('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--silent', tarball],
    { cwd: program, env });
  const page = fs.readFileSync(path.join(PACKAGE, '../../docs/node.md'), 'utf8');
  fs.writeFileSync(path.join(program, 'hello.js'), /```js\n([^]*?)```/.exec(page)[1]);
  const said = execFileSync(process.execPath, ['hello.js'], { cwd: program, env, encoding: 'utf8' });
  const expected = /```\n(hello\n[^]*?)```/.exec(page)[1];
  const masked = (text) => text.replace(/0x[0-9a-f]+/g, '0x');
  assert.equal(masked(said), masked(expected));
});
