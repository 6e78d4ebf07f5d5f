/* A process that is number 1 of its pid namespace forks children that are number 1 of one of their
 * own, while other threads are inside the library. A lock that tells its holder by the process's
 * number would be the child's own there, held for ever. */
#include "each_kind.h"
#include "threads.h"

#include <errno.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BUSY = 2, SKIPPED = 77 };

static atomic_size_t calls;

static void *be_busy(void *argument)
{
  for (size_t i = 0;; i++) {
    each_kind(i % EACH_KIND_KINDS, i);
    calls++;
  }
  return argument;
}

static int end_of(pid_t child)
{
  int status;
  CHECK(child > 0);
  CHECK_EQUAL(waitpid(child, &status, 0), child);
  CHECK(WIFEXITED(status));
  return WEXITSTATUS(status);
}

static int be_child(void)
{
  alarm(60);
  CHECK_EQUAL(getpid(), 1);
  for (size_t i = 0; i < 2000; i++) {
    each_kind(i % EACH_KIND_KINDS, i);
  }
  return 0;
}

static int be_parent(size_t round)
{
  alarm(60);
  CHECK_EQUAL(getpid(), 1);
  for (size_t i = 0; i < BUSY; i++) {
    pthread_t thread;
    CHECK_EQUAL(pthread_create(&thread, NULL, be_busy, NULL), 0);
  }
  while (calls < 1000 + round * 37) {
    sched_yield();
  }
  if (unshare(CLONE_NEWPID) != 0) {
    return SKIPPED;
  }
  const pid_t child = fork();
  if (child == 0) {
    _exit(be_child());
  }
  return end_of(child);
}

static int be_grandparent(size_t round)
{
  if (unshare(CLONE_NEWPID) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWPID) != 0) {
    return SKIPPED;
  }
  const pid_t child = fork();
  if (child == 0) {
    _exit(be_parent(round));
  }
  return end_of(child);
}

int main(void)
{
  for (size_t i = 0; i < rounds(60, 2); i++) {
    const pid_t child = fork();
    if (child == 0) {
      _exit(be_grandparent(i));
    }
    const int end = end_of(child);
    if (end == SKIPPED) {
      puts("no pid namespaces here: skipped");
      return 0;
    }
    CHECK_EQUAL(end, 0);
  }
  return 0;
}
