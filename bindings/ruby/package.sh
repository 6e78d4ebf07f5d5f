#!/usr/bin/env bash
# Makes the gem, with the library of the install tree FFO_PREFIX inside: package.sh OUTDIR
set -euo pipefail
if [ $# -ne 1 ]; then
  echo "usage: FFO_PREFIX=... package.sh OUTDIR" >&2
  exit 2
fi
mkdir -p "$1"
out=$(cd "$1" && pwd)
root=$(cd "$(dirname "$0")/../.." && pwd)

# The same folders as in the source tree, so that the gemspec finds the version.
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
mkdir -p "$stage/bindings/ruby"
cp "$root/Directory.Build.props" "$stage/"
cp -r "$root/bindings/ruby/lib" "$root/bindings/ruby/ffi_ownership.gemspec" "$root/LICENSE" "$stage/bindings/ruby/"
cp -L "${FFO_PREFIX:?names the install tree}/lib/libffi_ownership.so.1" "$stage/bindings/ruby/lib/ffi_ownership/"
chmod -R u=rwX,go=rX "$stage"

cd "$stage/bindings/ruby"
gem build --quiet ffi_ownership.gemspec
mv ./*.gem "$out/"
