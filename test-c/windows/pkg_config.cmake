# A program that is compiled and linked by what pkg-config says of the tree PREFIX; it runs.

cmake_policy(VERSION 3.20)

set(ENV{PKG_CONFIG_LIBDIR} "${PREFIX}/lib/pkgconfig")
execute_process(COMMAND ${PKG_CONFIG} --cflags --libs ffi-ownership OUTPUT_VARIABLE flags
                OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
separate_arguments(flags UNIX_COMMAND "${flags}")
set(program "${FOLDER}/pkg_config.exe")
execute_process(COMMAND ${COMPILER} "${CMAKE_CURRENT_LIST_DIR}/consumer/hello.c" -o "${program}" ${flags}
                COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${EMULATOR} "${program}" OUTPUT_VARIABLE output COMMAND_ERROR_IS_FATAL ANY)
string(REPLACE "\r" "" output "${output}")
if(NOT output STREQUAL "hello\nFFO_E_DOUBLE_FREE\n")
  message(FATAL_ERROR "It printed\n${output}")
endif()
