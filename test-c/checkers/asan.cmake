# AddressSanitizer with its leak checker: the same programs, compiled with it.

set(environment "ASAN_OPTIONS=detect_leaks=1:fast_unwind_on_malloc=0"
                "LSAN_OPTIONS=suppressions=${FFO_PREFIX}/share/ffi-ownership/lsan.supp")

function(ffo_add_asan_program name)
  ffo_add_program(${name} ${ARGN})
  target_compile_options(${name} PRIVATE -fsanitize=address)
  target_link_options(${name} PRIVATE -fsanitize=address)
endfunction()

foreach(program IN ITEMS leak read_after_free write_past_end)
  ffo_add_asan_program(checkers.${program}.asan ${program}.c)
endforeach()

set(at_place "    #0 [^\n]* in main [^\n]*PLACE")

ffo_must_report(asan leak leak
                "Direct leak of 5 byte[(]s[)][^\n]*\n"
                "(    #[^\n]*\n)*    #[0-9]+ [^\n]* in lose [^\n]*PLACE"
                COMMAND checkers.leak.asan ENV ${environment})
ffo_must_report(asan read_after_free read
                "heap-use-after-free[^\n]*\nREAD of size 1[^\n]*\n${at_place}"
                COMMAND checkers.read_after_free.asan ENV ${environment})
foreach(kind size IN ZIP_LISTS kinds sizes)
  ffo_must_report(asan write_past_end ${kind}
                  "heap-buffer-overflow[^\n]*\nWRITE of size 1[^\n]*\n${at_place}"
                  ".*0 bytes to the right of ${size}-byte region"
                  COMMAND checkers.write_past_end.asan ${kind} ENV ${environment})
endforeach()

# Correct programs stay silent.
foreach(suite IN ITEMS adopted boxes configs forgotten handles strings vecs)
  ffo_add_asan_program(checkers.${suite}.asan ../lifecycle/${suite}.c)
  target_link_libraries(checkers.${suite}.asan PRIVATE ${FFO_CMOCKA})
  add_test(NAME asan.lifecycle.${suite} COMMAND checkers.${suite}.asan)
  set_tests_properties(asan.lifecycle.${suite} PROPERTIES
                       LABELS asan TIMEOUT 120 ENVIRONMENT "${environment}")
endforeach()

ffo_add_asan_program(checkers.chosen_heap.asan chosen_heap.c)
ffo_must_choose(asan.checkers.heap "heap: system\n$"
                COMMAND checkers.chosen_heap.asan ENV ${environment})
ffo_must_choose(asan.checkers.heap.slab "${ignored}"
                COMMAND checkers.chosen_heap.asan ENV ${environment} FFO_HEAP=slab)
