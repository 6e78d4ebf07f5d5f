# Toolchain: programs for Windows, made by MinGW-w64 on another system and run by Wine.
#
#   cmake -S test-c -B DIR -DFFO_PREFIX=out/win-x64 -DFFO_CMOCKA_SOURCE=<cmocka's source>
#         -DCMAKE_TOOLCHAIN_FILE=cmake/win-x64.cmake

set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR AMD64)

# The variant with POSIX threads, which the tests start.
set(CMAKE_C_COMPILER x86_64-w64-mingw32-gcc-posix)
set(CMAKE_CXX_COMPILER x86_64-w64-mingw32-g++-posix)
set(CMAKE_RC_COMPILER x86_64-w64-mingw32-windres)
set(CMAKE_FIND_ROOT_PATH /usr/x86_64-w64-mingw32)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)

# The compiler's own libraries are linked in.
set(CMAKE_EXE_LINKER_FLAGS_INIT -static)

# Windows finds a DLL beside the program or on PATH; Wine adds this to it.
set(CMAKE_CROSSCOMPILING_EMULATOR env "WINEPATH=Z:${FFO_PREFIX}/bin" /usr/lib/wine/wine64)
