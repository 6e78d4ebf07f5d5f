/* A process forks while another thread of its is in the first call of all, which starts the runtime. The child can call the library: it
 * does not wait for that thread, which is not there. Each try is a process of its own, in which nothing has been called before. */
#include "check.h"
#include "threads.h"

#include <sys/wait.h>
#include <unistd.h>

enum { TRIES = 150, STEP = 50000 };

static void expect_success(pid_t child)
{
  int status;
  CHECK(child >= 0);
  CHECK_EQUAL(waitpid(child, &status, 0), child);
  CHECK_EQUAL(status, 0);
}

/* A child may also have a text that the other thread has made and not yet freed. */
static void call(void)
{
  CHECK_OK(ffo_string_free(ffo_string_new("text", NULL)));
  CHECK_OK(ffo_validate());
}

/* Lets the time pass that the other thread needs for a part of the start. */
static void go_round(size_t turns)
{
  for (volatile size_t i = 0; i < turns; i++) {
  }
}

static void work(team *team, size_t number)
{
  team_meet_closely(team);
  if (number > 0) {
    call();
    return;
  }
  go_round(*(const size_t *)team->shared);
  const pid_t child = fork();
  if (child == 0) {
    alarm(60);
    call();
    _exit(0);
  }
  expect_success(child);
}

int main(void)
{
  for (size_t i = 0; i < rounds(TRIES, 5); i++) {
    const pid_t child = fork();
    if (child == 0) {
      size_t turns = i % 50 * STEP;
      team_race(2, work, &turns);
      _exit(0);
    }
    expect_success(child);
  }
  return 0;
}
