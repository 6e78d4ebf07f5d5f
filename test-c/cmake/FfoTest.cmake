# Programs against the installed library, and their tests.

# memcheck, where neither an error nor a definite, indirect or possible leak is allowed.
set(FFO_MEMCHECK ${FFO_VALGRIND} --leak-check=full --show-leak-kinds=definite,indirect,possible
                 --errors-for-leak-kinds=definite,indirect,possible --error-exitcode=99
                 --fair-sched=try --suppressions=${FFO_SUPPRESSIONS} --gen-suppressions=all)

# ffo_line_of(<source> <mark> <result>)
# The number of the first line in which the mark stands.
function(ffo_line_of source mark result)
  file(READ ${source} text)
  string(FIND "${text}" "${mark}" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "${source} has no mark ${mark}")
  endif()
  string(SUBSTRING "${text}" 0 ${at} text)
  string(REGEX MATCHALL "\n" ends "${text}")
  list(LENGTH ends line)
  math(EXPR line "${line} + 1")
  set(${result} ${line} PARENT_SCOPE)
endfunction()

# ffo_add_program(<name> <source>...)
function(ffo_add_program name)
  add_executable(${name} ${ARGN})
  target_link_libraries(${name} PRIVATE FfiOwnership::ffi_ownership Threads::Threads)
endfunction()

# ffo_use_library_crt(<program>)
# MinGW's programs have a C runtime of their own, msvcrt.dll, which knows neither the errno of the
# library's, the universal one, nor the handlers of exit() that are registered there. This one gets the
# library's, as what Microsoft's compiler makes does. For C without pthread.h: the libraries of both are compiled
# for msvcrt.dll.
function(ffo_use_library_crt program)
  if(WIN32)
    set(specs "${CMAKE_BINARY_DIR}/ucrt.specs")
    if(NOT EXISTS "${specs}")
      execute_process(COMMAND ${CMAKE_C_COMPILER} -dumpspecs OUTPUT_VARIABLE text
                      COMMAND_ERROR_IS_FATAL ANY)
      string(REPLACE "-lmsvcrt" "-lucrt" text "${text}")
      file(WRITE "${specs}" "${text}")
    endif()
    target_compile_definitions(${program} PRIVATE _UCRT)
    target_link_options(${program} PRIVATE "-specs=${specs}")
  endif()
endfunction()

# ffo_add_test(NAME <name> [PROGRAM <target>] [ARGS <argument>...] [ENV <NAME=value>...]
#              [TIMEOUT <seconds>] [VALGRIND_OPTIONS <option>...]
#              [NO_SYSTEM] [NO_VALGRIND] [NO_EMULATOR])
#
# Registers plain.<name>, on the heap that the library chooses, which is the slab heap;
# system.<name>, on the system heap; and valgrind.<name>: under memcheck, which is the system heap
# again. PROGRAM is <name> unless told. NO_SYSTEM and NO_VALGRIND leave a twin out; a comment beside
# them says why. What is registered is kept for ../abi-1.0, which registers more twins.
#
# Programs for another processor run under the toolchain's emulator, on both heaps and not under
# memcheck. NO_EMULATOR leaves them out there, for a reason that is told as well. Wine is no emulator: it
# runs them on this processor.
function(ffo_add_test)
  cmake_parse_arguments(PARSE_ARGV 0 test "NO_SYSTEM;NO_VALGRIND;NO_EMULATOR"
                        "NAME;PROGRAM;TIMEOUT" "ARGS;ENV;VALGRIND_OPTIONS")
  if(test_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "ffo_add_test(${test_NAME}): what is ${test_UNPARSED_ARGUMENTS}?")
  endif()
  if(test_NO_EMULATOR AND CMAKE_CROSSCOMPILING AND NOT WIN32)
    return()
  endif()
  if(NOT test_PROGRAM)
    set(test_PROGRAM ${test_NAME})
  endif()
  if(NOT test_TIMEOUT)
    set(test_TIMEOUT 120)
  endif()

  set_property(GLOBAL APPEND PROPERTY FFO_TESTS ${test_NAME})
  foreach(part IN ITEMS PROGRAM ARGS ENV TIMEOUT NO_SYSTEM)
    set_property(GLOBAL PROPERTY FFO_TEST_${part}_OF_${test_NAME} "${test_${part}}")
  endforeach()

  add_test(NAME plain.${test_NAME} COMMAND ${test_PROGRAM} ${test_ARGS})
  set_tests_properties(plain.${test_NAME} PROPERTIES
                       LABELS plain TIMEOUT ${test_TIMEOUT} ENVIRONMENT "${test_ENV}")
  if(NOT test_NO_SYSTEM)
    add_test(NAME system.${test_NAME} COMMAND ${test_PROGRAM} ${test_ARGS})
    set_tests_properties(system.${test_NAME} PROPERTIES
                         LABELS system TIMEOUT ${test_TIMEOUT}
                         ENVIRONMENT "FFO_HEAP=system;${test_ENV}")
  endif()
  if(test_NO_VALGRIND OR CMAKE_CROSSCOMPILING)
    return()
  endif()

  math(EXPR timeout "${test_TIMEOUT} * 5")
  add_test(NAME valgrind.${test_NAME}
           COMMAND ${FFO_MEMCHECK} ${test_VALGRIND_OPTIONS} $<TARGET_FILE:${test_PROGRAM}>
                   ${test_ARGS})
  set_tests_properties(valgrind.${test_NAME} PROPERTIES
                       LABELS valgrind TIMEOUT ${timeout} ENVIRONMENT "${test_ENV}")
endfunction()
