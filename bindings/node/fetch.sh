#!/usr/bin/env bash
# Fetches into out/bindings/node, once, what the tests and the benchmark need: koffi, in the version that package.json asks
# for, and TypeScript for the check of the types.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=$(cd "$here/../.." && pwd)/out/bindings/node
koffi=$(node -p "require('$here/package.json').dependencies.koffi")
typescript=7.0.2
mkdir -p "$out"
if [ "$(cat "$out/installed" 2> /dev/null || true)" != "$koffi $typescript" ]; then
  # Not --prefix: npm would then look for its global settings there, too.
  cd "$out"
  echo '{ "private": true }' > package.json
  npm install --prefer-offline --no-audit --no-fund --no-save --no-package-lock --ignore-scripts \
    --loglevel=error "koffi@$koffi" "typescript@$typescript"
  echo "$koffi $typescript" > "$out/installed"
fi
