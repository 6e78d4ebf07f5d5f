#!/usr/bin/env bash
# Makes the rock in OUTDIR: the modules and, beside them, the library of $FFO_PREFIX for this platform.
#   package.sh OUTDIR
set -euo pipefail
: "${FFO_PREFIX:?names no install tree}" "${1:?names no folder}"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' "$here/../../Directory.Build.props")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
name=ffi_ownership-$version
mkdir "$work/$name"
cp -r "$here/ffi_ownership.lua" "$here/ffi_ownership" "$here/../../LICENSE" "$here/../../docs/lua.md" "$work/$name"
cp -L "$FFO_PREFIX/lib/libffi_ownership.so.1" "$work/$name/ffi_ownership"
sed "s/@VERSION@/$version/g" "$here/ffi_ownership.rockspec.in" >"$work/$name-1.rockspec"

# A rock that is installed into a tree of its own and packed from there: nothing is compiled, and
# whoever installs it needs neither a compiler nor the network.
cd "$work/$name"
luarocks --lua-version 5.1 --tree "$work/tree" make --deps-mode=none "$work/$name-1.rockspec" >/dev/null
luarocks --lua-version 5.1 --tree "$work/tree" pack ffi_ownership "$version-1" >/dev/null
mv "$name-1.all.rock" "$out/$name-1.$(luarocks --lua-version 5.1 config arch).rock"
cp "$work/$name-1.rockspec" "$out"
