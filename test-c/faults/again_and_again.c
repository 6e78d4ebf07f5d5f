/* No allocation succeeds for a long time, on several threads at once: each creation is refused as the first one was, nothing is
 * left of it, and memory does not grow. Then there is memory again, and everything works. The library learns of each failure by an
 * exception of its runtime, so garbage is collected meanwhile, also while other threads wait for a lock. */
#include "bytes.h"
#include "faults.h"
#include "memory.h"
#include "threads.h"

enum { THREADS = 4, REFUSALS = 10000, MOST_BLOCKS = 100000, LARGE = 300000 };

typedef struct kept {
  char *strings[MOST_BLOCKS];
  size_t count;
} kept;

/* What is free in the slabs that there are can still be handed out. */
static void use_up(kept *kept)
{
  ffo_status status = FFO_OK;
  while (status == FFO_OK) {
    CHECK(kept->count < MOST_BLOCKS);
    char *string = ffo_string_new("one of those that there is room for", &status);
    if (status == FFO_OK) {
      kept->strings[kept->count++] = string;
    }
  }
  CHECK_STATUS(status, FFO_E_OUT_OF_MEMORY);
}

static void check_refused(const void *owner, ffo_status status)
{
  CHECK(owner == NULL);
  CHECK_STATUS(status, FFO_E_OUT_OF_MEMORY);
  CHECK_STATUS(ffo_last_error(), FFO_E_OUT_OF_MEMORY);
}

static void be_refused(void)
{
  ffo_status status = FFO_OK;
  char *string = ffo_string_new("one of those that there is room for", &status);
  check_refused(string, status);
  char *large = bytes_try_new(LARGE, &status);
  check_refused(large, status);
}

/* Reading it takes memory. */
static size_t resident_now(void)
{
  CHECK(faults_disarm());
  const size_t resident = resident_bytes();
  faults_arm_all();
  return resident;
}

static void work(team *team, size_t number)
{
  kept *kept = (struct kept *)team->shared + number;
  CHECK_OK(ffo_string_free(ffo_string_new("this thread has a heap", NULL)));
  team_meet(team);
  faults_arm_all();
  use_up(kept);
  for (size_t i = 0; i < rounds(REFUSALS / 10, 20); i++) {
    be_refused();
  }
  team_meet(team);
  const size_t resident = resident_now();
  for (size_t i = 0; i < rounds(REFUSALS, 100); i++) {
    be_refused();
  }
  CHECK_OK(ffo_validate());
  CHECK(faults_disarm());
  CHECK(RUNNING_ON_VALGRIND || EMULATED || resident_bytes() <= resident + (4 << 20));
  team_meet(team);

  char *string = ffo_string_new("memory again", NULL);
  CHECK_TEXT(string, "memory again");
  CHECK_OK(ffo_string_free(string));
  CHECK_OK(bytes_free(bytes_new(LARGE)));
  for (size_t i = 0; i < kept->count; i++) {
    CHECK_OK(ffo_string_free(kept->strings[i]));
  }
}

int main(void)
{
  static kept kept[THREADS];
  faults_disarm();
  team_run(THREADS, work, kept);
  CHECK_BALANCED();
  return 0;
}
