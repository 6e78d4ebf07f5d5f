#!/usr/bin/env bash
# Finds the .NET SDK and starts the build program, eng/build/. Try: ./build.sh help
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# NuGet and the SDK keep their caches under HOME and do nothing without one.
if [ ! -w "${HOME:-}" ]; then
  export HOME="$PWD/out/home"
  mkdir -p "$HOME"
fi

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# start ARGUMENTS...: builds the program if one of its sources is newer than its last build, which dotnet run would
# take two seconds to find out, and becomes it.
start() {
  local program=out/dotnet/bin/Build/release/build.dll built=out/dotnet/built output
  if [ ! -e "$program" ] || [ ! -e "$built" ] ||
     [ -n "$(find eng/build Directory.*.props .editorconfig global.json -newer "$built" -print -quit)" ]; then
    mkdir -p out/dotnet
    touch "$built.$$" # a source that changes from now on is newer
    if ! output=$(dotnet build eng/build -c Release --nologo -v quiet 2>&1); then
      rm -f "$built.$$"
      echo "$output" >&2
      echo "build.sh: eng/build, the build program, does not build: the first error above is the one to mend" >&2
      exit 1
    fi
    mv "$built.$$" "$built"
  fi
  exec dotnet "$program" "$@"
}

# The first dotnet that has an SDK as global.json asks for; of the others, what they have instead.
found=
for dotnet in "$(command -v dotnet || true)" "${DOTNET_ROOT:-}/dotnet" "$HOME/.dotnet/dotnet" \
              /usr/{share,lib,local/share}/dotnet/dotnet /opt/dotnet/dotnet; do
  [ -x "$dotnet" ] || continue
  sdks=$("$dotnet" --list-sdks 2>&1 || true)
  case $'\n'$sdks in
    *$'\n'10.0.*)
      export PATH="$(dirname "$(readlink -f "$dotnet")"):$PATH"
      start "$@"
      ;;
  esac
  sdks="${sdks//$'\n'/, }"
  found="$found
  $dotnet has ${sdks:-no SDK}"
done

echo "build.sh: no .NET 10 SDK found: install it (https://dot.net/download) or put its dotnet on PATH${found:+; instead:$found}" >&2
exit 1
