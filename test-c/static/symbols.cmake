# Nothing but the library's functions is seen outside the archive, and these only by what it is
# linked into: they are hidden. Run with -DARCHIVE=, -DLIBRARY=, -DNM=, -DREADELF=.

function(defined_symbols result)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE lines COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "[^ \n]+ [A-Z] [^\n@]+" lines "${lines}")
  list(TRANSFORM lines REPLACE ".* " "")
  list(FILTER lines EXCLUDE REGEX "^FFI_OWNERSHIP_1") # the symbols of the versions
  list(REMOVE_ITEM lines ffo_copies_v1) # no function; see below
  list(SORT lines)
  set(${result} "${lines}" PARENT_SCOPE)
endfunction()

defined_symbols(exported ${NM} -D --defined-only ${LIBRARY})
defined_symbols(global ${NM} -g --defined-only ${ARCHIVE})
if(NOT exported OR NOT exported STREQUAL global)
  message(FATAL_ERROR "The shared library exports\n${exported}\nthe static one\n${global}")
endif()

execute_process(COMMAND ${READELF} -s --wide ${ARCHIVE} OUTPUT_VARIABLE symbols
                COMMAND_ERROR_IS_FATAL ANY)
list(LENGTH exported count)
string(REGEX MATCHALL "GLOBAL +HIDDEN +[0-9]+ ffo_" hidden "${symbols}")
list(LENGTH hidden hidden_count)
if(NOT count EQUAL hidden_count)
  message(FATAL_ERROR "Of ${count} functions only ${hidden_count} are hidden")
endif()

# Two archives with a ledger in one program have one list of both.
if(NOT symbols MATCHES "WEAK +HIDDEN +[0-9]+ ffo_copies_v1")
  message(FATAL_ERROR "ffo_copies_v1 is not weak and hidden")
endif()

# A group of the program's with the same name would replace ours.
execute_process(COMMAND ${READELF} -S --wide ${ARCHIVE} OUTPUT_VARIABLE sections
                COMMAND_ERROR_IS_FATAL ANY)
if(sections MATCHES " GROUP ")
  message(FATAL_ERROR "The archive has section groups")
endif()
