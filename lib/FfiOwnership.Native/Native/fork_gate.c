/* A child of fork has one thread, and whatever the others were changing stays half changed. So a forking thread takes all
 * locks of the library first, and opens them afterwards in both processes: what they guard is at rest in the child. This
 * is C, because managed code would wait here for a garbage collection, and a fork that goes on to exec must not.
 *
 * It gives up after a second: a thread may have been killed inside, or it may be the forking thread itself that is inside,
 * in a handler for crashes. What could not be taken the child finds held by another generation, and takes over. */
#define _GNU_SOURCE
#include "fork_gate.h"
#include <pthread.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The layout of ForkGate.Table, in C#. */
typedef struct lock_range {
  char *first;
  uint32_t count;
  uint32_t distance;
} lock_range;

typedef struct lock_table {
  uint32_t *generation;
  uint32_t *last_generation;
  int32_t forker;
  uint32_t count;
  lock_range ranges[];
} lock_table;

#define MARK ((uint32_t)1 << 31)

OWN_HIDDEN void own_fork_gate_open(lock_table *locks);

static lock_table *table;
static uint32_t gate;  /* one thread at a time forks */
static uint32_t stamp; /* what it writes into locks */

/* See ForkGeneration, in C#. */
static uint32_t current_generation(void)
{
  uint32_t current = __atomic_load_n(table->generation, __ATOMIC_ACQUIRE);
  if (current == 0) {
    uint32_t next = __atomic_add_fetch(table->last_generation, 1, __ATOMIC_RELAXED);
    int is_ours = __atomic_compare_exchange_n(table->generation, &current, next, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
    current = is_ours ? next : current;
  }

  return current;
}

int own_fork_gate_is_over(const struct timespec *start)
{
  struct timespec now;
  (void)clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec - start->tv_sec > 1 || (now.tv_sec - start->tv_sec == 1 && now.tv_nsec >= start->tv_nsec);
}

static void take(uint32_t *lock, uint32_t value, const struct timespec *start)
{
  do {
    uint32_t open = 0;
    if (__atomic_compare_exchange_n(lock, &open, value, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
      return;
    }

    (void)sched_yield();
  } while (!own_fork_gate_is_over(start));
}

static void before_fork(void)
{
  if (table == NULL) {
    return;
  }

  struct timespec start;
  (void)clock_gettime(CLOCK_MONOTONIC, &start);
  uint32_t mine = current_generation() | MARK;
  uint32_t former = __atomic_load_n(&gate, __ATOMIC_RELAXED);
  if (former != mine) {
    /* Held in a process that this one is a child of. */
    (void)__atomic_compare_exchange_n(&gate, &former, 0, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
  }

  take(&gate, mine, &start);
  stamp = mine;
  __atomic_store_n(&table->forker, (int32_t)syscall(SYS_gettid), __ATOMIC_RELEASE);
  for (uint32_t i = 0; i < table->count; i++) {
    for (uint32_t j = 0; j < table->ranges[i].count; j++) {
      take((uint32_t *)(table->ranges[i].first + (size_t)j * table->ranges[i].distance), mine, &start);
    }
  }

  own_fork_runtime_take(&start);
}

static void open_all(void)
{
  uint32_t mine = stamp;
  __atomic_store_n(&table->forker, 0, __ATOMIC_RELAXED);
  for (uint32_t i = table->count; i-- > 0;) {
    for (uint32_t j = 0; j < table->ranges[i].count; j++) {
      uint32_t held = mine;
      uint32_t *lock = (uint32_t *)(table->ranges[i].first + (size_t)j * table->ranges[i].distance);
      (void)__atomic_compare_exchange_n(lock, &held, 0, 0, __ATOMIC_RELEASE, __ATOMIC_RELAXED);
    }
  }

  stamp = 0;
  __atomic_store_n(&gate, 0, __ATOMIC_RELEASE);
}

static void in_parent(void)
{
  if (stamp != 0) {
    own_fork_runtime_open();
    open_all();
  }
}

static void in_child(void)
{
  if (stamp == 0) {
    return;
  }

  own_fork_runtime_child();

  /* Where the system does not clear the generation's page by itself. */
  uint32_t former = stamp & ~MARK;
  (void)__atomic_compare_exchange_n(table->generation, &former, 0, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
  open_all();
}

void own_fork_gate_open(lock_table *locks)
{
  own_fork_runtime_prepare();
  __atomic_store_n(&table, locks, __ATOMIC_RELEASE);
}

/* As the library is loaded: handlers of code that may call us are registered later, and so run while all is open. */
__attribute__((constructor)) static void register_handlers(void) { (void)pthread_atfork(before_fork, in_parent, in_child); }
