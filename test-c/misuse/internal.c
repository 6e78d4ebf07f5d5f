/* An exception inside the library becomes a status: here of a fault in it, because an out parameter
 * is no address. Not for memory checkers, which stop at the fault itself. */
#include "refusal.h"

int main(void)
{
  CHECK_REFUSED(
      ffo_stats_get((ffo_stats *)8), FFO_E_INTERNAL,
      "ffo_stats_get: failed inside the library: Object reference not set to an instance of "
      "an object.");
  CHECK_BALANCED();
  return 0;
}
