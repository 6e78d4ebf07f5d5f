/* The interpreter as a library, for a process in which coverage guides the choice of programs. */
#include "run.h"

#include <stdlib.h>
#include <string.h>

const char *fuzz_function_name(size_t i);
int fuzz_bytes(const fuzz_api *api, const uint8_t *bytes, size_t length);

/* The functions in the order of the table; NULL after the last. */
const char *fuzz_function_name(size_t i)
{
  static const char *const names[] = {
#define FUZZ_NAME(name) "ffo_" #name,
    FUZZ_FUNCTIONS(FUZZ_NAME)
#undef FUZZ_NAME
  };
  return i < sizeof names / sizeof *names ? names[i] : NULL;
}

/* Runs one program, with whatever runs before it have left in the ledger; aborts on a finding. One lane
 * only: with threads the same program would not always take the same branches. */
int fuzz_bytes(const fuzz_api *api, const uint8_t *bytes, size_t length)
{
  static world here;
  program program;
  program_from_bytes(&program, bytes, length);
  memset(&here, 0, sizeof here);
  here.in_process = true;
  world_run(&here, api, &program);
  world_close(&here);
  return 0;
}
