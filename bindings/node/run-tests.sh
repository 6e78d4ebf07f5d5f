#!/usr/bin/env bash
# Runs all tests of the Node.js package on each Node.js that is there: the one on PATH, the system's, and the one that is
# fetched. Environment: FFI_OWNERSHIP_LIBRARY (the library under test), FFO_PREFIX (the install tree), FFO_RESULTS (x.xml:
# JUnit XML goes to x.VERSION.xml beside it, one for each run); what is not set is taken from the build.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)
out=$repository/out/bindings
export FFO_PREFIX=${FFO_PREFIX:-$repository/out/linux-x64}
export FFI_OWNERSHIP_LIBRARY=${FFI_OWNERSHIP_LIBRARY:-$FFO_PREFIX/lib/libffi_ownership.so.1}
results=${FFO_RESULTS:-$repository/out/results/bindings-node.xml}

mkdir -p "$(dirname "$results")"
rm -f "$results" "${results%.xml}".v*.xml
bash "$here/fetch.sh"
bash "$here/fetch.sh" runtime
export NODE_PATH=$out/node/node_modules

status=0
declare -A seen=()
for node in "$(command -v node || true)" /usr/bin/node "$out/node-runtime/node"; do
  [ -x "$node" ] || continue
  version=$("$node" --version)
  major=${version#v}
  [ "${major%%.*}" -ge 18 ] && [ -z "${seen[$version]:-}" ] || continue
  seen[$version]=1
  echo "Node.js $version ($node)"
  "$node" --test --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=junit --test-reporter-destination="${results%.xml}.$version.xml" "$here"/test/*.test.js || status=$?
done
[ "${#seen[@]}" -gt 0 ] || { echo "no Node.js 18 or later was found" >&2; exit 1; }
exit "$status"
