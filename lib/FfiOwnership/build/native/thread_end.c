/* Detaches a thread from the .NET runtime as late as possible, so that destructors can call the library without attaching it
 * again.
 *
 * The runtime detaches a thread in the destructor of a thread-specific key (pthread_key). The order of the keys'
 * destructors is unspecified: one of the host's that frees its blocks may well run later. late_calls.c makes such a call possible,
 * at a price. The C library runs the destructors in rounds, as long as keys get new values. So this
 * file delays the runtime's destructor to the last round, after every other key that still has a value.
 *
 * For this the number of the round must be known; otherwise a thread could end before the runtime has detached it, and the garbage
 * collector would visit what is no longer there.
 * C++ thread_local destructors run before the first round, so one of them is registered when a thread attaches. A
 * thread that makes its first call in a key's destructor has none; the runtime detaches it at the end of that round,
 * or of the next.
 *
 * A process without a free key works as well: the runtime then detaches a thread in that thread_local destructor.
 *
 * C, because a thread cannot run managed code while it is being attached or detached. The library is linked with
 * --wrap for the two functions by which the runtime uses its key, the only key in the library; the C library calls
 * the destructors. */
#define _POSIX_C_SOURCE 200809L
#include "calls.h"
#include <limits.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* The key's value is the address of the runtime's Thread, which is aligned to 8 bytes. Its low bits hold the number
 * of the round in which the destructor runs next, from 1 on; 0: unknown, so that the next round may be the last. */
enum { ROUND_BITS = 7, LAST_ROUND = PTHREAD_DESTRUCTOR_ITERATIONS };

/* No key; not a valid key, because the C libraries number keys from 0 to PTHREAD_KEYS_MAX - 1. */
static const pthread_key_t no_key = PTHREAD_KEYS_MAX;

typedef void (*key_destructor)(void *);

int __real_pthread_key_create(pthread_key_t *key, key_destructor destructor);
int __wrap_pthread_key_create(pthread_key_t *key, key_destructor destructor);
int __real_pthread_setspecific(pthread_key_t key, const void *value);
int __wrap_pthread_setspecific(pthread_key_t key, const void *value);

/* The C library's function for C++'s thread_local destructors. C libraries other than GNU's may lack it. It is not
 * weak with GNU's, because a weak reference would not link it into a static program. */
#ifdef __GLIBC__
extern int __cxa_thread_atexit_impl(void (*function)(void *), void *object, void *module);
static int knows_thread_locals(void) { return 1; }
#else
extern int __cxa_thread_atexit_impl(void (*function)(void *), void *object, void *module) __attribute__((weak));
static int knows_thread_locals(void) { return __cxa_thread_atexit_impl != NULL; }
#endif

/* Written once, when the runtime creates its key. */
static key_destructor detach_thread; /* the runtime's destructor, which detaches the thread */
static pthread_key_t runtime_key;    /* the runtime's key; no_key: the process had none left */

/* A key above the host's, for the end of the last round, plus one; 0: not needed yet. Created on demand, never
 * deleted. */
static pthread_key_t late_key;

void own_let_go(void *thread)
{
  own_this_thread.is_let_go = 1;
  detach_thread(thread);
}

/* The key's value for a thread and a round. */
static void *in_round(const void *thread, int round) { return (void *)((uintptr_t)thread | (uintptr_t)round); }

/* Returns the highest key that has a value in this thread, or the runtime's if none is above it. The C libraries
 * number keys from 0 on. */
static pthread_key_t highest_in_use(void)
{
  for (pthread_key_t key = PTHREAD_KEYS_MAX - 1; key > runtime_key; key--) {
    if (pthread_getspecific(key) != NULL) {
      return key;
    }
  }

  return runtime_key;
}

/* Returns a key above the given one, with the runtime's destructor; no_key if none can be created. Keys created below
 * it on the way are deleted again. */
static pthread_key_t key_above(pthread_key_t highest)
{
  pthread_key_t known = __atomic_load_n(&late_key, __ATOMIC_ACQUIRE);
  if (known > highest + 1) {
    return known - 1;
  }

  pthread_key_t passed[PTHREAD_KEYS_MAX];
  size_t count = 0;
  pthread_key_t key = no_key;
  while (__real_pthread_key_create(&key, own_let_go) == 0 && key < highest) {
    passed[count++] = key;
    key = no_key;
  }

  while (count != 0) {
    (void)pthread_key_delete(passed[--count]);
  }

  if (key != no_key) {
    __atomic_store_n(&late_key, key + 1, __ATOMIC_RELEASE);
  }

  return key;
}

/* The destructor of the runtime's key. Detaches the thread in the last round, after the keys above; sets the value
 * again before that, so that there is another round. */
static void after_round(void *value)
{
  int round = (int)((uintptr_t)value & ROUND_BITS);
  void *thread = (void *)((uintptr_t)value & ~(uintptr_t)ROUND_BITS);
  if (round != 0 && round < LAST_ROUND && __real_pthread_setspecific(runtime_key, in_round(thread, round + 1)) == 0) {
    return;
  }

  pthread_key_t highest = highest_in_use();
  if (highest != runtime_key) {
    pthread_key_t later = key_above(highest);
    if (later != no_key && __real_pthread_setspecific(later, thread) == 0) {
      return;
    }
  }

  own_let_go(thread);
}

/* The thread_local destructor. Marks the key's value with round 1; detaches the thread if there is no key. */
static void before_rounds(void *thread)
{
  if (runtime_key == no_key) {
    own_let_go(thread);
  } else if (pthread_getspecific(runtime_key) != NULL) {
    (void)__real_pthread_setspecific(runtime_key, in_round(thread, 1));
  }
}

/* The runtime creates its key. */
int __wrap_pthread_key_create(pthread_key_t *key, key_destructor destructor)
{
  detach_thread = destructor;
  int error = __real_pthread_key_create(&runtime_key, after_round);
  if (error != 0 && knows_thread_locals()) {
    runtime_key = no_key;
    error = 0;
  }

  *key = runtime_key;
  return error;
}

/* The runtime attaches the calling thread. */
int __wrap_pthread_setspecific(pthread_key_t key, const void *thread)
{
  if (own_this_thread.is_late) {
    return 0; /* own_call_late detaches it */
  }
  if (key != no_key) {
    int error = __real_pthread_setspecific(key, thread);

    /* Registering allocates some bytes. If that failed, GNU's C library would end the process, so try to allocate
     * first. */
    void *room = error == 0 && knows_thread_locals() ? malloc(64) : NULL;
    free(room);
    if (room == NULL) {
      return error;
    }
  }

  return __cxa_thread_atexit_impl(before_rounds, (void *)(uintptr_t)thread, &runtime_key);
}
