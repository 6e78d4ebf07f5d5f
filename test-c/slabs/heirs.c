/* Thousands of threads come and go. Each leaves one block, which lives on, and says nothing as it ends;
 * or makes blocks and frees them all. What they had is taken over: at the end, when the blocks are
 * freed, neither the library nor the process holds more than before. */
#include "bytes.h"
#include "ledger.h"
#include "memory.h"
#include "threads.h"

#ifdef _WIN32
enum { THREADS = 2000 }; /* Wine takes milliseconds for each. */
#else
enum { THREADS = 20000 };
#endif
enum { REMEMBERED = 65536 };

static char *left[2 * REMEMBERED];

static void *leave_one(void *argument)
{
  *(char **)argument = ffo_string_new("an heirloom", NULL);
  return NULL;
}

static void *leave_nothing(void *argument)
{
  char *blocks[8];
  (void)argument;
  for (size_t i = 0; i < 8; i++) {
    blocks[i] = bytes_new((size_t)20 << i);
  }
  for (size_t i = 0; i < 8; i++) {
    CHECK_OK(bytes_free(blocks[i]));
  }
  return NULL;
}

static void free_left(size_t count)
{
  for (size_t i = 0; i < count; i++) {
    CHECK_OK(ffo_string_free(left[i]));
    left[i] = NULL;
  }
}

static void run(size_t threads, void *(*life)(void *argument))
{
  for (size_t i = 0; i < threads; i++) {
    pthread_t thread;
    CHECK_EQUAL(pthread_create(&thread, NULL, life, &left[i]), 0);
    CHECK_EQUAL(pthread_join(thread, NULL), 0);
  }
  free_left(threads);
}

static void check_life(void *(*life)(void *argument))
{
  run(100, life);
  const uint64_t reserved = ledger_look().reserved_bytes;
  const size_t resident = resident_bytes();
  const size_t threads = EMULATED ? 200 : rounds(THREADS, 200); /* qemu keeps 300 KB of each */
  run(threads, life);
  printf("%zu threads: reserved %" PRIu64 " bytes, then %" PRIu64 "; resident %zu, then %zu\n",
         threads, reserved, ledger_look().reserved_bytes, resident, resident_bytes());
  /* Some threads of which the end is noticed late, each with a slab of each size. */
  CHECK(ledger_look().reserved_bytes <= reserved + 2 * 1024 * 1024);
  CHECK(RUNNING_ON_VALGRIND || EMULATED || resident_bytes() <= resident + 2 * 1024 * 1024);
  CHECK_BALANCED();
}

static void leave_large(team *team, size_t number)
{
  left[number] = bytes_new(5000);
  team_meet(team);
}

/* Threads that lived at one time leave a slab each with a single block in it: the next blocks of
 * another thread come from there. */
static void check_slabs_are_inherited(void)
{
  enum { MORE = 400, SLAB = 256 * 1024 };
  static char *more[MORE];
  team_run(TEAM_MOST, leave_large, NULL);
  const ffo_stats before = ledger_look();
  for (size_t i = 0; i < MORE; i++) {
    more[i] = bytes_new(5000);
  }
  CHECK(before.heap != FFO_HEAP_SLAB ||
        ledger_look().reserved_bytes <= before.reserved_bytes + SLAB);
  for (size_t i = 0; i < MORE; i++) {
    CHECK_OK(bytes_free(more[i]));
  }
  for (size_t i = 0; i < TEAM_MOST; i++) {
    CHECK_OK(bytes_free(left[i]));
    left[i] = NULL;
  }
  CHECK_BALANCED();
}

int main(void)
{
  check_slabs_are_inherited();

  /* Entries are for ever, and the system heap remembers so many freed addresses. */
  const size_t count = 2 * REMEMBERED;
  for (size_t i = 0; i < count; i++) {
    left[i] = ffo_string_new("an heirloom", NULL);
  }
  free_left(count);
  check_life(leave_nothing);
  check_life(leave_one);
  return 0;
}
