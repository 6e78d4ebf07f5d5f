/* What fork_gate.c needs to know of fast_calls.c. */
#ifndef OWN_FAST_CALLS_H
#define OWN_FAST_CALLS_H

#include <stdint.h>

/* The header of a thread's heap. Begins as ThreadNode in ThreadNode.cs does. */
typedef struct own_thread_node {
  struct own_thread_node *next; /* the next older one; NULL: this is the oldest */
  uint64_t is_in_fast_call;     /* not 0 while the thread is in one; written by the thread */
} own_thread_node;

/* The calling thread's heap. NULL on the system heap, before the thread's first block, and after it has left. */
extern __thread own_thread_node *own_thread_heap;

/* Not 0 while no fast call may begin: a thread forks. */
extern uint32_t own_fast_calls_closed;

#endif
