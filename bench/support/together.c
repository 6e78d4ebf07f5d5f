#include "together.h"

#include "measure.h"

#include <pthread.h>
#include <sched.h>

enum { MOST_THREADS = 64, SPINS = 256 };

typedef struct runner {
  pthread_t thread;
  pthread_barrier_t *barrier;
  void (*prepare)(void *context, size_t index);
  void (*work)(void *context, size_t index);
  void *context;
  size_t index;
  double start, end;
} runner;

static void *run(void *argument)
{
  runner *it = argument;
  if (it->prepare != NULL) {
    it->prepare(it->context, it->index);
  }
  pthread_barrier_wait(it->barrier);
  it->start = now();
  it->work(it->context, it->index);
  it->end = now();
  return NULL;
}

double run_together(size_t count, void (*prepare)(void *context, size_t index),
                    void (*work)(void *context, size_t index), void *context)
{
  static runner runners[MOST_THREADS];
  pthread_barrier_t barrier;
  CHECK(count > 0 && count <= MOST_THREADS);
  CHECK(pthread_barrier_init(&barrier, NULL, (unsigned)count) == 0);
  for (size_t i = 0; i < count; i++) {
    runners[i] = (runner){
      .barrier = &barrier, .prepare = prepare, .work = work, .context = context, .index = i
    };
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
