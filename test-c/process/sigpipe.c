/* The first call leaves SIGPIPE at its default. ../dlopen/sigpipe.c looks closer; this one can have
 * the library inside. */
#include "check.h"

#include <signal.h>

int main(void)
{
  struct sigaction now = { .sa_handler = SIG_DFL };
  CHECK_EQUAL(sigaction(SIGPIPE, &now, NULL), 0);
  CHECK_OK(ffo_string_free(ffo_string_new("first call", NULL)));
  CHECK_EQUAL(sigaction(SIGPIPE, NULL, &now), 0);
  CHECK(now.sa_handler == SIG_DFL);
  return 0;
}
