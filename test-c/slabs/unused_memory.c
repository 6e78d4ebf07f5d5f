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

static void free_all(size_t size, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    if (blocks[i] != NULL) {
      CHECK(size == 0 || (blocks[i][0] == (char)i && blocks[i][size - 1] == (char)i));
      CHECK_OK(bytes_free(blocks[i]));
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

/* Two blocks more than a thread can have at hand: the second time a slab is needed. */
static void take_time(void)
{
  for (int i = 0; i < 2; i++) {
    atomic_fetch_add(&hasty_clock_ahead, 200);
    CHECK_OK(ffo_thread_detach());
    CHECK_OK(bytes_free(bytes_new(20000)));
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

int main(void)
{
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
