#!/bin/sh
# Builds the library into out/ and runs its tests. Needs the .NET 10 SDK, clang, binutils, CMake and a C compiler; Valgrind is used if it is there.
set -eu
cd "$(dirname "$0")"
dotnet publish article.csproj -o out
cmake -S test-c -B out/test-c
cmake --build out/test-c
ctest --test-dir out/test-c --output-on-failure
