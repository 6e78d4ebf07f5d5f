/* Parts of a program, each in a process of its own. */
#ifndef FFO_TEST_CHILD_H
#define FFO_TEST_CHILD_H

#include "check.h"

#ifdef _WIN32
#include <process.h>
#else
#include <sys/wait.h>
#include <unistd.h>
#endif

/* Where there is no fork, a new process is told its part: main begins with this. */
static inline void child_work(int count, char **arguments, int (*work)(size_t part))
{
  if (count == 3 && strcmp(arguments[1], "--part") == 0) {
    exit(work((size_t)strtoull(arguments[2], NULL, 10)));
  }
}

/* Runs one part in a new process. `program` is main's arguments[0]. Returns its exit status. */
static inline int child_run(const char *program, size_t part, int (*work)(size_t part))
{
#ifdef _WIN32
  char number[32];
  (void)work;
  snprintf(number, sizeof number, "%zu", part);
  return (int)_spawnl(_P_WAIT, program, program, "--part", number, NULL);
#else
  int status;
  const pid_t child = fork();
  (void)program;
  CHECK(child >= 0);
  if (child == 0) {
    exit(work(part));
  }
  CHECK_EQUAL(waitpid(child, &status, 0), child);
  CHECK(WIFEXITED(status));
  return WEXITSTATUS(status);
#endif
}

#endif
