# Looks at LIBRARY with READELF: what CASE is about must be as stated here.

function(look option)
  execute_process(COMMAND ${READELF} --wide ${option} ${LIBRARY}
                  OUTPUT_VARIABLE text COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX REPLACE "[][]" "" text "${text}") # which lists would take for theirs
  set(text "${text}" PARENT_SCOPE)
endfunction()

# all_of(<result> <text> <expression>): what the expression's first group matches; sorted, unique.
function(all_of result text expression)
  string(REGEX MATCHALL "${expression}" found "${text}")
  list(TRANSFORM found REPLACE "${expression}" "\\1")
  list(SORT found COMPARE NATURAL)
  list(REMOVE_DUPLICATES found)
  set(${result} "${found}" PARENT_SCOPE)
endfunction()

function(must_equal is expected)
  set(surplus ${is})
  set(missing ${expected})
  list(REMOVE_ITEM surplus ${expected})
  list(REMOVE_ITEM missing ${is})
  if(surplus OR missing)
    message(FATAL_ERROR "${CASE}: not expected: \"${surplus}\", missing: \"${missing}\"")
  endif()
endfunction()

if(CASE STREQUAL "exports")
  # What the header declares, in our version node, and that node; nothing else. (Names of sections,
  # which begin with a point, stand among them.)
  look(--dyn-syms)
  all_of(exported "${text}" " DEFAULT +[0-9ABS]+ ([^. \n][^ \n]*)")
  file(READ ${HEADER} header)
  all_of(declared "${header}" "FFO_CALL[ \n]*[*]?(ffo_[a-z0-9_]+)[(]")
  list(TRANSFORM declared APPEND @@FFI_OWNERSHIP_1)
  must_equal("${exported}" "FFI_OWNERSHIP_1;${declared}")
elseif(CASE STREQUAL "dynamic")
  # It is bound at once and never unloaded; it needs the C library and its loader, from the usual
  # places; its name has the major version.
  look(--dynamic)
  string(REGEX REPLACE "ld-linux-[a-z0-9-]+[.]so[.][0-9]" "ld.so" text "${text}")
  all_of(entries "${text}" "[(]((NEEDED|SONAME|RPATH|RUNPATH|TEXTREL|FLAGS_1)[)][^\n]+)")
  list(TRANSFORM entries REPLACE "[)] +[^:\n]*: " ": ")
  must_equal("${entries}" "FLAGS_1: NOW NODELETE;NEEDED: ld.so;NEEDED: libc.so.6;NEEDED: libm.so.6;\
SONAME: libffi_ownership.so.1")
elseif(CASE STREQUAL "glibc")
  look(--version-info)
  all_of(needed "${text}" "GLIBC_([0-9.]+)")
  list(GET needed -1 newest)
  if(newest VERSION_GREATER 2.34)
    message(FATAL_ERROR "glibc ${newest} is needed: no newer one than 2.34 may be")
  endif()
endif()
