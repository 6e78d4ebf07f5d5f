/* Pairs of making and freeing, of mixed kinds and sizes: after a warm-up neither what the library
 * reserves nor what the process holds grows. The number of pairs may be given, such as
 * 100000000. */
#include "ledger.h"
#include "memory.h"

static void run(size_t pairs)
{
  static char text[1024];
  memset(text, 'x', sizeof text - 1);
  for (size_t i = 0; i < pairs; i++) {
    switch (i % 4) {
    case 0:
      CHECK_OK(ffo_config_free(ffo_config_new(1, 2, NULL)));
      break;
    case 1:
      CHECK_OK(ffo_handle_release(
          ffo_handle_from_raw(ffo_string_new("handled", NULL), FFO_TYPE_STRING, NULL)));
      break;
    default:
      CHECK_OK(ffo_string_free(ffo_string_from_bytes(text, i * 31 % sizeof text, NULL)));
    }
  }
}

int main(int count, char **arguments)
{
  const size_t pairs = count > 1 ? strtoul(arguments[1], NULL, 10) : rounds(3000000, 60000);
  run(rounds(500000, 150000)); /* the ledger remembers 65,536 freed addresses */
  const uint64_t reserved = ledger_look().reserved_bytes;
  const size_t resident = resident_bytes();
  run(pairs);
  printf("%zu pairs: reserved %" PRIu64 " bytes, then %" PRIu64 "; resident %zu, then %zu\n", pairs,
         reserved, ledger_look().reserved_bytes, resident, resident_bytes());
  CHECK(ledger_look().reserved_bytes <= reserved + 64 * 1024);
  CHECK(RUNNING_ON_VALGRIND || EMULATED || resident_bytes() <= resident + 1024 * 1024);
  CHECK_BALANCED();
  return 0;
}
