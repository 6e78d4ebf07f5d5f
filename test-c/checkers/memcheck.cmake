# Valgrind's memcheck.

foreach(program IN ITEMS leak read_after_free uninitialised write_past_end)
  ffo_add_program(checkers.${program} ${program}.c)
endforeach()

set(memcheck ${FFO_VALGRIND} --leak-check=full --show-leak-kinds=definite,indirect,possible
             --suppressions=${FFO_SUPPRESSIONS})
set(pid "==[0-9]+==")
set(at_place "${pid}    at [^\n]*: main [(]PLACE[)]\n")

ffo_must_report(valgrind leak leak
                "5 bytes in 1 blocks are definitely lost[^\n]*\n"
                "(${pid}    [^\n]*\n)+${pid}    by [^\n]*: lose [(]PLACE[)]"
                COMMAND ${memcheck} $<TARGET_FILE:checkers.leak>)
ffo_must_report(valgrind read_after_free read
                "Invalid read of size 1\n${at_place}"
                "${pid}  Address [^\n]* is 0 bytes inside a block of size 5 free'd"
                COMMAND ${memcheck} $<TARGET_FILE:checkers.read_after_free>)
ffo_must_report(valgrind uninitialised uninitialised
                "Conditional jump or move depends on uninitialised value[^\n]*\n${at_place}"
                COMMAND ${memcheck} $<TARGET_FILE:checkers.uninitialised>)
foreach(kind size IN ZIP_LISTS kinds sizes)
  ffo_must_report(valgrind write_past_end ${kind}
                  "Invalid write of size 1\n${at_place}"
                  "${pid}  Address [^\n]* is 0 bytes after a block of size ${size} alloc'd"
                  COMMAND ${memcheck} $<TARGET_FILE:checkers.write_past_end> ${kind})
endforeach()

ffo_add_program(checkers.no_leak no_leak.c)
ffo_add_test(NAME checkers.no_leak)

ffo_must_choose(valgrind.checkers.heap "heap: system\n$"
                COMMAND ${FFO_VALGRIND} -q $<TARGET_FILE:checkers.chosen_heap>)
ffo_must_choose(valgrind.checkers.heap.slab "${ignored}"
                COMMAND ${FFO_VALGRIND} -q $<TARGET_FILE:checkers.chosen_heap> ENV FFO_HEAP=slab)
