#include "together.h"

#include "measure.h"

#include <pthread.h>
#include <sched.h>

enum { MOST_THREADS = 64, SPINS = 256 };

typedef struct runner {
  pthread_t thread;
  pthread_barrier_t *barrier;
  places places;
  size_t count;
  void (*prepare)(void *context, size_t index);
  void (*work)(void *context, size_t index);
  void *context;
  size_t index;
  double start, end;
} runner;

/* The first thread has the first processor that is allowed, the last thread the last: neighbours
 * may be the two halves of one core. */
static void pin(size_t index, size_t count)
{
  cpu_set_t allowed;
  CHECK(sched_getaffinity(0, sizeof allowed, &allowed) == 0);
  const size_t processors = (size_t)CPU_COUNT(&allowed);
  size_t left = count > 1 ? index * (processors - 1) / (count - 1) : 0;
  size_t processor = 0;
  while (!CPU_ISSET(processor, &allowed) || left-- > 0) {
    processor++;
  }
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(processor, &one);
  CHECK(sched_setaffinity(0, sizeof one, &one) == 0);
}

static void *run(void *argument)
{
  runner *it = argument;
  if (it->places == PINNED) {
    pin(it->index, it->count);
  }
  if (it->prepare != NULL) {
    it->prepare(it->context, it->index);
  }
  pthread_barrier_wait(it->barrier);
  it->start = now();
  it->work(it->context, it->index);
  it->end = now();
  return NULL;
}

double run_together(size_t count, places places, void (*prepare)(void *context, size_t index),
                    void (*work)(void *context, size_t index), void *context)
{
  static runner runners[MOST_THREADS];
  pthread_barrier_t barrier;
  CHECK(count > 0 && count <= MOST_THREADS);
  CHECK(pthread_barrier_init(&barrier, NULL, (unsigned)count) == 0);
  for (size_t i = 0; i < count; i++) {
    runners[i] = (runner){ .barrier = &barrier,
                           .places = places,
                           .count = count,
                           .prepare = prepare,
                           .work = work,
                           .context = context,
                           .index = i };
    CHECK(pthread_create(&runners[i].thread, NULL, run, &runners[i]) == 0);
  }

  for (size_t i = 0; i < count; i++) {
    CHECK(pthread_join(runners[i].thread, NULL) == 0);
  }
  double start = runners[0].start;
  double end = runners[0].end;
  for (size_t i = 1; i < count; i++) {
    start = runners[i].start < start ? runners[i].start : start;
    end = runners[i].end > end ? runners[i].end : end;
  }
  pthread_barrier_destroy(&barrier);
  return end - start;
}

void wait_a_little(unsigned *turns)
{
  if (++*turns % SPINS == 0) {
    sched_yield();
  }
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}
