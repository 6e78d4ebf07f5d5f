/* Thousands of short threads, each of which makes a block that lives on, fails once, and ends. Main
 * frees the blocks: a thread that has ended leaves nothing behind, so memory stays bounded. */
#include "ledger.h"
#include "memory.h"
#include "threads.h"

static void *short_life(void *argument)
{
  char **left = argument;
  *left = ffo_string_new("an heirloom", NULL);
  CHECK(*left != NULL);
  CHECK_STATUS(ffo_string_free(*left + 1), FFO_E_INTERIOR_POINTER);
  CHECK_OK(ffo_config_free(ffo_config_new(1, 2, NULL)));
  return NULL;
}

static void run(size_t threads)
{
  for (size_t i = 0; i < threads; i++) {
    pthread_t thread;
    char *left = NULL;
    CHECK_EQUAL(pthread_create(&thread, NULL, short_life, &left), 0);
    CHECK_EQUAL(pthread_join(thread, NULL), 0);
    CHECK_TEXT(left, "an heirloom");
    CHECK_OK(ffo_string_free(left));
  }
}

int main(void)
{
  const size_t threads = EMULATED ? 200 : rounds(10000, 200); /* qemu keeps 300 KB of each */
  run(threads / 4); /* a warm-up: after it nothing may grow */
  const ffo_stats before = ledger_look();
  const size_t resident = resident_bytes();
  run(threads);

  /* The kernel may know a thread for a moment after it was joined: then the next one gets a record and
   * slabs of its own. That makes a few of them, and not one for each thread. */
  const size_t few = 16 * (2 * 64 + 8) * 1024;
  CHECK(ledger_look().reserved_bytes <= before.reserved_bytes + few);
  CHECK(RUNNING_ON_VALGRIND || EMULATED || resident_bytes() <= resident + 2 * few);
  CHECK_BALANCED();
  return 0;
}
