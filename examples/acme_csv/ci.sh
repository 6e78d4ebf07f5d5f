#!/bin/sh
# Builds the library into out/, its hand-written form into by_hand/out/, and runs all tests. Needs the .NET 10 SDK, clang, binutils, CMake
# and a C compiler; Valgrind is used if it is there.
set -eu
cd "$(dirname "$0")"
for library in . by_hand; do
  dotnet publish $library/acme_csv.csproj -o $library/out
  cmake -S test-c -B $library/out/test-c -DTREE="$PWD/$library/out"
  cmake --build $library/out/test-c
  ctest --test-dir $library/out/test-c --output-on-failure
done
dotnet test test-dotnet
