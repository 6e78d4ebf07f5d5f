/* Lets a fork, and a claim of a thread's heap, know of the calls of other threads, see calls.h.
 *
 * C, because it is called where no managed code runs: before the runtime has started, and while it is suspended. C# calls the last
 * functions, see NativeParts.cs. */
#define _GNU_SOURCE
#include "calls.h"
#include "fork_gate.h"
#include <sched.h>
#include <time.h>

__thread own_thread own_this_thread;
uint32_t own_calls_closed;

/* Counts of calls, in cache lines of their own, so that threads seldom count in the same one. */
enum { COUNTERS_BITS = 4, COUNTERS = 1 << COUNTERS_BITS, LINE = 64 };

static struct {
  uint64_t calls;
  char rest[LINE - sizeof(uint64_t)];
} counters[COUNTERS] __attribute__((aligned(LINE)));

/* The calling thread's counter, by Knuth's multiplicative hashing of where its variables are. */
static uint64_t *counter(void)
{
  const uint64_t golden = 0x9E3779B97F4A7C15;
  return &counters[((uint64_t)(uintptr_t)&own_this_thread * golden) >> (64 - COUNTERS_BITS)].calls;
}

static void count(void)
{
  (void)__atomic_add_fetch(counter(), 1, __ATOMIC_SEQ_CST);
  own_this_thread.is_counted = 1;
}

/* The next turn of a wait: at first other threads may go on, and then also those of a lower priority. */
static void wait_a_while(unsigned *turns)
{
  if (++*turns < 64) {
    (void)sched_yield();
  } else {
    const struct timespec while_asleep = { .tv_sec = 0, .tv_nsec = 50000 };
    (void)nanosleep(&while_asleep, NULL);
  }
}

/* The same as own_try_enter for the forking thread itself, which does not wait for its fork: a handler for crashes may have forked
 * in a call, and one of pthread_atfork's handlers may call. */
static bool try_enter_in_fork(own_thread_node *heap)
{
  __atomic_store_n(&heap->is_in_call, 1, __ATOMIC_RELAXED);
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  if (__atomic_load_n(&heap->claimed_by, __ATOMIC_ACQUIRE) == 0) {
    return true;
  }
  __atomic_store_n(&heap->is_in_call, 0, __ATOMIC_RELEASE);
  return false;
}

/* Ends the claim of a thread that this process does not have: it was made by a fork without handlers, in the middle of the claim.
 * At every moment of a claim, what the heap has is its own; some of it may be lost. */
static void end_foreign_claim(own_thread_node *heap)
{
  uint32_t claimant = __atomic_load_n(&heap->claimed_by, __ATOMIC_ACQUIRE);
  if (claimant != 0 && claimant != own_fork_gate_generation()) {
    (void)__atomic_compare_exchange_n(&heap->claimed_by, &claimant, 0, 0, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
  }
}

void own_enter_slow(void)
{
  for (unsigned turns = 0;; wait_a_while(&turns)) {
    own_thread_node *const heap = own_this_thread.heap;
    if (heap != NULL) {
      if (own_try_enter(heap) || (own_this_thread.is_forking && try_enter_in_fork(heap))) {
        return;
      }
      end_foreign_claim(heap);
    } else {
      count();
      if (__atomic_load_n(&own_calls_closed, __ATOMIC_SEQ_CST) == 0 || own_this_thread.is_forking) {
        return;
      }
      own_leave_counted();
    }
  }
}

void own_leave_counted(void)
{
  own_this_thread.is_counted = 0;
  (void)__atomic_sub_fetch(counter(), 1, __ATOMIC_RELEASE);
}

static void await_counted(const struct timespec *start)
{
  for (int i = 0; i < COUNTERS; i++) {
    /* The forking thread itself may be in a call: a handler for crashes. */
    const uint64_t own = own_this_thread.is_counted && counter() == &counters[i].calls;
    for (unsigned turns = 0; __atomic_load_n(&counters[i].calls, __ATOMIC_SEQ_CST) > own && !own_fork_gate_is_over(start);) {
      wait_a_while(&turns);
    }
  }
}

void own_calls_close(const struct timespec *start)
{
  own_this_thread.is_forking = 1;
  (void)__atomic_add_fetch(&own_calls_closed, 1, __ATOMIC_SEQ_CST);
  await_counted(start);
}

void own_calls_await(const own_thread_node *first, const struct timespec *start)
{
  own_fork_runtime_fence();
  for (const own_thread_node *node = first; node != NULL; node = node->next) {
    for (unsigned turns = 0; node != own_this_thread.heap && __atomic_load_n(&node->is_in_call, __ATOMIC_ACQUIRE) != 0 &&
                             !own_fork_gate_is_over(start);) {
      wait_a_while(&turns);
    }
  }

  /* One that was marked may be counted by now: it gives its heap back. */
  await_counted(start);
}

void own_calls_open(void)
{
  own_this_thread.is_forking = 0;
  (void)__atomic_sub_fetch(&own_calls_closed, 1, __ATOMIC_RELEASE);
}

void own_calls_open_in_child(own_thread_node *first)
{
  /* Threads that are not there would be waited for at the next fork. */
  for (int i = 0; i < COUNTERS; i++) {
    counters[i].calls = own_this_thread.is_counted && counter() == &counters[i].calls;
  }
  for (own_thread_node *node = first; node != NULL; node = node->next) {
    node->claimed_by = 0;
    if (node != own_this_thread.heap) {
      node->is_in_call = 0;
    }
  }
  own_this_thread.is_forking = 0;
  __atomic_store_n(&own_calls_closed, 0, __ATOMIC_RELEASE);
}

void own_thread_heap_changed(own_thread_node *heap);
void own_thread_error_changed(void *error);
void own_callback_begins(void);
void own_callback_ended(void);

/* The calling thread has got a heap, or is about to give it back (NULL): with its mark, so from now on the call counts instead. */
void own_thread_heap_changed(own_thread_node *heap)
{
  if (heap == NULL && !own_this_thread.is_counted) {
    count();
  }
  own_this_thread.heap = heap;
}

/* The calling thread has got a record for its last error, or given it back (NULL). */
void own_thread_error_changed(void *error) { own_this_thread.error = error; }

/* Around a callback of the host's, which may take its time, wait for a thread that forks, or fork itself. */
void own_callback_begins(void) { own_leave(); }

void own_callback_ended(void) { own_enter(); }
