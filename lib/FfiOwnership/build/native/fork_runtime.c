/* Makes the .NET runtime survive a fork.
 *
 * The runtime does not support fork. In a child it would wait for threads that do not exist there: for one that was
 * collecting garbage, allocating or attaching, or, when a collection begins, for any that was running managed code;
 * and it would find half done what those threads were doing. So a forking thread takes the runtime's locks and brings
 * the other threads to a safe point, as a collection does; its child removes them from the runtime's list of threads.
 *
 * C, because managed code cannot run while its runtime is suspended. fork_gate.c calls the functions of fork_gate.h;
 * the runtime's calls of pthread_mutex_init and the like come here, because the library is linked with --wrap for
 * them.
 *
 * The names below are internal to the runtime. If a later version renames them, linking fails. The file is long, since
 * all that knows these names is to be in one place. */
#define _GNU_SOURCE
#include "fork_gate.h"
#include <pthread.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The runtime's ThreadStore. It begins with the head of the list of threads and contains a recursive pthread mutex,
 * its lock. */
typedef struct runtime_store {
  char *threads;
  char rest[256];
} runtime_store;

runtime_store *_Z14GetThreadStorev(void);
void _ZN11ThreadStore17SuspendAllThreadsEb(runtime_store *store, int has_waiters);
void _ZN11ThreadStore16ResumeAllThreadsEb(runtime_store *store, int has_waiters);
void _ZN11ThreadStore8IteratorC1Ev(char **iterator);
char *_ZN11ThreadStore8Iterator7GetNextEv(char **iterator);
void _ZN6Thread6DetachEv(char *thread); /* releases what the thread has reserved on the GC heap */
void _Z27PalFlushProcessWriteBuffersv(void);
char *RhpGetThread(void); /* the calling thread's record, even if the thread is not attached yet */

/* The spin locks of the garbage collector, each SPIN_OPEN or SPIN_HELD. */
extern int32_t _ZN3WKS7gc_heap19more_space_lock_sohE;
extern int32_t _ZN3WKS7gc_heap19more_space_lock_uohE;
extern int32_t _ZN3WKS7gc_heap7gc_lockE;
enum { SPIN_OPEN = -1, SPIN_HELD = 0, SPIN_LOCKS = 3 };

static int32_t *const spin_locks[SPIN_LOCKS] = { &_ZN3WKS7gc_heap19more_space_lock_sohE,
                                                 &_ZN3WKS7gc_heap19more_space_lock_uohE, &_ZN3WKS7gc_heap7gc_lockE };

/* The wrappers of these functions remember each mutex and condition variable of the runtime with its initial bytes.
 * In a child all of them are set back to their initial bytes. */
int __real_pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes);
int __wrap_pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes);
int __real_pthread_mutex_destroy(pthread_mutex_t *mutex);
int __wrap_pthread_mutex_destroy(pthread_mutex_t *mutex);
int __real_pthread_cond_init(pthread_cond_t *condition, const pthread_condattr_t *attributes);
int __wrap_pthread_cond_init(pthread_cond_t *condition, const pthread_condattr_t *attributes);
int __real_pthread_cond_destroy(pthread_cond_t *condition);
int __wrap_pthread_cond_destroy(pthread_cond_t *condition);

/* A mutex or condition variable of the runtime. */
typedef struct known {
  void *where; /* its address; NULL: this element is unused */
  size_t size; /* its size in bytes */
  union {
    pthread_mutex_t mutex;
    pthread_cond_t condition;
  } fresh; /* a copy of its bytes right after initialisation */
} known;

enum { MOST_KNOWN = 256, THREAD_BYTES = 208 /* size of the runtime's Thread, which tls_CurrentThread holds */ };

static known all_known[MOST_KNOWN];
static pthread_mutex_t known_mutex = PTHREAD_MUTEX_INITIALIZER; /* guards all_known */
static pthread_mutex_t *store_mutex;                            /* the ThreadStore's lock; NULL: not found */

/* Which locks the forking thread has taken. Written before the fork, read after it. */
static int holds_spin_lock[SPIN_LOCKS];
static int holds_store;
static int holds_known;

/* Replaces the address of a remembered object. `former` NULL: adds an object, unless the array is full. `where` NULL:
 * removes one. */
static void replace(void *former, void *where, size_t size)
{
  (void)pthread_mutex_lock(&known_mutex);
  for (size_t i = 0; i < MOST_KNOWN; i++) {
    if (all_known[i].where == former) {
      all_known[i].where = where;
      all_known[i].size = size;
      if (where != NULL) {
        (void)memcpy(&all_known[i].fresh, where, size);
      }

      break;
    }
  }

  (void)pthread_mutex_unlock(&known_mutex);
}

int __wrap_pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes)
{
  int error = __real_pthread_mutex_init(mutex, attributes);
  replace(NULL, mutex, sizeof *mutex);
  return error;
}

int __wrap_pthread_mutex_destroy(pthread_mutex_t *mutex)
{
  replace(mutex, NULL, 0);
  return __real_pthread_mutex_destroy(mutex);
}

