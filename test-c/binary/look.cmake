# Looks at LIBRARY with READELF: what CASE is about must be as stated here.

cmake_policy(VERSION 3.20)

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
  # What the header declares, in the version node of what abi.json says of it, those nodes, and what libraries with a ledger
  # find each other by, which the loader has once in a process; nothing else. (Names of sections, which begin with a point,
  # stand among them.)
  look(--dyn-syms)
  all_of(exported "${text}" " DEFAULT +[0-9ABS]+ ([^. \n][^ \n]*)")
  file(READ ${HEADER} header)
  all_of(declared "${header}" "FFO_CALL[ \n]*[*]?(ffo_[a-z0-9_]+)[(]")
  file(READ ${ABI} abi)
  set(expected FFI_OWNERSHIP_1 ffo_copies_v1@@FFI_OWNERSHIP_1)
  foreach(function IN LISTS declared)
    if(NOT abi MATCHES "\"${function}\", \"since\": \"1([.][0-9]+)\"")
      message(FATAL_ERROR "${ABI} does not say since when there is ${function}")
    endif()
    string(REGEX REPLACE "[.]0$" "" minor "${CMAKE_MATCH_1}")
    list(APPEND expected FFI_OWNERSHIP_1${minor} ${function}@@FFI_OWNERSHIP_1${minor})
  endforeach()
  list(REMOVE_DUPLICATES expected)
  must_equal("${exported}" "${expected}")
  all_of(unique "${text}" " OBJECT +UNIQUE +DEFAULT +[0-9]+ ([^ \n]+)")
  must_equal("${unique}" "ffo_copies_v1@@FFI_OWNERSHIP_1")
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
elseif(CASE STREQUAL "initializers")
  # No type of ours is initialised by code at its first use: the runtime would let threads that come at once wait for each other, by
  # means that can fail. What has to be computed is, when the library starts. (That of the module runs as the library is loaded.)
  look(--syms)
  all_of(initializers "${text}" " (FfiOwnership_[A-Za-z0-9_]*___cctor)")
  all_of(known "${text}" " (FfiOwnership__Module____cctor)")
  must_equal("${known}" "FfiOwnership__Module____cctor") # or names are made in another way by now
  must_equal("${initializers}" "FfiOwnership__Module____cctor")
elseif(CASE STREQUAL "size")
  # Where its last loaded segment ends is its size without symbols, but for a few bytes.
  look(--program-headers)
  string(REGEX MATCHALL "LOAD +0x[0-9a-f]+ 0x[0-9a-f]+ 0x[0-9a-f]+ 0x[0-9a-f]+" segments "${text}")
  set(size 0)
  foreach(segment IN LISTS segments)
    string(REGEX REPLACE "LOAD +(0x[0-9a-f]+) 0x[0-9a-f]+ 0x[0-9a-f]+ (0x[0-9a-f]+)" "\\1 + \\2" end "${segment}")
    math(EXPR end "${end}")
    if(end GREATER size)
      set(size ${end})
    endif()
  endforeach()
  message("${size} bytes")
  if(size LESS 500000 OR size GREATER 1350000)
    message(FATAL_ERROR "without symbols the library has ${size} bytes; at most 1350000 are wanted")
  endif()
elseif(CASE STREQUAL "cancellation")
  # What POSIX makes a cancellation point, or lets be one, is called only by a wrapper of that name.
  set(points accept accept4 access aio_suspend chmod chown clock_nanosleep close closedir connect
             copy_file_range creat dprintf epoll_pwait epoll_wait fallocate fchmod fchown fclose fcntl
             fdatasync fflush fgetc fgets fgetwc flock fopen fprintf fputc fputs fread freopen fscanf fseek
             fsync ftell futimens fwrite getaddrinfo getc getchar getcwd getdelim getgrgid_r getgrnam_r
             gethostname getline getnameinfo getpwnam_r getpwuid_r getrandom gets glob ioctl link lockf
             mkdtemp mkstemp msgrcv msgsnd msync nanosleep open openat opendir openlog pause pclose
             perror poll popen posix_fallocate ppoll pread preadv printf pselect pthread_cond_timedwait
             pthread_cond_wait pthread_join pthread_testcancel puts pwrite pwritev read readdir
             readlink readv recv recvfrom recvmmsg recvmsg rename rewind rewinddir rmdir scanf select
             sem_timedwait sem_wait send sendmmsg sendmsg sendto sigsuspend sigtimedwait sigwait
             sigwaitinfo sleep splice symlink syslog system tcdrain tee tmpfile ungetc unlink usleep
             utimensat vfprintf vfscanf vprintf vsyslog wait wait3 wait4 waitid waitpid write writev)
  set(expression "^(__isoc99_|__)?(.*[^4])(64)?$")
  look(--dyn-syms)
  all_of(called "${text}" " UND +([A-Za-z0-9_]+)")
  look(--syms)
  all_of(wrapped "${text}" " __wrap_([A-Za-z0-9_]+)")
  set(unwrapped)
  foreach(name IN LISTS called)
    string(REGEX REPLACE "${expression}" "\\2" plain "${name}")
    if(plain IN_LIST points AND NOT name IN_LIST wrapped)
      list(APPEND unwrapped ${name})
    endif()
  endforeach()
  # The wrappers of fprintf and fscanf call these instead, with cancellation disabled.
  list(REMOVE_ITEM unwrapped vfscanf __isoc99_vfscanf)
  must_equal("${unwrapped}" "")
  if(NOT "write" IN_LIST wrapped OR NOT "write" IN_LIST called)
    message(FATAL_ERROR "Looked for at the wrong place: no write in \"${wrapped}\"")
  endif()
endif()
