#!/usr/bin/env bash
# Runs all tests of the Ruby binding.
#   FFI_OWNERSHIP_LIBRARY  the library under test    FFO_PREFIX  the install tree    FFO_RESULTS  JUnit XML goes here
set -euo pipefail
cd "$(dirname "$0")"
exec ruby -w -Ilib -Itest -e 'Dir["./test/test_*.rb"].sort.each { |file| require file }' -- "$@"
