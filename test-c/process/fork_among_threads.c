/* A process forks while its other threads are inside the library, with every kind of call. Whatever
 * they held at that moment, each child goes on: it frees what its parent made, makes and ends
 * thousands of blocks of each kind, has threads of its own, finds the ledger in order, and exits. A child that waits for a
 * thread that it has not inherited hangs, and is ended by an alarm. */
#include "each_kind.h"
#include "ledger.h"
#include "threads.h"

#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BUSY = 3, PAIRS = 9000, SIZES = 200 };

static atomic_bool is_over;
static atomic_bool child_runs; /* the others leave the processor to it */
static atomic_size_t calls;    /* of the others */
static char *before[SIZES];

/* Makes so many blocks that slabs come and go, sometimes on a heap that has just begun. */
static void be_busy(size_t number)
{
  enum { HELD = 300 };
  char *held[HELD];
  for (size_t i = 0; !is_over; i++) {
    while (child_runs) {
      sched_yield();
    }
    for (size_t j = 0; j < HELD; j++) {
      held[j] = bytes_new(each_kind_size(j / 7 + i + number));
      each_kind(j % EACH_KIND_KINDS, i + j + number);
      calls++;
    }
    for (size_t j = 0; j < HELD; j++) {
      CHECK_OK(bytes_free(held[j]));
      calls++;
    }
    if (i % 3 == 0) {
      CHECK_OK(ffo_thread_detach());
    }
  }
}

static void child_work(team *team, size_t number)
{
  (void)team;
  for (size_t i = 0; i < 100; i++) {
    each_kind(i % EACH_KIND_KINDS, i + number);
  }
}

static int run_child(size_t number)
{
  for (size_t i = 0; i < SIZES; i++) {
    CHECK_OK(bytes_free(before[i]));
    CHECK_STATUS(bytes_free(before[i]), FFO_E_DOUBLE_FREE);
  }
  for (size_t kind = 0; kind < EACH_KIND_KINDS; kind++) {
    const size_t pairs = rounds(kind == number % EACH_KIND_KINDS ? PAIRS : PAIRS / 100, 20);
    for (size_t i = 0; i < pairs; i++) {
      each_kind(kind, i);
    }
  }
  if (number % 8 == 0) { /* on the stacks of those threads that are not there */
    team_run(BUSY, child_work, NULL);
    team_run(BUSY, child_work, NULL);
  }
  CHECK_OK(ffo_validate());
  return 0;
}

static void fork_often(void)
{
  const size_t forks = rounds(330, 20);
  for (size_t i = 0; i < SIZES; i++) {
    before[i] = bytes_new(each_kind_size(i));
  }
  for (size_t i = 0; i < forks; i++) {
    int status;
    const pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
      alarm(60);
      _exit(run_child(i));
    }
    child_runs = true;
    CHECK_EQUAL(waitpid(child, &status, 0), child);
    CHECK_EQUAL(status, 0);
    child_runs = false;
    for (const size_t until = calls + 1000 + i * 37 % 1000; calls < until;) {
      sched_yield();
    }
  }
  for (size_t i = 0; i < SIZES; i++) {
    CHECK_OK(bytes_free(before[i]));
  }
}

static void work(team *team, size_t number)
{
  (void)team;
  if (number > 0) {
    be_busy(number);
  } else {
    fork_often();
    is_over = true;
  }
}

int main(void)
{
  team_run(BUSY + 1, work, NULL);
  CHECK_OK(ffo_set_misuse_hook(NULL, NULL));
  CHECK_BALANCED();
  return 0;
}