int __wrap_pthread_cond_init(pthread_cond_t *condition, const pthread_condattr_t *attributes)
{
  int error = __real_pthread_cond_init(condition, attributes);
  replace(NULL, condition, sizeof *condition);
  return error;
}

int __wrap_pthread_cond_destroy(pthread_cond_t *condition)
{
  replace(condition, NULL, 0);
  return __real_pthread_cond_destroy(condition);
}

/* Finds the lock of the ThreadStore: the remembered mutex that lies in the first bytes of the store. */
void own_fork_runtime_prepare(void)
{
  uintptr_t store = (uintptr_t)_Z14GetThreadStorev();
  (void)pthread_mutex_lock(&known_mutex);
  for (size_t i = 0; i < MOST_KNOWN; i++) {
    uintptr_t where = (uintptr_t)all_known[i].where;
    if (where > store && where - store < 64) {
      store_mutex = all_known[i].where;
    }
  }

  (void)pthread_mutex_unlock(&known_mutex);
}

/* Locks a mutex. Returns 0 if that was not possible before the time was over. */
static int try_mutex(pthread_mutex_t *mutex, const struct timespec *start)
{
  while (pthread_mutex_trylock(mutex) != 0) {
    if (own_fork_gate_is_over(start)) {
      return 0;
    }

    (void)sched_yield();
  }

  return 1;
}

void own_fork_runtime_take(const struct timespec *start)
{
  for (int i = 0; i < SPIN_LOCKS; i++) {
    int32_t open;
    do {
      open = SPIN_OPEN;
      holds_spin_lock[i] =
          __atomic_compare_exchange_n(spin_locks[i], &open, SPIN_HELD, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
    } while (!holds_spin_lock[i] && sched_yield() == 0 && !own_fork_gate_is_over(start));
  }

  holds_store = store_mutex != NULL && try_mutex(store_mutex, start);
  holds_known = try_mutex(&known_mutex, start);
  if (holds_store) {
    _ZN11ThreadStore17SuspendAllThreadsEb(_Z14GetThreadStorev(), 0);
  }
}

void own_fork_runtime_fence(void) { _Z27PalFlushProcessWriteBuffersv(); }

static void open_spin_locks(void)
{
  for (int i = SPIN_LOCKS; i-- > 0;) {
    if (holds_spin_lock[i]) {
      __atomic_store_n(spin_locks[i], SPIN_OPEN, __ATOMIC_RELEASE);
    }
  }
}

void own_fork_runtime_open(void)
{
  if (holds_known) {
    (void)pthread_mutex_unlock(&known_mutex);
  }

  if (holds_store) {
    _ZN11ThreadStore16ResumeAllThreadsEb(_Z14GetThreadStorev(), 0);
    (void)pthread_mutex_unlock(store_mutex);
  }

  open_spin_locks();
}

/* Returns the index of the pointer in a Thread that links to the next Thread: the only one that equals the iterator's
 * next element in every Thread of the list. 0: there is none, or more than one. */
static size_t find_link(void)
{
  uint32_t candidates = ((uint32_t)1 << (THREAD_BYTES / sizeof(void *))) - 1;
  char *iterator;
  _ZN11ThreadStore8IteratorC1Ev(&iterator);
  char *thread = _ZN11ThreadStore8Iterator7GetNextEv(&iterator);
  while (thread != NULL) {
    char *next = _ZN11ThreadStore8Iterator7GetNextEv(&iterator);
    for (size_t i = 0; i < THREAD_BYTES / sizeof(void *); i++) {
      if (((char **)(void *)thread)[i] != next) {
        candidates &= ~((uint32_t)1 << i);
      }
    }

    thread = next;
  }

  int is_one = candidates != 0 && (candidates & (candidates - 1)) == 0;
  return is_one ? (size_t)__builtin_ctz(candidates) : 0;
}

/* Makes the calling thread the only one in the runtime's list, and detaches the others, which do not exist in this
 * process. */
static void forget_other_threads(void)
{
  runtime_store *store = _Z14GetThreadStorev();
  char *self = RhpGetThread();
  size_t link = find_link();
  char *iterator;
  _ZN11ThreadStore8IteratorC1Ev(&iterator);
  char *thread = _ZN11ThreadStore8Iterator7GetNextEv(&iterator);
  if (link == 0 || thread != store->threads) {
    return;
  }

  store->threads = NULL;
  while (thread != NULL) {
    char *next = _ZN11ThreadStore8Iterator7GetNextEv(&iterator);
    if (thread == self) {
      store->threads = self;
      ((char **)(void *)self)[link] = NULL;
    } else {
      _ZN6Thread6DetachEv(thread);
    }

    thread = next;
  }
}

void own_fork_runtime_child(void)
{
  for (size_t i = 0; i < MOST_KNOWN; i++) {
    if (all_known[i].where != NULL) {
      (void)memcpy(all_known[i].where, &all_known[i].fresh, all_known[i].size);
    }
  }

  static const pthread_mutex_t fresh = PTHREAD_MUTEX_INITIALIZER;
  known_mutex = fresh;
  if (holds_store) {
    forget_other_threads();
    _ZN11ThreadStore16ResumeAllThreadsEb(_Z14GetThreadStorev(), 0);
  }

  open_spin_locks();
}
