/* The first calls of a process come from many threads at once. */
#include "ledger.h"
#include "threads.h"

enum { THREADS = 8 };

static char *made[THREADS];

static void work(team *team, size_t number)
{
  (void)team;
  made[number] = ffo_string_new("among the first", NULL);
  CHECK_TEXT(made[number], "among the first");
}

int main(void)
{
  team_run(THREADS, work, NULL);
  CHECK_EQUAL(ledger_look().live_blocks, THREADS);
  for (size_t i = 0; i < THREADS; i++) {
    CHECK_OK(ffo_string_free(made[i]));
  }
  CHECK_BALANCED();
  return 0;
}
