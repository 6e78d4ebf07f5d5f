# A program that calls a function which 1.0 had not, with a library of version 1.0: the loader refuses
# it. That library has nothing but the functions and the version node of 1.0.

# ffo_list_functions(<result> <expression>): those of abi.json whose `since` matches.
function(ffo_list_functions result since)
  string(REGEX MATCHALL "\"name\": \"ffo_[a-z0-9_]+\", \"since\": \"${since}\", \"returns\"" lines "${abi}")
  list(TRANSFORM lines REPLACE ".*\"(ffo_[a-z0-9_]+)\".*" "\\1")
  set(${result} "${lines}" PARENT_SCOPE)
endfunction()

# ffo_add_caller(<name> <function>...): a program that needs the functions from the start.
function(ffo_add_caller name)
  list(TRANSFORM ARGN REPLACE "(.+)" "  (function *)\\1," OUTPUT_VARIABLE lines)
  list(JOIN lines "\n" lines)
  file(CONFIGURE OUTPUT ${name}.c CONTENT "#include <ffi_ownership.h>

typedef void function(void);
function *const volatile needed[] = {
@lines@
};

int main(void) { return needed[0] == 0; }
")
  add_executable(abi-1.0.${name} ${CMAKE_CURRENT_BINARY_DIR}/${name}.c)
  target_link_libraries(abi-1.0.${name} PRIVATE FfiOwnership::ffi_ownership)
  set_target_properties(abi-1.0.${name} PROPERTIES SKIP_BUILD_RPATH TRUE)
endfunction()

# ffo_add_start(<test> <program> <folder of the library>)
function(ffo_add_start test program folder)
  add_test(NAME abi-1.0.${test} COMMAND abi-1.0.${program})
  set_tests_properties(abi-1.0.${test} PROPERTIES LABELS abi-1.0 ENVIRONMENT "LD_LIBRARY_PATH=${folder}" ${ARGN})
endfunction()

set(description "${FFO_PREFIX}/share/ffi-ownership/abi.json")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${description}")
file(READ "${description}" abi)
string(REGEX REPLACE "[][;]" "" abi "${abi}") # of which lists are made
ffo_list_functions(former "1[.]0")
ffo_list_functions(newer "1[.][1-9][0-9]*")

list(TRANSFORM former REPLACE "(.+)" "FUNCTION(\\1)" OUTPUT_VARIABLE stubs)
list(JOIN stubs "\n" stubs)
file(CONFIGURE OUTPUT library.c CONTENT "#define FUNCTION(name) void name(void); void name(void) {}
@stubs@
" @ONLY)
file(CONFIGURE OUTPUT library.map CONTENT "FFI_OWNERSHIP_1 { global: ffo_*; local: *; };\n")
add_library(abi-1.0.library SHARED ${CMAKE_CURRENT_BINARY_DIR}/library.c)
set_target_properties(abi-1.0.library PROPERTIES
                      OUTPUT_NAME ffi_ownership SOVERSION 1
                      LIBRARY_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/library)
target_link_options(abi-1.0.library PRIVATE LINKER:--version-script=${CMAKE_CURRENT_BINARY_DIR}/library.map)

ffo_add_caller(needs_former ${former})
ffo_add_start(older_library.starts needs_former ${CMAKE_CURRENT_BINARY_DIR}/library)
ffo_add_start(present_library.starts needs_former ${FFO_PREFIX}/lib)
if(newer)
  ffo_add_caller(needs_newer ${newer})
  ffo_add_start(older_library.is_refused needs_newer ${CMAKE_CURRENT_BINARY_DIR}/library
                PASS_REGULAR_EXPRESSION "libffi_ownership.so.1: version `FFI_OWNERSHIP_1[.]1' not found")
  ffo_add_start(present_library.has_newer needs_newer ${FFO_PREFIX}/lib)
else()
  message(STATUS "No function is newer than 1.0: no abi-1.0.older_library.is_refused")
endif()
