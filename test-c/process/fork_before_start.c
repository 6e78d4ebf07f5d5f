/* A process forks when only the runtime has started: its first calls were refused before they came to the ledger. Its children start
 * the library, and collect garbage with threads of their own. The runtime would wait for the parent's threads, or go round in its
 * list of threads for ever, where one of them has the memory of one that is not there. */
#include "each_kind.h"
#include "garbage.h"
#include "ledger.h"
#include "threads.h"

#include <sys/wait.h>
#include <unistd.h>

enum { THREADS = 2, FORKS = 3 };

static void work(team *team, size_t number)
{
  (void)team;
  make_garbage(rounds(12000, 200));
  for (size_t i = 0; i < 100; i++) {
    each_kind(i % EACH_KIND_KINDS, i + number);
  }
}

int main(void)
{
  make_garbage(1);
  for (int i = 0; i < FORKS; i++) {
    const pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
      alarm(60);
      team_run(THREADS, work, NULL);
      CHECK_OK(ffo_validate());
      _exit(0);
    }
    int status;
    CHECK_EQUAL(waitpid(child, &status, 0), child);
    CHECK_EQUAL(status, 0);
  }
  CHECK_BALANCED();
  return 0;
}
