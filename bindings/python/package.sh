#!/usr/bin/env bash
# Makes the wheel in the folder OUTDIR: this package, and the library of $FFO_PREFIX beside it.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "${1:?usage: package.sh OUTDIR}"
out=$(cd "$1" && pwd)
sources=$(mktemp -d)
trap 'rm -rf "$sources"' EXIT

cp -r "$here/pyproject.toml" "$here/ffi_ownership" "$sources"
cp "$here/../../docs/python.md" "$sources/README.md"
cp "$here/../../LICENSE" "$sources"
cp -L "${FFO_PREFIX:?}/lib/libffi_ownership.so.1" "$sources/ffi_ownership"
# No Python in the library: one wheel for every version. It needs glibc 2.34.
printf '[bdist_wheel]\npython_tag = py3\nplat_name = manylinux_2_34_%s\n' "$(uname -m)" > "$sources/setup.cfg"

/usr/bin/python3 -m pip --disable-pip-version-check wheel --quiet --no-build-isolation --no-deps --no-index \
    --no-cache-dir --wheel-dir "$out" "$sources"
