#!/usr/bin/env bash
# package.sh OUTDIR: makes the npm tarball in OUTDIR, with the library of $FFO_PREFIX inside.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)
prefix=${FFO_PREFIX:-$repository/out/linux-x64}
mkdir -p "${1:?usage: package.sh OUTDIR}"
outdir=$(cd "$1" && pwd)
version=$(sed -n 's|.*<Version>\(.*\)</Version>.*|\1|p' "$repository/Directory.Build.props")

stage=$(mktemp -d)
trap 'rm -r "$stage"' EXIT
cp -r "$here"/{index.js,index.d.ts,lib} "$repository/LICENSE" "$stage"
cp "$repository/docs/node.md" "$stage/README.md"
cp -L "$prefix/lib/libffi_ownership.so.1" "$stage"

# What is inside decides where the tarball may be installed: the library is for one platform.
node - "$here/package.json" "$stage" "$version" << 'SCRIPT'
const fs = require('node:fs');
const [, , from, stage, version] = process.argv;
const machine = fs.readFileSync(`${stage}/libffi_ownership.so.1`).readUInt16LE(18); // ELF's e_machine
const cpu = { 0x3e: 'x64', 0xb7: 'arm64' }[machine];
const manifest = { ...JSON.parse(fs.readFileSync(from)), version, os: ['linux'], cpu: [cpu], libc: ['glibc'] };
fs.writeFileSync(`${stage}/package.json`, `${JSON.stringify(manifest, null, 2)}\n`);
SCRIPT
npm pack --silent --ignore-scripts --pack-destination "$outdir" "$stage"
