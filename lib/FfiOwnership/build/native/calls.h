/* Which threads are in a call, so that a fork can wait until none is: its child would find such a call half done. And so that a
 * thread that needs free slots can take those of a thread that is in none.
 *
 * A thread that has a heap of its own says so in a flag there, by plain stores. One without, and every thread on the system heap, is
 * counted. Calls from a callback count by themselves; while the callback runs, the call that made it does not count. Windows has
 * neither fork nor these claims, so there no call is marked or counted. */
#ifndef OWN_CALLS_H
#define OWN_CALLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef _WIN32
#define OWN_HIDDEN /* the DLL's list of exports says what is not */
#else
#define OWN_HIDDEN __attribute__((visibility("hidden")))
#endif
#define OWN_LIKELY(condition) __builtin_expect(condition, 1)

struct timespec;

/* The header of a thread's heap. Begins as ThreadNode in ThreadNode.cs does. */
typedef struct own_thread_node {
  struct own_thread_node *next; /* the next older one; NULL: this is the oldest */
  uint64_t is_in_call;          /* not 0 while the thread is in a call; written by the thread */
  uint32_t claimed_by; /* the fork generation of another thread that has the heap for a moment; 0: none. See ThreadNode.cs */
} own_thread_node;

/* What C code knows of a thread. */
typedef struct own_thread {
  own_thread_node *heap; /* NULL on the system heap, before the thread's first block, and after it has left */
  uint32_t is_counted;   /* not 0 while the thread is in a call that is counted */
  uint32_t is_forking;   /* not 0 while the thread is inside fork */
  void *error;           /* the record of its last error, of which this code knows nothing else; NULL: it has none */
  uint32_t is_let_go;    /* not 0 once the runtime has let go of the thread, outside of own_call_late */
  uint32_t is_late;      /* not 0 while the thread is in own_call_late */
} own_thread;

/* Not hidden: of a hidden variable compilers take the address by a call that static_tls.c has no influence on. The list of exports
 * hides it. */
extern __thread own_thread own_this_thread;

#ifdef _WIN32

static inline bool own_try_enter(own_thread_node *heap)
{
  (void)heap;
  return true;
}

static inline void own_unmark(own_thread_node *heap) { (void)heap; }

#else

/* How many threads are inside fork. Not 0: no other thread may begin a call. */
extern OWN_HIDDEN uint32_t own_calls_closed;

/* Begins a call whose thread is not marked by its heap, or may not be. */
OWN_HIDDEN void own_enter_slow(void);

/* Ends a counted call. */
OWN_HIDDEN void own_leave_counted(void);

/* Before a fork: lets no other thread begin a call, and waits for those that are counted. `start`: when the fork began to wait. */
OWN_HIDDEN void own_calls_close(const struct timespec *start);

/* Then waits for those in the list, behind a fence for all processors, and once more for those that are counted. */
OWN_HIDDEN void own_calls_await(const own_thread_node *first, const struct timespec *start);

/* After the fork: in the parent, and in the child. */
OWN_HIDDEN void own_calls_open(void);
OWN_HIDDEN void own_calls_open_in_child(own_thread_node *first);

/* Marks a thread by its heap. Whoever closes the calls, or claims the heap, fences for both sides, so that here the order of two
 * instructions is enough. */
static inline bool own_try_enter(own_thread_node *heap)
{
  __atomic_store_n(&heap->is_in_call, 1, __ATOMIC_RELAXED);
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  if (OWN_LIKELY((__atomic_load_n(&own_calls_closed, __ATOMIC_ACQUIRE) |
                  __atomic_load_n(&heap->claimed_by, __ATOMIC_ACQUIRE)) == 0)) {
    return true;
  }
  __atomic_store_n(&heap->is_in_call, 0, __ATOMIC_RELEASE);
  return false;
}

static inline void own_unmark(own_thread_node *heap) { __atomic_store_n(&heap->is_in_call, 0, __ATOMIC_RELEASE); }

/* A C# function that is exported. */
typedef uint64_t own_inside(uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e);

/* Calls it on a thread that the runtime has let go of, see late_calls.c. */
OWN_HIDDEN uint64_t own_call_late(own_inside *inside, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e);

/* Has the runtime let go of the calling thread, which it knows under this address; see thread_end.c. */
OWN_HIDDEN void own_let_go(void *thread);

/* Begins a call; waits while another thread is inside fork. */
static inline void own_enter(void)
{
  own_thread_node *const heap = own_this_thread.heap;
  if (!OWN_LIKELY(heap != NULL && own_try_enter(heap))) {
    own_enter_slow();
  }
}

/* Ends it. Meanwhile the thread may have got a heap, or given it back. */
static inline void own_leave(void)
{
  own_thread_node *const heap = own_this_thread.heap;
  if (OWN_LIKELY(heap != NULL)) {
    own_unmark(heap);
  }
  if (!OWN_LIKELY(own_this_thread.is_counted == 0)) {
    own_leave_counted();
  }
}

#endif

#endif
