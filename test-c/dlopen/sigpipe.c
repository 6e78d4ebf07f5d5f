/* The first call leaves what the process does at SIGPIPE as it was: the default, to ignore it, or a
 * handler with its flags and mask. One process for each. */
#include "api.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void handle(int signal, siginfo_t *info, void *context)
{
  (void)signal;
  (void)info;
  (void)context;
}

static int call_first(const char *path, const struct sigaction *before)
{
  struct sigaction after;
  CHECK_EQUAL(sigaction(SIGPIPE, before, NULL), 0);
  const api it = api_load(path);
  CHECK_EQUAL(it.string_free(it.string_new("first call", NULL)), FFO_OK);
  CHECK_EQUAL(sigaction(SIGPIPE, NULL, &after), 0);
  CHECK_EQUAL(after.sa_flags & SA_SIGINFO, before->sa_flags & SA_SIGINFO);
  CHECK_EQUAL(after.sa_flags & SA_RESTART, before->sa_flags & SA_RESTART);
  CHECK_EQUAL((uintptr_t)after.sa_handler, (uintptr_t)before->sa_handler);
  CHECK_EQUAL(sigismember(&after.sa_mask, SIGUSR1), sigismember(&before->sa_mask, SIGUSR1));
  return 0;
}

int main(int count, char **arguments)
{
  struct sigaction dispositions[3] = { { .sa_handler = SIG_DFL },
                                       { .sa_handler = SIG_IGN },
                                       { .sa_sigaction = handle,
                                         .sa_flags = SA_SIGINFO | SA_RESTART } };
  CHECK_EQUAL(count, 2);
  CHECK_EQUAL(sigaddset(&dispositions[2].sa_mask, SIGUSR1), 0);
  for (size_t i = 0; i < 3; i++) {
    int status;
    const pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
      return call_first(arguments[1], &dispositions[i]);
    }
    CHECK_EQUAL(waitpid(child, &status, 0), child);
    CHECK_EQUAL(status, 0);
  }
  return 0;
}
