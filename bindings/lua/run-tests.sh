#!/usr/bin/env bash
# Runs all tests of this binding: the specs by busted on LuaJIT, JUnit XML to $FFO_RESULTS.
#   FFI_OWNERSHIP_LIBRARY   the library under test
#   FFO_PREFIX              the install tree it is from
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
: "${FFI_OWNERSHIP_LIBRARY:?names no library}" "${FFO_PREFIX:?names no install tree}"
export FFI_OWNERSHIP_LIBRARY FFO_PREFIX LUA_PATH="$PWD/?.lua;$PWD/spec/?.lua;;"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export FFO_WORK="$work"

status=0
luajit spec/support/busted.lua --output=junit -Xoutput "$work/results.xml" --pattern=_spec spec >"$work/log" 2>&1 || status=$?
if [[ -n ${FFO_RESULTS:-} ]]; then
  mkdir -p "$(dirname "$FFO_RESULTS")"
  cp "$work/results.xml" "$FFO_RESULTS"
fi
cat "$work/log"
grep -m1 '<testsuites' "$work/results.xml" | grep -oE "(tests|failures|errors|skip)='[0-9]+'" | sort -r | tr '\n' ' '
echo "(LuaJIT)"
if ((status != 0)); then grep -B1 -A12 -E '<(failure|error)' "$work/results.xml" || true; fi
exit "$status"
