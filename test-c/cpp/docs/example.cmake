# Takes three blocks from PAGE: a program, the shell's two lines for it, and what it prints.

file(READ ${PAGE} page)
if(NOT page MATCHES "```cpp\n([^`]*)```\n```sh\n([^`]*)```\n```\n([^`]*)```")
  message(FATAL_ERROR "${PAGE} has no program with its commands and its output")
endif()
set(program "${CMAKE_MATCH_1}")
set(commands "${CMAKE_MATCH_2}")
set(expected "${CMAKE_MATCH_3}")

file(WRITE ${FOLDER}/hello.cpp "${program}")
string(REPLACE "out/linux-x64" "${PREFIX}" commands "${commands}")
string(REGEX REPLACE "^g[+][+] " "${COMPILER} " commands "${commands}")
execute_process(COMMAND sh -e -c "${commands}" WORKING_DIRECTORY ${FOLDER}
                OUTPUT_VARIABLE output COMMAND_ERROR_IS_FATAL ANY)

string(REGEX REPLACE "0x[0-9a-f]+" "0x.." output "${output}")
string(REGEX REPLACE "0x[0-9a-f]+" "0x.." expected "${expected}")
if(NOT output STREQUAL expected)
  message(FATAL_ERROR "the page says \"${expected}\", and the program \"${output}\"")
endif()
