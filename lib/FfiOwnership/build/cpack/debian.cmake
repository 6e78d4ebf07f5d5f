# Debian's way: its directories, and two packages. The one with the shared library is named after
# the soname, so that a later one can be installed beside it; whoever only runs programs needs no
# other. The -dev package has what compilers, linkers and memory checkers want. For a library with
# the ledger inside, ours and any author's:
#
#   deb_rid           the platform's runtime identifier
#   deb_name          NAME of libNAME1 and libNAME-dev
#   deb_file          the library's file, without .so and what follows
#   deb_maintainer    who answers for the packages
#   deb_story         lines of both descriptions, with an empty one behind them; may be empty
#   deb_development   lines of the -dev package's, about what it has
#   deb_depends       what the library's package needs
#   deb_copyright     the copyright file
#   deb_notices       files and folders that lie beside it in each package
#
# Sets libdir, and CPack's variables. The components are runtime and development.

if(deb_rid STREQUAL "linux-x64")
  set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE amd64)
  set(libdir lib/x86_64-linux-gnu)
elseif(deb_rid STREQUAL "linux-arm64")
  set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE arm64)
  set(libdir lib/aarch64-linux-gnu)
else()
  message(FATAL_ERROR "Debian has no ${deb_rid}")
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL runtime development)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "${deb_maintainer}")
set(CPACK_DEBIAN_PACKAGE_MULTIARCH same)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE
    GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

# A name that ends with a digit has a hyphen before the soname's.
string(REGEX REPLACE "([0-9])$" "\\1-" package "lib${deb_name}")
set(package ${package}${PROJECT_VERSION_MAJOR})
set(packages ${package} lib${deb_name}-dev)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME ${package})
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_DEPENDS "${deb_depends}")
set(CPACK_DEBIAN_RUNTIME_DESCRIPTION "${deb_story}This package has the shared library.")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME lib${deb_name}-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "${package} (= ${PROJECT_VERSION}), libc6-dev")
set(CPACK_DEBIAN_DEVELOPMENT_DESCRIPTION "${deb_story}${deb_development}")

# Which package other packages depend on when they link the library, and ld.so's cache.
file(WRITE "${CMAKE_BINARY_DIR}/shlibs"
     "${deb_file} ${PROJECT_VERSION_MAJOR} ${package} (>= ${PROJECT_VERSION})\n")
file(WRITE "${CMAKE_BINARY_DIR}/triggers" "activate-noawait ldconfig\n")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_CONTROL_EXTRA
    "${CMAKE_BINARY_DIR}/shlibs" "${CMAKE_BINARY_DIR}/triggers")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_CONTROL_STRICT_PERMISSION ON)

# Each package has its own copy of the licences.
foreach(component name IN ZIP_LISTS CPACK_COMPONENTS_ALL packages)
  set(doc share/doc/${name})
  install(FILES "${deb_copyright}" RENAME copyright DESTINATION ${doc} COMPONENT ${component})
  foreach(notice IN LISTS deb_notices)
    if(IS_DIRECTORY "${notice}")
      install(DIRECTORY "${notice}" DESTINATION ${doc} COMPONENT ${component}
              FILE_PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
    else()
      install(FILES "${notice}" DESTINATION ${doc} COMPONENT ${component})
    endif()
  endforeach()
endforeach()
