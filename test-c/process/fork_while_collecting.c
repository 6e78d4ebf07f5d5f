/* A process forks while its other threads are busy in the runtime, as they write leak reports. Its children go on with all calls,
 * and collect garbage, with threads of their own. Where the runtime waited for a thread that is not there, a child would hang, and
 * be ended by an alarm; where it went on with what one had half done, a collection would crash. */
#include "each_kind.h"
#include "garbage.h"
#include "ledger.h"
#include "threads.h"

#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BUSY = 2, LIVE = 300 };

static atomic_bool is_over;
static atomic_size_t reports;

static void be_busy(void)
{
  while (!is_over) {
    CHECK_OK(ffo_report_leaks(0, "/dev/null"));
    reports++;
  }
}

static void child_work(team *team, size_t number)
{
  (void)team;
  for (size_t i = 0; i < 100; i++) {
    each_kind(i % EACH_KIND_KINDS, i + number);
  }
  make_garbage(rounds(2000, 200));
  CHECK_OK(ffo_report_leaks(0, "/dev/null"));
}

static int run_child(void)
{
  child_work(NULL, 0);
  team_run(BUSY, child_work, NULL);
  team_run(BUSY, child_work, NULL);
  CHECK_OK(ffo_validate());
  return 0;
}

static void fork_often(void)
{
  const size_t forks = rounds(150, 5);
  for (size_t i = 0; i < forks; i++) {
    int status;
    for (const size_t until = reports + 1 + i % 3; reports < until;) {
      sched_yield();
    }
    const pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
      alarm(60);
      _exit(run_child());
    }
    CHECK_EQUAL(waitpid(child, &status, 0), child);
    CHECK_EQUAL(status, 0);
  }
}

static void work(team *team, size_t number)
{
  (void)team;
  if (number > 0) {
    be_busy();
  } else {
    fork_often();
    is_over = true;
  }
}

int main(void)
{
  static char *live[LIVE];
  for (size_t i = 0; i < LIVE; i++) {
    live[i] = ffo_string_new("live", NULL);
  }
  team_run(BUSY + 1, work, NULL);
  for (size_t i = 0; i < LIVE; i++) {
    CHECK_OK(ffo_string_free(live[i]));
  }
  CHECK_OK(ffo_set_misuse_hook(NULL, NULL));
  CHECK_BALANCED();
  return 0;
}
