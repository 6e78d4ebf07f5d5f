# Nothing in the moved tree remembers where it was made: no file names the folder, and the library
# names none at all for others to be looked for in.

get_filename_component(root "${CMAKE_CURRENT_LIST_DIR}/../.." ABSOLUTE)
file(GLOB_RECURSE files "${FOLDER}/prefix/*")
if(NOT files)
  message(FATAL_ERROR "${FOLDER}/prefix is empty")
endif()
foreach(file IN LISTS files)
  file(STRINGS "${file}" lines REGEX "(${root}|${PREFIX})")
  if(lines)
    message(FATAL_ERROR "${file}: ${lines}")
  endif()
endforeach()

# Not even a path that is right here by chance.
file(GLOB_RECURSE files "${FOLDER}/prefix/*.pc" "${FOLDER}/prefix/FfiOwnershipConfig.cmake")
foreach(file IN LISTS files)
  file(STRINGS "${file}" lines REGEX "(=|-I|-L|\"| )/[A-Za-z]")
  if(lines)
    message(FATAL_ERROR "${file} has an absolute path: ${lines}")
  endif()
endforeach()

execute_process(COMMAND ${READELF} -d "${FOLDER}/prefix/lib/libffi_ownership.so"
                OUTPUT_VARIABLE dynamic COMMAND_ERROR_IS_FATAL ANY)
if(NOT dynamic MATCHES "SONAME" OR dynamic MATCHES "RPATH|RUNPATH")
  message(FATAL_ERROR "${dynamic}")
endif()
