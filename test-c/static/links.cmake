# Links the static library by one compiler and one linker in the ways there are, and runs what comes
# out. Run with -DCOMPILER=, -DLINKER=, -DARCHIVE=, -DINCLUDE=, -DFOLDER=.

file(REMOVE_RECURSE "${FOLDER}")
file(MAKE_DIRECTORY "${FOLDER}")
set(source "${CMAKE_CURRENT_LIST_DIR}")

function(run)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY "${FOLDER}" COMMAND_ERROR_IS_FATAL ANY
                  COMMAND_ECHO STDOUT ERROR_VARIABLE warnings)
  # That the runtime's dlopen would need glibc's files is said rightly; the library never calls it.
  if(warnings MATCHES "warning: " AND NOT warnings MATCHES "in statically linked applications")
    message(FATAL_ERROR "${warnings}")
  endif()
endfunction()

set(link ${COMPILER} -fuse-ld=${LINKER})
run(${COMPILER} -Wall -Wextra -Werror -fPIC -I ${INCLUDE} -c ${source}/work.c ${source}/main.c
    ${source}/vecs_only.c)
run(${link} main.o work.o ${ARCHIVE} -lm -o plain)
run(./plain)
run(${link} -Wl,--gc-sections main.o work.o ${ARCHIVE} -lm -o without_unused)
run(./without_unused)
run(${link} -Wl,--gc-sections vecs_only.o ${ARCHIVE} -lm -o with_little)
run(./with_little)
run(${link} -static -Wl,--eh-frame-hdr main.o work.o ${ARCHIVE} -lm -o static)
run(./static)

# Without that table the program ends, and says why; some compilers ask for it by themselves.
run(${link} -static main.o work.o ${ARCHIVE} -lm -o without_table)
execute_process(COMMAND ./without_table WORKING_DIRECTORY "${FOLDER}" RESULT_VARIABLE result
                ERROR_VARIABLE line)
if(NOT result STREQUAL 0 AND NOT line MATCHES "linked without -Wl,--eh-frame-hdr")
  message(FATAL_ERROR "${result}: ${line}")
endif()

# Whatever is undefined in it the C library has: no C++ library, no libgcc, none of .NET's.
run(${link} -nodefaultlibs main.o work.o ${ARCHIVE} -lm -lc -o only_libc)
run(./only_libc)

# Inside somebody's library, which does not pass it on.
run(${link} -shared -Wl,-z,defs -Wl,-z,nodelete work.o ${ARCHIVE} -lm -o libwork.so)
run(${link} main.o -L. -lwork -Wl,-rpath,${FOLDER} -o with_library)
run(./with_library)
execute_process(COMMAND ${NM} -D --defined-only libwork.so WORKING_DIRECTORY "${FOLDER}"
                OUTPUT_VARIABLE exported COMMAND_ERROR_IS_FATAL ANY)
if(NOT exported MATCHES " work\n" OR exported MATCHES "ffo_")
  message(FATAL_ERROR "libwork.so exports:\n${exported}")
endif()
