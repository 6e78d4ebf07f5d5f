# Runs clang-tidy on SOURCE: it must warn at the lines marked // HERE, and only there.
execute_process(COMMAND ${CLANG_TIDY} --checks=-*,bugprone-use-after-move ${SOURCE} --
                        -std=c++17 -I ${INCLUDE}
                OUTPUT_VARIABLE output ERROR_VARIABLE errors COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[.]cpp:[0-9]+:[0-9]+: (warning|error): [^\n]*" warnings "${output}")
set(warned)
foreach(warning IN LISTS warnings)
  string(REGEX REPLACE "^[.]cpp:([0-9]+):.*" "\\1" line "${warning}")
  list(APPEND warned ${line})
endforeach()

file(READ ${SOURCE} text)
string(REPLACE ";" "," text "${text}")
string(REPLACE "\n" ";" lines "${text}")
set(marked)
set(number 0)
foreach(line IN LISTS lines)
  math(EXPR number "${number} + 1")
  if(line MATCHES "// HERE$")
    list(APPEND marked ${number})
  endif()
endforeach()

if(NOT "${warned}" STREQUAL "${marked}")
  message(FATAL_ERROR "marked are the lines ${marked}, warned of was ${warned}:\n${output}${errors}")
endif()
