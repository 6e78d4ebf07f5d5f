/* One thread makes blocks, another one frees all of them but one in some thousand, and never makes any. What is kept for them is about what
 * one thread alone would keep; and so it is where the number of live blocks stays the same for ever. */
#include "ledger.h"
#include "threads.h"

enum { BATCH = 4096, LIVE = 100000 };

static char *batch[BATCH];
static char *survivors[BATCH * 16];
static char *live[LIVE];
static size_t kept;
static bool is_over;
static pthread_barrier_t barrier;

static char *make(void)
{
  char *string = ffo_string_new("fifteen chars..", NULL);
  CHECK(string != NULL);
  return string;
}

static void free_batch(size_t one_in)
{
  for (size_t i = 0; i < BATCH; i++) {
    if (one_in != 0 && i % one_in == one_in / 2) {
      survivors[kept++] = batch[i];
    } else {
      CHECK_OK(ffo_string_free(batch[i]));
    }
  }
}

static void *free_batches(void *argument)
{
  while (true) {
    pthread_barrier_wait(&barrier);
    if (is_over) {
      return NULL;
    }
    free_batch(*(const size_t *)argument);
    pthread_barrier_wait(&barrier);
  }
}

static uint64_t run(size_t rounds, size_t one_in, bool has_two, void (*fill)(void))
{
  pthread_t thread;
  const uint64_t before = ledger_look().reserved_bytes;
  kept = 0;
  is_over = false;
  CHECK_EQUAL(pthread_barrier_init(&barrier, NULL, 2), 0);
  if (has_two) {
    CHECK_EQUAL(pthread_create(&thread, NULL, free_batches, &one_in), 0);
  }
  for (size_t i = 0; i < rounds; i++) {
    fill();
    if (has_two) {
      pthread_barrier_wait(&barrier);
      pthread_barrier_wait(&barrier);
    } else {
      free_batch(one_in);
    }
  }
  const uint64_t after = ledger_look().reserved_bytes;
  if (has_two) {
    is_over = true;
    pthread_barrier_wait(&barrier);
    CHECK_EQUAL(pthread_join(thread, NULL), 0);
  }
  for (size_t i = 0; i < kept; i++) {
    CHECK_OK(ffo_string_free(survivors[i]));
  }
  return after > before ? after - before : 0;
}

static void fill_new(void)
{
  for (size_t i = 0; i < BATCH; i++) {
    batch[i] = make();
  }
}

/* Blocks here and there are replaced; those that were there are freed. */
static void fill_replaced(void)
{
  static uint64_t random = 88172645463325252;
  for (size_t i = 0; i < BATCH; i++) {
    random ^= random << 13;
    random ^= random >> 7;
    random ^= random << 17;
    char **place = &live[(random >> 20) % LIVE];
    batch[i] = *place;
    *place = make();
  }
}

static void check(const char *what, size_t rounds, size_t one_in, void (*fill)(void))
{
  const uint64_t alone = run(rounds, one_in, false, fill);
  const uint64_t together = run(rounds, one_in, true, fill);
  printf("%s: one thread alone reserves %" PRIu64
         " bytes more, with another one that frees %" PRIu64 "\n",
         what, alone, together);
  CHECK(together <= 2 * alone + (4 << 20));
}

int main(void)
{
  check("all are freed", rounds(400, 3), 0, fill_new);
  check("one of 4096 survives", rounds(400, 3), 4096, fill_new);
  check("one of 256 survives", rounds(400, 3), 256, fill_new);
  for (size_t i = 0; i < LIVE; i++) {
    live[i] = make();
  }
  check("the same number lives", rounds(400, 3), 0, fill_replaced);
  for (size_t i = 0; i < LIVE; i++) {
    CHECK_OK(ffo_string_free(live[i]));
  }
  CHECK_BALANCED();
  return 0;
}
