/* Takes all locks of the library before a fork and opens them after it, in parent and child.
 *
 * A child of fork has one thread, and what the parent's other threads were changing stays half changed. With all
 * locks held by the forking thread, the data they guard is consistent in the child.
 *
 * C, because managed code would have to wait here while the runtime collects garbage, and a fork that is followed by
 * exec must not wait for that. NativeParts.cs passes the table of locks as the runtime starts; the C library calls
 * the handlers, by pthread_atfork.
 *
 * The handler gives up after a second: a thread may have been killed while it held a lock, or the forking thread
 * itself may hold one, in a crash handler. The child finds a lock that was not taken held by another generation, and
 * steals it. */
#define _GNU_SOURCE
#include "calls.h"
#include "fork_gate.h"
#include <pthread.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Locks at equal distances. Same layout as ForkGate.Range in ForkGate.cs. */
typedef struct lock_range {
  char *first;       /* address of the first lock */
  uint32_t count;    /* number of locks */
  uint32_t distance; /* bytes from one lock to the next */
} lock_range;

/* All locks of the library. Same layout as ForkGate.Table in ForkGate.cs. */
typedef struct lock_table {
  uint32_t *generation;      /* address of the current fork generation; 0 there: to be renewed at the next use */
  uint32_t *last_generation; /* address of the last generation used by this process or an ancestor */
  own_thread_node **threads; /* where the first node of threads with heaps is; NULL: there are none yet */
  int32_t forker;            /* kernel id of the thread inside fork; 0: none. Written here */
  uint32_t count;            /* number of ranges */
  lock_range ranges[];       /* outermost locks first */
} lock_table;

/* The bit in a lock's word that says that a forking thread holds it: ForkGate.Mark in ForkGate.cs. */
#define MARK ((uint32_t)1 << 31)

OWN_HIDDEN void own_fork_gate_open(lock_table *locks);

/* The table of locks; NULL until the runtime has started. */
static lock_table *table;

/* A spin lock that lets one thread fork at a time. 0: open; otherwise the holder's generation and MARK. */
static uint32_t gate;

/* What the forking thread writes into the locks: its generation and MARK. 0: no thread is forking, or the fork began
 * before the runtime's start. Guarded by the gate. */
static uint32_t stamp;

/* Returns the current fork generation, renewed if it is 0. Same algorithm as ForkGeneration.Current in ForkGeneration.cs. */
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

/* Takes a lock by writing the value into it. Gives up without an error when the time is over. */
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

/* The first node of the threads with heaps of their own; NULL: there is none. */
static own_thread_node *first_thread(void)
{
  own_thread_node **threads = table == NULL ? NULL : __atomic_load_n(&table->threads, __ATOMIC_ACQUIRE);
  return threads == NULL ? NULL : __atomic_load_n(threads, __ATOMIC_ACQUIRE);
}

static void before_fork(void)
{
  struct timespec start;
  (void)clock_gettime(CLOCK_MONOTONIC, &start);
  own_calls_close(&start);
  if (table == NULL) {
    return;
  }

  uint32_t mine = current_generation() | MARK;
  uint32_t former = __atomic_load_n(&gate, __ATOMIC_RELAXED);
  if (former != mine) {
    /* Another generation: the gate was held in the parent when this process was made. Open it. */
    (void)__atomic_compare_exchange_n(&gate, &former, 0, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
  }

  take(&gate, mine, &start);
  stamp = mine;
  __atomic_store_n(&table->forker, (int32_t)syscall(SYS_gettid), __ATOMIC_RELEASE);
  own_calls_await(first_thread(), &start);
  for (uint32_t i = 0; i < table->count; i++) {
    for (uint32_t j = 0; j < table->ranges[i].count; j++) {
      take((uint32_t *)(table->ranges[i].first + (size_t)j * table->ranges[i].distance), mine, &start);
    }
  }

  own_fork_runtime_take(&start);
}

/* Opens the locks that still hold the stamp, and the gate. */
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
  own_calls_open();
}

static void in_child(void)
{
  if (stamp != 0) {
    own_fork_runtime_child();

    /* Ends the parent's generation, in case the kernel did not zero its page. */
    uint32_t former = stamp & ~MARK;
    (void)__atomic_compare_exchange_n(table->generation, &former, 0, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
    open_all();
  }
  own_calls_open_in_child(first_thread());
}

void own_fork_gate_open(lock_table *locks)
{
  own_fork_runtime_prepare();
  __atomic_store_n(&table, locks, __ATOMIC_RELEASE);
}

/* Runs when the library is loaded. The prepare handlers of fork run last registered first, the others first
 * registered first. So handlers registered later, by code that may call the library, run while all locks are open. */
__attribute__((constructor)) static void register_handlers(void) { (void)pthread_atfork(before_fork, in_parent, in_child); }
