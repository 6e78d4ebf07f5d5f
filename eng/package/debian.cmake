# Debian's way: its directories, and two packages. The one with the shared library is named after
# the soname, so that a later libffi-ownership2 can be installed beside it; whoever only runs
# programs needs no other. The -dev package has what compilers, linkers and memory checkers want.

if(FFO_RID STREQUAL "linux-x64")
  set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE amd64)
  set(libdir lib/x86_64-linux-gnu)
elseif(FFO_RID STREQUAL "linux-arm64")
  set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE arm64)
  set(libdir lib/aarch64-linux-gnu)
else()
  message(FATAL_ERROR "Debian has no ${FFO_RID}")
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL runtime development)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "FfiOwnership contributors")
set(CPACK_DEBIAN_PACKAGE_MULTIARCH same)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE
    GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(story "Strings, structs, buffers and handles that native code hands to C, C++ and
scripts, and a ledger that answers double frees, foreign pointers, stale
handles and leaks with a named error instead of undefined behaviour.

")

set(package libffi-ownership${PROJECT_VERSION_MAJOR})
set(packages ${package} libffi-ownership-dev)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME ${package})
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION libs)
# test-c/binary holds the library to this version.
set(CPACK_DEBIAN_RUNTIME_PACKAGE_DEPENDS "libc6 (>= 2.34)")
set(CPACK_DEBIAN_RUNTIME_DESCRIPTION "${story}This package has the shared library.")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libffi-ownership-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "${package} (= ${version}), libc6-dev")
set(CPACK_DEBIAN_DEVELOPMENT_DESCRIPTION
    "${story}This package has the headers for C and C++, the static library, files for
pkg-config and CMake, the ABI as JSON, and suppressions for memory checkers.")

# Which package other packages depend on when they link the library, and ld.so's cache.
file(WRITE "${CMAKE_BINARY_DIR}/shlibs"
     "libffi_ownership ${PROJECT_VERSION_MAJOR} ${package} (>= ${version})\n")
file(WRITE "${CMAKE_BINARY_DIR}/triggers" "activate-noawait ldconfig\n")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_CONTROL_EXTRA
    "${CMAKE_BINARY_DIR}/shlibs" "${CMAKE_BINARY_DIR}/triggers")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_CONTROL_STRICT_PERMISSION ON)

# Each package has its own copy of the licences.
foreach(component name IN ZIP_LISTS CPACK_COMPONENTS_ALL packages)
  install(FILES debian-copyright RENAME copyright DESTINATION share/doc/${name}
          COMPONENT ${component})
  install(DIRECTORY "${FFO_NATIVE}/dotnet-runtime" DESTINATION share/doc/${name}
          COMPONENT ${component} FILE_PERMISSIONS ${plain_file})
endforeach()
