#!/usr/bin/env bash
# Runs all tests, with the library that $FFI_OWNERSHIP_LIBRARY names; FFO_RESULTS names the JUnit XML to write.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
export PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$here"
# Debian's, whatever comes first on PATH: pytest, NumPy and mypy are its packages.
exec /usr/bin/python3 -m pytest -q -p no:cacheprovider ${FFO_RESULTS:+--junitxml="$FFO_RESULTS"} "$here/tests"
