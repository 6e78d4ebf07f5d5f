/* Has each fork wait until no other thread is in a call.
 *
 * A child of fork has one thread, and what the parent's other threads were changing would stay half changed, and locks that
 * they held would stay held. So the forking thread lets them end their calls and begin no new one, takes the runtime's locks
 * and brings the runtime to a safe point.
 *
 * C, because managed code would have to wait here while the runtime collects garbage, and a fork that is followed by
 * exec must not wait for that. NativeParts.cs passes the table as the runtime starts; the C library calls the handlers, by
 * pthread_atfork.
 *
 * The handler gives up after a second: a thread may have been killed in a call, or the call takes long. A child finds a lock
 * that such a thread held to be of another generation, and steals it. */
#define _GNU_SOURCE
#include "calls.h"
#include "fork_gate.h"
#include <pthread.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>

/* Same layout as ForkGate.Table in ForkGate.cs. */
typedef struct fork_table {
  uint32_t *generation;      /* address of the current fork generation; 0 there: to be renewed at the next use */
  uint32_t *last_generation; /* address of the last generation used by this process or an ancestor */
  own_thread_node **threads; /* where the first node of threads with heaps is; NULL: there are none yet */
} fork_table;

OWN_HIDDEN void own_fork_gate_open(fork_table *made);

/* NULL until the runtime has started. */
static fork_table *table;

/* Lets one thread fork at a time, since what fork_runtime.c remembers is one fork's. 0: open; otherwise the holder's generation. */
static uint32_t gate;

/* The generation in which this fork has begun. 0: no thread is forking, or the fork began before the runtime's start. Guarded by
 * the gate. */
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

uint32_t own_fork_gate_generation(void) { return table == NULL ? 0 : current_generation(); }

int own_fork_gate_is_over(const struct timespec *start)
{
  struct timespec now;
  (void)clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec - start->tv_sec > 1 || (now.tv_sec - start->tv_sec == 1 && now.tv_nsec >= start->tv_nsec);
}

/* Takes the gate. Gives up without an error when the time is over. */
static void take_gate(uint32_t mine, const struct timespec *start)
{
  do {
    uint32_t holder = __atomic_load_n(&gate, __ATOMIC_RELAXED);
    /* Another generation: it was held in the parent when this process was made, without these handlers. */
    if (holder != mine && __atomic_compare_exchange_n(&gate, &holder, mine, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
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

  uint32_t mine = current_generation();
  take_gate(mine, &start);
  stamp = mine;
  own_calls_await(first_thread(), &start);
  own_fork_runtime_take(&start);
}

static void open_gate(void)
{
  stamp = 0;
  __atomic_store_n(&gate, 0, __ATOMIC_RELEASE);
}

static void in_parent(void)
{
  if (stamp != 0) {
    own_fork_runtime_open();
    open_gate();
  }
  own_calls_open();
}

static void in_child(void)
{
  if (stamp != 0) {
    own_fork_runtime_child();

    /* Ends the parent's generation, in case the kernel did not zero its page. */
    uint32_t former = stamp;
    (void)__atomic_compare_exchange_n(table->generation, &former, 0, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
    open_gate();
  }
  own_calls_open_in_child(first_thread());
}

void own_fork_gate_open(fork_table *made)
{
  own_fork_runtime_prepare();
  __atomic_store_n(&table, made, __ATOMIC_RELEASE);
}

/* Runs when the library is loaded. The prepare handlers of fork run last registered first, the others first
 * registered first. So handlers registered later, by code that may call the library, run while calls can begin. */
__attribute__((constructor)) static void register_handlers(void) { (void)pthread_atfork(before_fork, in_parent, in_child); }
