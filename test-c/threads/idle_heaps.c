/* What idle threads keep for themselves is used by threads that need it, and is theirs again whenever they wake up: between two
 * calls, in a callback, in their very first call. The clock hurries, so that a thread is idle at once.
 *
 * Each block is full of its own number and is looked at before its free: no slot may be in two hands. */
#include "hasty_clock.h"
#include "ledger.h"
#include "threads.h"
#include "types.h"

enum { WORKERS = 3, HELD = 40, SIZES = 4, BURST = 9000 };

static const size_t sizes[SIZES] = { 16, 48, 200, 3000 };
static ffo_type types[SIZES];
static ffo_type noisy;
static atomic_bool is_over;

typedef struct held {
  uint64_t *block;
  uint64_t content;
  ffo_type type;
  size_t words;
} held;

static held make(size_t kind, uint64_t content)
{
  held held = { .content = content, .type = types[kind], .words = sizes[kind] / sizeof(uint64_t) };
  held.block = ffo_box_new(held.type, NULL);
  CHECK(held.block != NULL);
  for (size_t i = 0; i < held.words; i++) {
    CHECK(held.block[i] == 0);
    held.block[i] = content;
  }
  return held;
}

static void end(held held)
{
  for (size_t i = 0; i < held.words; i++) {
    CHECK_EQUAL(held.block[i], held.content);
  }
  CHECK_OK(ffo_box_free(held.block, held.type));
}

/* Calls the library, and lets others go on, while the call that has called it waits. */
static void drop_noisily(void *block, void *context)
{
  (void)context;
  const held one = make((size_t)(*(uint64_t *)block % SIZES), *(uint64_t *)block);
  sched_yield();
  end(one);
}

static void *be_short(void *argument)
{
  end(make(0, *(uint64_t *)argument));
  return NULL;
}

static void work(size_t number)
{
  held held[HELD] = { { 0 } };
  uint64_t content = number << 32;
  while (!atomic_load_explicit(&is_over, memory_order_relaxed)) {
    for (size_t i = 0; i < HELD; i++) {
      if (held[i].block != NULL) {
        end(held[i]);
      }
      content++;
      held[i] = make(content % SIZES, content);
    }
    if (content % 64 == 0) {
      uint64_t *block = ffo_box_new(noisy, NULL);
      *block = content;
      CHECK_OK(ffo_box_free(block, noisy));
      sched_yield();
    }
    if (content % 256 == 0) {
      CHECK_OK(ffo_thread_detach());
    }
  }
  for (size_t i = 0; i < HELD; i++) {
    if (held[i].block != NULL) {
      end(held[i]);
    }
  }
}

/* Needs slab after slab, and has threads begin. */
static void hunger(void)
{
  static held burst[BURST];
  const size_t all = rounds(100, 3);
  for (size_t round = 0; round < all; round++) {
    const size_t kind = round % SIZES;
    const size_t count = BURST / (kind + 1);
    for (size_t i = 0; i < count; i++) {
      burst[i] = make(kind, (round << 16) + i);
    }
    for (size_t i = 0; i < count; i++) {
      end(burst[i]);
    }
    pthread_t thread;
    uint64_t content = round;
    CHECK_EQUAL(pthread_create(&thread, NULL, be_short, &content), 0);
    end(make(1, round));
    CHECK_EQUAL(pthread_join(thread, NULL), 0);
  }
  atomic_store(&is_over, true);
}

static void play(team *team, size_t number)
{
  (void)team;
  if (number == 0) {
    hunger();
  } else {
    work(number);
  }
}

/* What a thread has freed is used by another one while the first one waits. */
static pthread_barrier_t barrier;
static held freed[BURST];

static void *wait_idly(void *argument)
{
  (void)argument;
  for (size_t i = 0; i < BURST; i++) {
    freed[i] = make(1, i);
  }
  for (size_t i = 0; i < BURST; i += 2) {
    end(freed[i]);
  }
  pthread_barrier_wait(&barrier);
  pthread_barrier_wait(&barrier);
  for (size_t i = 1; i < BURST; i += 2) {
    end(freed[i]);
  }
  end(make(1, 1));
  return NULL;
}

static bool was_freed(const void *block)
{
  for (size_t i = 0; i < BURST; i += 2) {
    if (freed[i].block == block) {
      return true;
    }
  }
  return false;
}

static void check_reuse(void)
{
  static held mine[BURST];
  pthread_t thread;
  size_t count = 0;
  CHECK_EQUAL(pthread_barrier_init(&barrier, NULL, 2), 0);
  CHECK_EQUAL(pthread_create(&thread, NULL, wait_idly, NULL), 0);
  pthread_barrier_wait(&barrier);
  for (size_t i = 0; i < BURST; i++) {
    mine[i] = make(1, i);
    count += was_freed(mine[i].block);
  }
  printf("%zu of %d slots were an idle thread's\n", count, BURST);
  CHECK(count >= BURST / 3);
  pthread_barrier_wait(&barrier);
  for (size_t i = 0; i < BURST; i++) {
    end(mine[i]);
  }
  CHECK_EQUAL(pthread_join(thread, NULL), 0);
}

int main(void)
{
  atomic_store(&hasty_clock_step, 50);
  for (size_t i = 0; i < SIZES; i++) {
    char name[32];
    snprintf(name, sizeof name, "%zu bytes", sizes[i]);
    types[i] = register_type(name, sizes[i], NULL, NULL);
  }
  noisy = register_type("noisy", sizeof(uint64_t), drop_noisily, NULL);
  check_reuse();
  team_run(1 + WORKERS, play, NULL);
  CHECK_BALANCED();
  return 0;
}
