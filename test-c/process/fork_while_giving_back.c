/* A process forks while another thread has the pool of a size of large blocks give memory back to the system, which it does
 * under the pool's lock. The fork waits for it, as for all calls: so the child finds the pool at rest, and uses what lies in
 * it. */
#include "bytes.h"
#include "ledger.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { POOLED = 12, POOLED_SIZE = 1 << 20, OTHERS = 8, OTHER_SIZE = 3 << 20, WAITS = 32 };

static char *pooled[POOLED]; /* freed, and waiting to be used again */
static atomic_bool gives_back;
static atomic_bool has_freed;
static atomic_bool has_forked;
static atomic_size_t waits; /* of the forking thread, in the fork */
static _Thread_local bool is_forking;

static bool is_pooled(const void *memory)
{
  for (size_t i = 0; i < POOLED; i++) {
    if (pooled[i] == memory) {
      return true;
    }
  }
  return false;
}

/* The library's calls come here. The first one for the pool lasts until the fork waits for it, or else is over. */
int madvise(void *memory, size_t size, int advice)
{
  if (is_pooled(memory) && !atomic_exchange(&gives_back, true)) {
    while (!has_forked && waits < WAITS) {
      syscall(SYS_sched_yield);
    }
  }
  return (int)syscall(SYS_madvise, memory, size, advice);
}

/* Who waits in a fork comes here. */
int sched_yield(void)
{
  waits += is_forking;
  return (int)syscall(SYS_sched_yield);
}

/* Handlers run before those of libraries, which were registered earlier. */
static void before_fork(void) { is_forking = true; }

static void after_fork(void)
{
  is_forking = false;
  has_forked = true;
}

/* What is freed here takes the place of what the pool keeps. */
static void *free_others(void *argument)
{
  char **others = argument;
  for (size_t i = 0; i < OTHERS; i++) {
    CHECK_OK(bytes_free(others[i]));
  }
  has_freed = true;
  return NULL;
}

static int run_child(void)
{
  char *block = bytes_new(POOLED_SIZE);
  CHECK(is_pooled(block));
  CHECK_OK(bytes_free(block));
  CHECK_OK(ffo_validate());
  return 0;
}

int main(void)
{
  char *others[OTHERS];
  char *made[POOLED];
  pthread_t thread;
  int status;
  for (size_t i = 0; i < OTHERS; i++) {
    others[i] = bytes_new(OTHER_SIZE);
  }
  for (size_t i = 0; i < POOLED; i++) {
    made[i] = bytes_new(POOLED_SIZE);
  }
  for (size_t i = 0; i < POOLED; i++) {
    CHECK_OK(bytes_free(made[i]));
  }
  memcpy(pooled, made, sizeof pooled);
  CHECK_EQUAL(pthread_atfork(before_fork, after_fork, after_fork), 0);
  CHECK_EQUAL(pthread_create(&thread, NULL, free_others, others), 0);
  while (!gives_back) {
    CHECK(!has_freed);
    syscall(SYS_sched_yield);
  }
  const pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    alarm(60);
    _exit(run_child());
  }
  CHECK_EQUAL(waitpid(child, &status, 0), child);
  CHECK_EQUAL(status, 0);
  CHECK_EQUAL(pthread_join(thread, NULL), 0);
  CHECK_BALANCED();
  return 0;
}
