#!/usr/bin/env bash
# Finds the .NET SDK and starts the build program, eng/build.cs. Try: ./build.sh help
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# NuGet and the SDK keep their caches under HOME and do nothing without one.
if [ ! -w "${HOME:-}" ]; then
  export HOME="$PWD/out/home"
  mkdir -p "$HOME"
fi

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# The first dotnet that has an SDK as global.json asks for; of the others, what they have instead.
found=
for dotnet in "$(command -v dotnet || true)" "${DOTNET_ROOT:-}/dotnet" "$HOME/.dotnet/dotnet" \
              /usr/{share,lib,local/share}/dotnet/dotnet /opt/dotnet/dotnet; do
  [ -x "$dotnet" ] || continue
  sdks=$("$dotnet" --list-sdks 2>&1 || true)
  case $'\n'$sdks in
    *$'\n'10.0.*) PATH="$(dirname "$(readlink -f "$dotnet")"):$PATH" exec dotnet run eng/build.cs -- "$@" ;;
  esac
  sdks="${sdks//$'\n'/, }"
  found="$found
  $dotnet has ${sdks:-no SDK}"
done

echo "build.sh: no .NET 10 SDK found: install it (https://dot.net/download) or put its dotnet on PATH${found:+; instead:$found}" >&2
exit 1
