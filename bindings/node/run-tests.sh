#!/usr/bin/env bash
# Runs all tests of the Node.js package. Environment: FFI_OWNERSHIP_LIBRARY (the library under test), FFO_PREFIX (the
# install tree), FFO_RESULTS (the JUnit XML to write); what is not set is taken from the build.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)
out=$repository/out/bindings/node
export FFO_PREFIX=${FFO_PREFIX:-$repository/out/linux-x64}
export FFI_OWNERSHIP_LIBRARY=${FFI_OWNERSHIP_LIBRARY:-$FFO_PREFIX/lib/libffi_ownership.so.1}
results=${FFO_RESULTS:-$repository/out/results/bindings-node.xml}

mkdir -p "$(dirname "$results")"
bash "$here/fetch.sh"
export NODE_PATH=$out/node_modules

exec node --test --test-reporter=spec --test-reporter-destination=stdout \
  --test-reporter=junit --test-reporter-destination="$results" "$here"/test/*.test.js
