# Looks at LIBRARY, and at what it was linked from: what CASE is about must be as stated here.

cmake_policy(VERSION 3.20)

# all_of(<result> <text> <expression>): what the expression's first group matches; sorted, unique.
function(all_of result text expression)
  string(REGEX MATCHALL "${expression}" found "${text}")
  list(TRANSFORM found REPLACE "${expression}" "\\1")
  list(SORT found)
  list(REMOVE_DUPLICATES found)
  set(${result} "${found}" PARENT_SCOPE)
endfunction()

function(must_equal is expected advice)
  set(surplus ${is})
  set(missing ${expected})
  list(REMOVE_ITEM surplus ${expected})
  list(REMOVE_ITEM missing ${is})
  if(surplus OR missing OR NOT expected)
    message(FATAL_ERROR "${CASE}: not expected: \"${surplus}\", missing: \"${missing}\". ${advice}")
  endif()
endfunction()

function(run result)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE text COMMAND_ERROR_IS_FATAL ANY)
  set(${result} "${text}" PARENT_SCOPE)
endfunction()

if(CASE STREQUAL "exports")
  # What the header declares, and nothing else.
  run(text ${READOBJ} --coff-exports ${LIBRARY})
  all_of(exported "${text}" "Name: ([^ \n]+)")
  file(READ ${HEADER} header)
  all_of(declared "${header}" "FFO_CALL[ \n]*[*]?(ffo_[a-z0-9_]+)[(]")
  must_equal("${exported}" "${declared}" "")
elseif(CASE STREQUAL "imports")
  # Each DLL in front of what comes from it. All in the list is in Windows 10; see its head.
  run(text ${READOBJ} --coff-imports ${LIBRARY})
  string(REPLACE ";" "," text "${text}")
  string(REPLACE "\n" ";" lines "${text}")
  set(imported)
  foreach(line IN LISTS lines)
    if(line MATCHES "^  Name: (.+)$")
      string(TOLOWER "${CMAKE_MATCH_1}" dll)
    elseif(line MATCHES "^  Symbol: ([^ ]+)")
      list(APPEND imported "${dll} ${CMAKE_MATCH_1}")
    endif()
  endforeach()
  file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/imports.txt expected REGEX "^[^#]")
  must_equal("${imported}" "${expected}"
             "See whether Windows 10 has what is new, then change test-c/windows/imports.txt")
elseif(CASE STREQUAL "crt")
  # What the runtime's objects ask for is what windows_crt.c has: linked without it, just that is missing.
  file(READ ${LINKED}/link.rsp response)
  string(REGEX REPLACE "\"[^\"\n]*windows_crt[.]obj\"" "" without "${response}")
  string(REGEX REPLACE "/OUT:\"[^\"]*\"" "/OUT:\"${FOLDER}/without.dll\"" without "${without}")
  string(REGEX REPLACE "/DEBUG" "" without "${without}")
  if(without STREQUAL response)
    message(FATAL_ERROR "${LINKED}/link.rsp does not name windows_crt.obj")
  endif()
  file(WRITE ${FOLDER}/without.rsp "${without}")
  execute_process(COMMAND ${LLD_LINK} @${FOLDER}/without.rsp /errorlimit:0 /demangle:no /IMPLIB:${FOLDER}/without.lib
                  OUTPUT_QUIET ERROR_VARIABLE errors)
  all_of(missing "${errors}" "undefined symbol: ([^\n]+)")
  run(symbols ${NM} --defined-only --extern-only ${LINKED}/windows_crt.obj)
  all_of(defined "${symbols}" "[0-9a-f]+ [A-Z] ([^\n]+)")
  list(REMOVE_ITEM defined _tls_used) # looked for by the linker itself, which can do without
  must_equal("${missing}" "${defined}"
             "What is not expected belongs in lib/FfiOwnership/build/native/windows_crt.c; what is missing is asked for no more")
endif()
