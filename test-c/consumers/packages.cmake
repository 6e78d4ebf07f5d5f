# The packages as files: their checksums, and in Debian's ones owners and modes of all they hold.

file(GLOB sums "${PACKAGES}/*.sha256")
if(NOT sums)
  message(FATAL_ERROR "No packages in ${PACKAGES}; ./build.sh package makes them")
endif()
execute_process(COMMAND sha256sum --check ${sums} WORKING_DIRECTORY "${PACKAGES}"
                COMMAND_ERROR_IS_FATAL ANY)

find_program(DPKG_DEB dpkg-deb)
file(GLOB packages "${PACKAGES}/*.deb")
if(NOT DPKG_DEB OR NOT packages)
  return()
endif()
foreach(package IN LISTS packages)
  execute_process(COMMAND ${DPKG_DEB} --contents ${package} OUTPUT_VARIABLE contents
                  COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX REPLACE "\n$" "" contents "${contents}")
  string(REPLACE "\n" ";" contents "${contents}")
  foreach(line IN LISTS contents)
    if(NOT line MATCHES "^(drwxr-xr-x|-rw-r--r--|lrwxrwxrwx) root/root .* [.]/usr/")
      message(FATAL_ERROR "${package} holds ${line}")
    endif()
  endforeach()
  if(NOT contents MATCHES "/usr/share/doc/libffi-ownership(1|-dev)/copyright")
    message(FATAL_ERROR "${package} has no copyright file")
  endif()
endforeach()
