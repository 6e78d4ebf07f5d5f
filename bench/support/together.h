/* Threads that start at once, and rings that carry blocks between two of them. */
#ifndef BENCH_TOGETHER_H
#define BENCH_TOGETHER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/* Where threads run: where the system puts them, or each on a processor of its own, spread over
 * those that the process may use. */
typedef enum places { WANDERING, PINNED } places;

/* Runs work(context, index) on each of count threads. Each has prepare(context, index) run before
 * that, unless it is NULL. Gives the nanoseconds from the first start to the last end. */
double run_together(size_t count, places places, void (*prepare)(void *context, size_t index),
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

/* All of the blocks, in one step, or none: there is no room for them. */
static inline bool ring_put(ring *ring, void *const *blocks, size_t count)
{
  const size_t put = atomic_load_explicit(&ring->put, memory_order_relaxed);
  if (put + count - ring->taken_seen > RING_SIZE) {
    ring->taken_seen = atomic_load_explicit(&ring->taken, memory_order_acquire);
    if (put + count - ring->taken_seen > RING_SIZE) {
      return false;
    }
  }
  for (size_t i = 0; i < count; i++) {
    ring->places[(put + i) % RING_SIZE] = blocks[i];
  }
  atomic_store_explicit(&ring->put, put + count, memory_order_release);
  return true;
}

/* So many blocks, or none: there are not so many yet. */
static inline bool ring_take(ring *ring, void **blocks, size_t count)
{
  const size_t taken = atomic_load_explicit(&ring->taken, memory_order_relaxed);
  if (ring->put_seen - taken < count) {
    ring->put_seen = atomic_load_explicit(&ring->put, memory_order_acquire);
    if (ring->put_seen - taken < count) {
      return false;
    }
  }
  for (size_t i = 0; i < count; i++) {
    blocks[i] = ring->places[(taken + i) % RING_SIZE];
  }
  atomic_store_explicit(&ring->taken, taken + count, memory_order_release);
  return true;
}

/* Nothing to do just now: the other thread may need this core. */
void wait_a_little(unsigned *turns);

#endif
