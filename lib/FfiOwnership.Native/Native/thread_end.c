/* The .NET runtime lets go of a thread in the destructor of a thread-specific key (pthread_key), and a call of ours after
 * that ends the process. Keys' destructors run in an order that nobody chooses: one of the host's that frees its blocks may
 * well come later. So the library is linked with --wrap for the two functions by which the runtime uses its key, the only
 * one in here, and the runtime lets go as late as the C library allows: in the last of its rounds through the keys, after
 * every other key that still has a value.
 *
 * Which round it is must be known, or a thread would be gone while the runtime still counts on it. What tells is that C++
 * thread_local destructors come before the first round: we register one as a thread attaches. A thread that makes its
 * first call in a key's destructor has none; the runtime lets go of it at the end of that round, or of the next.
 *
 * A process that has no key left works as well: then a thread ends for the runtime in that other destructor. */
#define _POSIX_C_SOURCE 200809L
#include <limits.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* What the runtime keeps for a thread is aligned to 8 bytes. The free bits of the key's value say in which round the
 * destructor comes next, from 1 on; 0: nobody knows, and there may be no other. */
enum { ROUND_BITS = 7, LAST_ROUND = PTHREAD_DESTRUCTOR_ITERATIONS };

static const pthread_key_t no_key = PTHREAD_KEYS_MAX;

typedef void (*key_destructor)(void *);

int __real_pthread_key_create(pthread_key_t *key, key_destructor destructor);
int __wrap_pthread_key_create(pthread_key_t *key, key_destructor destructor);
int __real_pthread_setspecific(pthread_key_t key, const void *value);
int __wrap_pthread_setspecific(pthread_key_t key, const void *value);

/* The C library's, for C++. Others than GNU's may do without; a weak name would not bring GNU's into a static program. */
#ifdef __GLIBC__
extern int __cxa_thread_atexit_impl(void (*function)(void *), void *object, void *module);
static int knows_thread_locals(void) { return 1; }
#else
extern int __cxa_thread_atexit_impl(void (*function)(void *), void *object, void *module) __attribute__((weak));
static int knows_thread_locals(void) { return __cxa_thread_atexit_impl != NULL; }
#endif

static key_destructor let_go; /* the runtime's */
static pthread_key_t runtime_key;
static pthread_key_t late_key; /* for the very end of the last round, from when it is needed; its number and one */

static void *in_round(const void *thread, int round) { return (void *)((uintptr_t)thread | (uintptr_t)round); }

/* The highest key above the runtime's that has a value in this thread. The C libraries number keys from 0 on. */
static pthread_key_t highest_in_use(void)
{
  for (pthread_key_t key = PTHREAD_KEYS_MAX - 1; key > runtime_key; key--) {
    if (pthread_getspecific(key) != NULL) {
      return key;
    }
  }

  return runtime_key;
}

/* A key above that one, with the runtime's destructor; no_key if there is none to be had. */
static pthread_key_t key_above(pthread_key_t highest)
{
  pthread_key_t known = __atomic_load_n(&late_key, __ATOMIC_ACQUIRE);
  if (known > highest + 1) {
    return known - 1;
  }

  pthread_key_t passed[PTHREAD_KEYS_MAX];
  size_t count = 0;
  pthread_key_t key = no_key;
  while (__real_pthread_key_create(&key, let_go) == 0 && key < highest) {
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

/* The runtime's key's destructor. */
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

  let_go(thread);
}

static void before_rounds(void *thread)
{
  if (runtime_key == no_key) {
    let_go(thread);
  } else if (pthread_getspecific(runtime_key) != NULL) {
    (void)__real_pthread_setspecific(runtime_key, in_round(thread, 1));
  }
}

int __wrap_pthread_key_create(pthread_key_t *key, key_destructor destructor)
{
  let_go = destructor;
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
  if (key != no_key) {
    int error = __real_pthread_setspecific(key, thread);

    /* Registering takes some bytes; without memory GNU's C library would end the process. */
    void *room = error == 0 && knows_thread_locals() ? malloc(64) : NULL;
    free(room);
    if (room == NULL) {
      return error;
    }
  }

  return __cxa_thread_atexit_impl(before_rounds, (void *)(uintptr_t)thread, &runtime_key);
}
