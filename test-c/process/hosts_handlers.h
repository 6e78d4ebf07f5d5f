/* Handlers of a host's, and a process for each case. */
#ifndef FFO_TEST_HOSTS_HANDLERS_H
#define FFO_TEST_HOSTS_HANDLERS_H

#include "ledger.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void install(int number, void (*handler)(int, siginfo_t *, void *), int flags)
{
  struct sigaction host = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO | flags };
  CHECK_EQUAL(sigaddset(&host.sa_mask, SIGUSR1), 0);
  CHECK_EQUAL(sigaction(number, &host, NULL), 0);
}

static void first_call(void) { CHECK_OK(ffo_string_free(ffo_string_new("first call", NULL))); }

static void run(const char *name, int (*test)(void), int signal_that_ends)
{
  int status;
  const pid_t process = fork();
  CHECK(process >= 0);
  if (process == 0) {
    const struct rlimit no_core = { 0, 0 };
    setrlimit(RLIMIT_CORE, &no_core);
    _exit(test());
  }
  CHECK_EQUAL(waitpid(process, &status, 0), process);
  const int ended_by = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  if (ended_by != signal_that_ends || (ended_by == 0 && WEXITSTATUS(status) != 0)) {
    fprintf(stderr, "%s: status %#x\n", name, (unsigned)status);
    exit(1);
  }
}

#define RUN(test, signal_that_ends) run(#test, test, signal_that_ends)

#endif
