# Our Debian packages; what is the same for those of any author is in the file that this includes.

set(deb_rid ${FFO_RID})
set(deb_name ffi-ownership)
set(deb_file libffi_ownership)
set(deb_maintainer "FfiOwnership contributors")
set(deb_story "Strings, structs, buffers and handles that native code hands to C, C++ and
scripts, and a ledger that answers double frees, foreign pointers, stale
handles and leaks with a named error instead of undefined behaviour.

")
set(deb_development
    "This package has the headers for C and C++, the static library, files for
pkg-config and CMake, the ABI as JSON, and suppressions for memory checkers.")
# test-c/binary holds the library to this version.
set(deb_depends "libc6 (>= 2.34)")
set(deb_copyright "${CMAKE_CURRENT_SOURCE_DIR}/debian-copyright")
set(deb_notices "${FFO_NATIVE}/dotnet-runtime")
include("${root}/lib/FfiOwnership/build/cpack/debian.cmake")
