# Builds the project consumer/ for FFO_TARGET, in FOLDER, against the install tree PREFIX, and runs it.

cmake_policy(VERSION 3.20)

file(REMOVE_RECURSE "${FOLDER}")
file(COPY "${CMAKE_CURRENT_LIST_DIR}/consumer/" DESTINATION "${FOLDER}/source")
if(FFO_TARGET STREQUAL "msvc")
  set(TOOLCHAIN "${CMAKE_CURRENT_LIST_DIR}/msvc.cmake")
endif()

function(run)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY "${FOLDER}" COMMAND_ERROR_IS_FATAL ANY)
endfunction()

run(${CMAKE_COMMAND} -S source -B build -G Ninja -DCMAKE_TOOLCHAIN_FILE=${TOOLCHAIN} -DFFO_PREFIX=${PREFIX}
    -DFfiOwnership_DIR=${PREFIX}/lib/cmake/FfiOwnership -DUCRT=${MINGW}/lib/libucrt.a)
run(${CMAKE_COMMAND} --build build)

execute_process(COMMAND ${EMULATOR} build/hello.exe WORKING_DIRECTORY "${FOLDER}"
                OUTPUT_VARIABLE output COMMAND_ERROR_IS_FATAL ANY)
string(REPLACE "\r" "" output "${output}")
if(NOT output STREQUAL "hello\nFFO_E_DOUBLE_FREE\n")
  message(FATAL_ERROR "It printed\n${output}")
endif()

# It asks for the DLL by name, and for nothing that came with MinGW.
execute_process(COMMAND ${READOBJ} --coff-imports build/hello.exe WORKING_DIRECTORY "${FOLDER}"
                OUTPUT_VARIABLE imports COMMAND_ERROR_IS_FATAL ANY)
if(NOT imports MATCHES "Name: ffi_ownership[.]dll" OR imports MATCHES "Name: lib")
  message(FATAL_ERROR "${imports}")
endif()
