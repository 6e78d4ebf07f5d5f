/* Parts of a program, each in a process of its own. */
#ifndef FFO_TEST_CHILD_H
#define FFO_TEST_CHILD_H

#include "check.h"

#ifdef _WIN32
#include <errno.h>
#include <process.h>
#include <windows.h>
#else
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#endif

enum { CHILD_ARGUMENTS = 8, CHILD_ARGUMENT_SIZE = 512 };

static int child_own_count; /* the program's own arguments, which it is started with again */
static char **child_own;

/* A program that is started again for one part is told it behind its own arguments. Where there is no
 * fork, each part is that, so main calls this before anything that is not the part's. */
static inline void child_work(int count, char **arguments, int (*work)(size_t part))
{
  if (count > 2 && strcmp(arguments[count - 2], "--part") == 0) {
    exit(work((size_t)strtoull(arguments[count - 1], NULL, 10)));
  }
  child_own_count = count;
  child_own = arguments;
}

#ifndef _WIN32
/* As a shell tells it. */
static inline int child_wait(pid_t child)
{
  int status;
  CHECK_EQUAL(waitpid(child, &status, 0), child);
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
#endif

/* Starts the program again for one part, with nothing warmed up and at other addresses. Returns its exit
 * status, or 128 and the signal that has ended it. */
static inline int child_run_anew(const char *program, size_t part)
{
  static char quoted[CHILD_ARGUMENTS][CHILD_ARGUMENT_SIZE];
  static char mark[] = "--part";
  char number[32];
  char *line[CHILD_ARGUMENTS + 3] = { NULL };
  CHECK(child_own_count > 0 && child_own_count <= CHILD_ARGUMENTS);
  for (int i = 0; i < child_own_count; i++) {
#ifdef _WIN32
    CHECK(strlen(child_own[i]) + sizeof "\"\"" <= CHILD_ARGUMENT_SIZE);
    snprintf(quoted[i], sizeof quoted[i], "\"%s\"", child_own[i]);
    line[i] = quoted[i];
#else
    (void)quoted;
    line[i] = child_own[i];
#endif
  }
  snprintf(number, sizeof number, "%zu", part);
  line[child_own_count] = mark;
  line[child_own_count + 1] = number;
  fflush(NULL);
#ifdef _WIN32
  const intptr_t status = _spawnv(_P_WAIT, program, (const char *const *)line);
  if (status == -1) {
    fprintf(stderr, "%s was not started: %s\n", program, strerror(errno));
  }
  return (int)status;
#else
  const pid_t child = fork();
  (void)program;
  CHECK(child >= 0);
  if (child == 0) {
    execv("/proc/self/exe", line);
    _exit(127);
  }
  return child_wait(child);
#endif
}

/* Runs one part in a new process. `program` is main's arguments[0]. Returns as above. */
static inline int child_run(const char *program, size_t part, int (*work)(size_t part))
{
#ifdef _WIN32
  (void)work;
  return child_run_anew(program, part);
#else
  (void)program;
  fflush(NULL);
  const pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    exit(work(part));
  }
  return child_wait(child);
#endif
}

/* Whether such a status tells of abort(). */
static inline bool child_aborted(int status)
{
#ifdef _WIN32
  /* Microsoft's is a fast failure, whose code bears another's name. */
  return status == 3 || status == (int)STATUS_STACK_BUFFER_OVERRUN;
#else
  return status == 128 + SIGABRT;
#endif
}

/* For a process that is to be ended by a fault: it leaves no core file and asks nobody. */
static inline void child_ends_quietly(void)
{
#ifdef _WIN32
  SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);
#else
  const struct rlimit no_core = { 0, 0 };
  CHECK_EQUAL(setrlimit(RLIMIT_CORE, &no_core), 0);
#endif
}

#endif
