# Toolchain: programs for linux-arm64, made on another processor and run under qemu.
#
#   cmake -S test-c -B DIR -DFFO_PREFIX=out/linux-arm64 -DCMAKE_PREFIX_PATH=<arm64's cmocka>
#         -DCMAKE_TOOLCHAIN_FILE=cmake/linux-arm64.cmake

set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)

set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64 -L /usr/aarch64-linux-gnu)
