# Disassembles LIBRARY's fast_... with OBJDUMP, as SOURCE lists them, and the entries that call them, which may stand in ENTRIES,
# another file. If these are object files, a jump that leaves a method has a relocation behind it. The methods run while the garbage collector takes their thread to be outside of managed code,
# so they may call nothing, jump nowhere else, and have no thread-local variables.

cmake_policy(VERSION 3.20)

file(STRINGS ${SOURCE} calls REGEX "^[A-Z]+_CALL.ffo_")
foreach(call IN LISTS calls)
  string(REGEX REPLACE "^[A-Z]+_CALL.ffo_[a-z0-9_]+, fast_([a-z0-9_]+),.*" "\\1" name "${call}")
  list(APPEND names ${name})
endforeach()
list(LENGTH names count)
if(count LESS 20)
  message(FATAL_ERROR "only ${count} fast calls were found in ${SOURCE}")
endif()

function(refuse name pattern what text)
  string(REGEX MATCH "[^\n]*${pattern}[^\n]*" line "${text}")
  if(line)
    message(FATAL_ERROR "fast_${name} ${what}: ${line}")
  endif()
endfunction()

if(NOT ENTRIES)
  set(ENTRIES ${LIBRARY})
endif()
foreach(name IN LISTS names)
  execute_process(COMMAND ${OBJDUMP} --disassemble=fast_${name} -r --no-show-raw-insn ${LIBRARY}
                  OUTPUT_VARIABLE text COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "\n +[0-9a-f]+:\t" addresses "${text}")
  list(LENGTH addresses count)
  if(count LESS 2) # some only say "not here": short texts, for a processor that may tag memory
    message(FATAL_ERROR "fast_${name} is not there")
  endif()
  list(GET addresses 0 first)
  list(GET addresses -1 last)
  string(REGEX REPLACE "[^0-9a-f]" "" first "${first}")
  string(REGEX REPLACE "[^0-9a-f]" "" last "${last}")

  execute_process(COMMAND ${OBJDUMP} --disassemble=ffo_${name} -r --no-show-raw-insn ${ENTRIES}
                  OUTPUT_VARIABLE entry COMMAND_ERROR_IS_FATAL ANY)
  if(NOT entry MATCHES "[<\t]fast_${name}[>\n]")
    message(FATAL_ERROR "ffo_${name} does not call fast_${name}")
  endif()
  refuse(${name} "__tls_get_addr" "has an entry that calls for its thread-local variables" "${entry}")

  # x64 and arm64. A jump to an address that stands in a register or in memory may lead anywhere.
  refuse(${name} "\t(call|syscall|bl|blr|svc)[ \t]" "calls" "${text}")
  refuse(${name} "\t(jmp +[*]|br[ \t])" "jumps elsewhere" "${text}")
  refuse(${name} "\tj[a-z]+ [^\n]*\n\t\t\t[0-9a-f]+: " "jumps elsewhere" "${text}")
  refuse(${name} "(%[fg]s:|tpidr)" "has a thread-local variable" "${text}")
  string(REGEX MATCHALL "\t(j[a-z]+|b|b[.][a-z]+|cbn?z|tbn?z)[ \t][^\n]*<" jumps "${text}")
  foreach(jump IN LISTS jumps)
    string(REGEX REPLACE ".*[ \t]([0-9a-f]+) <" "\\1" target "${jump}")
    math(EXPR before "0x${target} - 0x${first}")
    math(EXPR behind "0x${last} - 0x${target}")
    if(before LESS 0 OR behind LESS 0)
      message(FATAL_ERROR "fast_${name} jumps elsewhere: ${jump}")
    endif()
  endforeach()
endforeach()
