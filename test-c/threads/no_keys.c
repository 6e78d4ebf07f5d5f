/* The program has taken every thread-specific key there is, but for as many as the argument says.
 * Threads come and go all the same, those with blocks and errors too, and memory stays bounded. */
#include "ledger.h"
#include "memory.h"
#include "threads.h"

enum { BLOCKS = 50, MOST_KEYS = 4096 };

static void *short_life(void *argument)
{
  char *blocks[BLOCKS];
  for (size_t i = 0; i < BLOCKS; i++) {
    blocks[i] = ffo_string_new("a short life", NULL);
  }
  for (size_t i = 0; i < BLOCKS; i++) {
    CHECK_OK(ffo_string_free(blocks[i]));
  }
  CHECK_STATUS(ffo_string_free(blocks[0]), FFO_E_DOUBLE_FREE);
  return argument;
}

static void run(size_t threads)
{
  for (size_t i = 0; i < threads; i++) {
    pthread_t thread;
    CHECK_EQUAL(pthread_create(&thread, NULL, short_life, NULL), 0);
    CHECK_EQUAL(pthread_join(thread, NULL), 0);
  }
}

int main(int count, char **arguments)
{
  static pthread_key_t keys[MOST_KEYS];
  size_t taken = 0;
  while (taken < MOST_KEYS && pthread_key_create(&keys[taken], NULL) == 0) {
    taken++;
  }
  CHECK(taken < MOST_KEYS);
  for (size_t left = count > 1 ? strtoul(arguments[1], NULL, 10) : 0; left != 0; left--) {
    CHECK_EQUAL(pthread_key_delete(keys[--taken]), 0);
  }
  run(EMULATED ? 50 : rounds(1500, 50));
  const uint64_t reserved = ledger_look().reserved_bytes;
  const size_t resident = resident_bytes();
  run(EMULATED ? 100 : rounds(5000, 100)); /* qemu keeps 300 KB of each */

  /* The kernel may know a thread for a moment after it was joined; see churn.c. */
  const size_t few = 16 * (2 * 64 + 8) * 1024;
  CHECK(ledger_look().reserved_bytes <= reserved + few);
  CHECK(RUNNING_ON_VALGRIND || EMULATED || resident_bytes() <= resident + 2 * few);
  CHECK_BALANCED();
  return 0;
}
