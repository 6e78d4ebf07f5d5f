# Counts the instructions that each function of a pair runs where nothing fails, with those of the
# stand-ins that it calls, which are the same for both.
#
# An owner may add 12 for each owner or guard in the function, and no call. What it does need: it is
# kept in memory where an exception would find it (a store or two), another register is saved for
# that (two), it is asked whether it is empty before it ends (two), a box whether its type is
# registered (two, each time). Measured with GCC 12: 0 to 7 for a whole function, with clang 14: -2
# to 19. A call through this library's boundary is some fifty instructions.

set(each 12)
set(owners_in_string 1)
set(owners_in_string_status 1)
set(owners_in_string_moved 2)
set(owners_in_string_freed 1)
set(owners_in_config 1)
set(owners_in_box 2)
set(owners_in_vec 1)
set(owners_in_vec_status 1)
set(owners_in_handle 3)
set(owners_in_handle_status 3)
set(owners_in_handle_of_vec 3)
set(owners_in_weak_handle 3)

set(counts ${PROGRAM}.callgrind)
execute_process(COMMAND ${VALGRIND} --tool=callgrind --callgrind-out-file=${counts} ${PROGRAM}
                ERROR_VARIABLE errors OUTPUT_VARIABLE errors RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "callgrind ended with ${status}: ${errors}")
endif()
execute_process(COMMAND ${ANNOTATE} --inclusive=yes --threshold=100 --auto=no ${counts}
                OUTPUT_VARIABLE table COMMAND_ERROR_IS_FATAL ANY)

# A line of the table: 1,234 ( 0.01%)  file:function [object]
function(instructions_of name result)
  if(NOT table MATCHES "\n *([0-9,]+) [(][^\n]*:${name} ")
    message(FATAL_ERROR "${name} is not in the table:\n${table}")
  endif()
  string(REPLACE "," "" count "${CMAKE_MATCH_1}")
  set(${result} ${count} PARENT_SCOPE)
endfunction()

file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/pairs.h pairs REGEX "^  PAIR[(][a-z_]+[)]")
set(too_many 0)
foreach(pair IN LISTS pairs)
  string(REGEX REPLACE ".*PAIR[(]([a-z_]+)[)].*" "\\1" pair "${pair}")
  instructions_of(by_hand_${pair} by_hand)
  instructions_of(owner_${pair} owner)
  math(EXPR most "${by_hand} + ${each} * ${owners_in_${pair}}")
  message("${pair}: by hand ${by_hand}, owner ${owner}, at most ${most}")
  if(owner GREATER most)
    set(too_many 1)
  endif()
endforeach()
if(too_many)
  message(FATAL_ERROR "an owner costs more than it may")
endif()
