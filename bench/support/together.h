/* Threads that start at once, and rings that carry blocks between two of them. */
#ifndef BENCH_TOGETHER_H
#define BENCH_TOGETHER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/* Runs work(context, index) on each of count threads. Each has prepare(context, index) run before
 * that, unless it is NULL. Gives the nanoseconds from the first start to the last end. */
double run_together(size_t count, void (*prepare)(void *context, size_t index),
                    void (*work)(void *context, size_t index), void *context);

enum { RING_SIZE = 1024, LINE = 64 };

/* One thread puts, one takes. Each keeps what it last saw of the other's index, so that it looks at
 * the other's cache line only when the ring seems full or empty. */
typedef struct ring {
  _Alignas(LINE) atomic_size_t put;
  size_t taken_seen;
  _Alignas(LINE) atomic_size_t taken;
  size_t put_seen;
  _Alignas(LINE) void *places[RING_SIZE];
} ring;

static inline bool ring_put(ring *ring, void *block)
{
  const size_t put = atomic_load_explicit(&ring->put, memory_order_relaxed);
  if (put - ring->taken_seen == RING_SIZE) {
    ring->taken_seen = atomic_load_explicit(&ring->taken, memory_order_acquire);
    if (put - ring->taken_seen == RING_SIZE) {
      return false;
    }
  }
  ring->places[put % RING_SIZE] = block;
  atomic_store_explicit(&ring->put, put + 1, memory_order_release);
  return true;
}

/* NULL: the ring is empty. */
static inline void *ring_take(ring *ring)
{
  const size_t taken = atomic_load_explicit(&ring->taken, memory_order_relaxed);
  if (taken == ring->put_seen) {
    ring->put_seen = atomic_load_explicit(&ring->put, memory_order_acquire);
    if (taken == ring->put_seen) {
      return NULL;
    }
  }
  void *block = ring->places[taken % RING_SIZE];
  atomic_store_explicit(&ring->taken, taken + 1, memory_order_release);
  return block;
}

/* Nothing to do just now: the other thread may need this core. */
void wait_a_little(unsigned *turns);

#endif
