# Debian's packages, installed and removed again.

function(apt_get)
  execute_process(COMMAND apt-get -y -o DPkg::Lock::Timeout=300 ${ARGN}
                  COMMAND_ERROR_IS_FATAL ANY)
endfunction()

if(STEP STREQUAL "end")
  if(EXISTS "${FOLDER}")
    apt_get(purge libffi-ownership1 libffi-ownership-dev)
    file(REMOVE_RECURSE "${FOLDER}")
  endif()
  return()
endif()

if(NOT PACKAGES)
  message("skipped: no packages were made; ./build.sh package makes them")
  return()
endif()

find_program(APT_GET apt-get)
find_program(DPKG dpkg)
if(NOT APT_GET OR NOT DPKG)
  message("skipped: this is no Debian")
  return()
endif()
execute_process(COMMAND id -u OUTPUT_VARIABLE user OUTPUT_STRIP_TRAILING_WHITESPACE)
if(NOT user EQUAL 0)
  message("skipped: only root can install packages")
  return()
endif()

# What a run that was stopped left behind is ours: the folder says so.
execute_process(COMMAND dpkg-query --show --showformat=\${db:Status-Abbrev} "libffi-ownership*"
                OUTPUT_VARIABLE status ERROR_QUIET)
if(status MATCHES "ii" AND NOT EXISTS "${FOLDER}")
  message("skipped: the packages are installed already")
  return()
endif()

execute_process(COMMAND dpkg --print-architecture OUTPUT_VARIABLE architecture
                OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
file(GLOB packages "${PACKAGES}/libffi-ownership*_${architecture}.deb")
list(LENGTH packages count)
if(NOT count EQUAL 2)
  message(FATAL_ERROR "Not two packages for ${architecture} in ${PACKAGES}, but: ${packages}")
endif()
file(MAKE_DIRECTORY "${FOLDER}")
apt_get(install --reinstall ${packages})

# The package has had ld.so's cache made anew.
find_program(LDCONFIG ldconfig PATHS /sbin /usr/sbin REQUIRED)
execute_process(COMMAND ${LDCONFIG} -p OUTPUT_VARIABLE cache COMMAND_ERROR_IS_FATAL ANY)
if(NOT cache MATCHES "libffi_ownership.so.1 ")
  message(FATAL_ERROR "ldconfig does not know the library")
endif()
