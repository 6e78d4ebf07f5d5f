# The macros that the C++ header adds to those of the C header and of the standard headers that it
# includes: its guard and nothing else.
file(STRINGS ${INCLUDE}/ffi_ownership.hpp includes REGEX "^#include")
list(JOIN includes "\n" before)
string(REPLACE "\"ffi_ownership.h\"" "<ffi_ownership.h>" before "${before}")

function(macros_of source result)
  set(file ${CMAKE_CURRENT_BINARY_DIR}/macros.${result}.cpp)
  string(RANDOM LENGTH 8 unique)
  string(REPLACE ".cpp" ".${unique}.cpp" file ${file})
  file(WRITE ${file} "${source}\n")
  execute_process(COMMAND ${COMPILER} -std=c++17 -I ${INCLUDE} -dM -E ${file}
                  OUTPUT_VARIABLE macros COMMAND_ERROR_IS_FATAL ANY)
  file(REMOVE ${file})
  string(REGEX MATCHALL "#define [A-Za-z0-9_]+" macros "${macros}")
  list(SORT macros)
  set(${result} "${macros}" PARENT_SCOPE)
endfunction()

macros_of("${before}" without)
macros_of("#include <ffi_ownership.hpp>" with)
list(REMOVE_ITEM with ${without})
if(NOT with STREQUAL "#define FFO_FFI_OWNERSHIP_HPP")
  message(FATAL_ERROR "The header defines: ${with}")
endif()
