/* The .NET runtime knows nothing of fork. In a child it would wait for threads that are not there: for one that was
 * collecting garbage, allocating, attaching, or only running managed code when a collection begins; and it would find what
 * they had half done. So a forking thread takes what guards all that and brings the others to a safe point, as a collection
 * does, and its child forgets them. These are names of the runtime's insides; should a later runtime have others, the link
 * fails on them. */
#define _GNU_SOURCE
#include "fork_gate.h"
#include <pthread.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* ThreadStore: its first field is the list of threads, and its lock is a recursive pthread mutex in it. */
typedef struct runtime_store {
  char *threads;
  char rest[256];
} runtime_store;

runtime_store *_Z14GetThreadStorev(void);
void _ZN11ThreadStore17SuspendAllThreadsEb(runtime_store *store, int has_waiters);
void _ZN11ThreadStore16ResumeAllThreadsEb(runtime_store *store, int has_waiters);
void _ZN11ThreadStore8IteratorC1Ev(char **iterator);
char *_ZN11ThreadStore8Iterator7GetNextEv(char **iterator);
void _ZN6Thread6DetachEv(char *thread); /* gives up what it has reserved on the GC's heap */
char *RhpGetThread(void);               /* the calling one's, even if the runtime has not seen it yet */

/* The garbage collector's spin locks. */
extern int32_t _ZN3WKS7gc_heap19more_space_lock_sohE;
extern int32_t _ZN3WKS7gc_heap19more_space_lock_uohE;
extern int32_t _ZN3WKS7gc_heap7gc_lockE;
enum { SPIN_OPEN = -1, SPIN_HELD = 0, SPIN_LOCKS = 3 };

static int32_t *const spin_locks[SPIN_LOCKS] = { &_ZN3WKS7gc_heap19more_space_lock_sohE,
                                                 &_ZN3WKS7gc_heap19more_space_lock_uohE, &_ZN3WKS7gc_heap7gc_lockE };

/* The runtime's mutexes and conditions, as they are when they are new: in a child all are. */
int __real_pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes);
int __wrap_pthread_mutex_init(pthread_mutex_t *mutex, const pthread_mutexattr_t *attributes);
int __real_pthread_mutex_destroy(pthread_mutex_t *mutex);
int __wrap_pthread_mutex_destroy(pthread_mutex_t *mutex);
int __real_pthread_cond_init(pthread_cond_t *condition, const pthread_condattr_t *attributes);
int __wrap_pthread_cond_init(pthread_cond_t *condition, const pthread_condattr_t *attributes);
int __real_pthread_cond_destroy(pthread_cond_t *condition);
int __wrap_pthread_cond_destroy(pthread_cond_t *condition);

typedef struct known {
  void *where;
  size_t size;
  union {
    pthread_mutex_t mutex;
    pthread_cond_t condition;
  } fresh;
} known;

enum { MOST_KNOWN = 256, THREAD_BYTES = 208 /* of the runtime's Thread; see tls_CurrentThread */ };

static known all_known[MOST_KNOWN];
static pthread_mutex_t known_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t *store_mutex;
static int holds_spin_lock[SPIN_LOCKS];
static int holds_store;
static int holds_known;

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

/* Where a Thread has the link to the next one: the one place that leads through the whole list. 0: there is no such place. */
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
