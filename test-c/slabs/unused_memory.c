/* Small blocks without number are made and freed: by the thread that made them, by another one, of threads that have ended or are idle.
 * A moment later, at the next call that takes its time, the process is nearly as small as before, entries included. Late second frees are
 * told all the same, and what is made of the memory again is whole. */
#include "bytes.h"
#include "hasty_clock.h"
#include "ledger.h"
#include "memory.h"
#include "threads.h"

enum { MEGABYTE = 1 << 20, MOST = 2400000 };

static char *blocks[MOST];

typedef struct stage {
  size_t size;
  size_t count;
  pthread_barrier_t *made; /* where the maker waits while the blocks are freed; NULL: it ends */
  bool frees_some;
} stage;

static void make(size_t size, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    blocks[i] = bytes_new(size);
    memset(blocks[i], (char)i, size);
  }
}

/* Not in the order in which they were made. */
static void free_all(size_t size, size_t count)
{
  for (size_t start = 0; start < 97; start++) {
    for (size_t i = start; i < count; i += 97) {
      if (blocks[i] != NULL) {
        CHECK(size == 0 || (blocks[i][0] == (char)i && blocks[i][size - 1] == (char)i));
        CHECK_OK(bytes_free(blocks[i]));
      }
    }
  }
}

static void *live(void *argument)
{
  const stage *stage = argument;
  make(stage->size, stage->count);
  for (size_t i = 0; stage->frees_some && i < stage->count; i += 4096) {
    CHECK_OK(bytes_free(blocks[i]));
    blocks[i] = NULL;
  }
  if (stage->made != NULL) {
    pthread_barrier_wait(stage->made);
    pthread_barrier_wait(stage->made);
    CHECK_OK(bytes_free(bytes_new(stage->size)));
  }
  return NULL;
}

/* More blocks than a thread can have at hand, of a size that is used here only: a slab is needed for them. What was not used between
 * two such moments goes home. */
static void take_time(void)
{
  static char *few[40];
  for (int i = 0; i < 3; i++) {
    atomic_fetch_add(&hasty_clock_ahead, 200);
    for (size_t j = 0; j < 40; j++) {
      few[j] = bytes_new(30000);
    }
    for (size_t j = 0; j < 40; j++) {
      CHECK_OK(bytes_free(few[j]));
    }
  }
}

static void check_small(const char *when, size_t size, uint64_t reserved, size_t resident)
{
  take_time();
  const uint64_t reserved_now = ledger_look().reserved_bytes;
  const size_t resident_now = resident_bytes();
  printf("%6zu bytes each, %s: reserved %" PRIu64 ", then %" PRIu64 "; resident %zu, then %zu\n",
         size, when, reserved, reserved_now, resident, resident_now);
  CHECK(reserved_now <= reserved + 4 * MEGABYTE);
  CHECK(resident_now <= resident + 4 * MEGABYTE);
}

static void run(const char *when, stage stage, bool is_own, bool is_idle)
{
  pthread_barrier_t made;
  pthread_t thread;
  const uint64_t reserved = ledger_look().reserved_bytes;
  const size_t resident = resident_bytes();
  if (is_own) {
    make(stage.size, stage.count);
  } else {
    CHECK_EQUAL(pthread_barrier_init(&made, NULL, 2), 0);
    stage.made = is_idle ? &made : NULL;
    CHECK_EQUAL(pthread_create(&thread, NULL, live, &stage), 0);
    if (is_idle) {
      pthread_barrier_wait(&made);
    } else {
      CHECK_EQUAL(pthread_join(thread, NULL), 0);
    }
  }
  free_all(stage.size, stage.count);
  check_small(when, stage.size, reserved, resident);
  for (size_t i = 0; i < stage.count; i += 997) {
    if (blocks[i] != NULL) {
      CHECK_STATUS(bytes_free(blocks[i]), FFO_E_DOUBLE_FREE);
    }
  }
  if (!is_own && is_idle) {
    pthread_barrier_wait(&made);
    CHECK_EQUAL(pthread_join(thread, NULL), 0);
  }
}

typedef struct parent {
  ffo_config *config;
  char *name;
} parent;

static int compare_parents(const void *left, const void *right)
{
  const char *const one = (const char *)((const parent *)left)->config;
  const char *const other = (const char *)((const parent *)right)->config;
  return (one > other) - (one < other);
}

/* A name that was lost when its config was freed is no new config's, although that has the former one's place, and the former one's entry
 * has gone back to the system in between. */
static void check_orphans(void)
{
  enum { PARENTS = 30000 };
  static parent former[PARENTS];
  size_t found = 0;
  for (size_t i = 0; i < PARENTS; i++) {
    former[i].config = ffo_config_new(1, 2, NULL);
    CHECK_OK(ffo_config_set_name(former[i].config, "lost"));
    former[i].name = former[i].config->name;
    former[i].config->name = NULL;
  }
  for (size_t i = 0; i < PARENTS; i++) {
    CHECK_OK(ffo_config_free(former[i].config));
  }
  take_time();
  qsort(former, PARENTS, sizeof *former, compare_parents);
  for (size_t i = 0; i < PARENTS; i++) {
    const parent wanted = { .config = ffo_config_new(1, 2, NULL) };
    const parent *same = bsearch(&wanted, former, PARENTS, sizeof *former, compare_parents);
    if (same != NULL) {
      found++;
      wanted.config->name = same->name;
      CHECK_STATUS(ffo_config_free(wanted.config), FFO_E_NOT_OWNED);
      wanted.config->name = NULL;
    }
    blocks[i] = (char *)wanted.config;
  }
  printf("%zu of %d configs had the place of a former one\n", found, PARENTS);
  CHECK(found > PARENTS / 2);
  for (size_t i = 0; i < PARENTS; i++) {
    CHECK_OK(ffo_config_free((ffo_config *)(void *)blocks[i]));
  }
}

int main(int count, char **arguments)
{
  if (count > 1 && strcmp(arguments[1], "orphans") == 0) {
    check_orphans();
    return 0;
  }
  static const size_t sizes[] = { 1, 15, 23, 31, 47, 63, 100, 255, 1000, 4000, 20000 };
  /* The C library has its own memory of threads. */
  stage warm = { .size = 1, .count = 1 };
  memset(blocks, 1, sizeof blocks);
  run("first", warm, false, false);
  run("first", warm, true, false);
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    const size_t count = rounds(32, 1) * MEGABYTE / (sizes[i] + 16);
    stage stage = { .size = sizes[i], .count = count };
    run("own", stage, true, false);
    run("of an ended thread", stage, false, false);
    run("of an idle thread", stage, false, true);
    stage.frees_some = true;
    run("of an idle thread, which has freed some", stage, false, true);
  }
  CHECK_BALANCED();
  return 0;
}
