/* Which heap the library has chosen, and what it said about the environment's wish. */
#include "capture.h"
#include "ledger.h"

int main(void)
{
  capture standard_error;
  capture_begin(&standard_error);
  CHECK_OK(ffo_string_free(ffo_string_new("the library has started", NULL)));
  const char *said = capture_end(&standard_error);
  printf("heap: %s\n%s", ledger_look().heap == FFO_HEAP_SLAB ? "slab" : "system", said);
  return 0;
}
