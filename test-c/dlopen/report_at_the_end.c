/* FFO_LEAK_REPORT of a library that is loaded late, into a program that has registered its handlers
 * of atexit before: the report comes after them. */
#include "api.h"
#include "capture.h"

#include <sys/wait.h>

static api it;
static char *freed_late;
static char *volatile never; /* reachable, so that only the ledger takes it for a leak */

static void free_late(void) { CHECK_EQUAL(it.string_free(freed_late), FFO_OK); }

static int work(const char *path)
{
  CHECK_EQUAL(atexit(free_late), 0);
  it = api_load(path);
  freed_late = it.string_new("freed late", NULL);
  never = it.string_new("never", NULL);
  CHECK(never != NULL);
  return 0;
}

int main(int count, char **arguments)
{
  int status;
  capture standard_error;
  CHECK_EQUAL(count, 2);
  CHECK_EQUAL(setenv("FFO_LEAK_REPORT", "stderr", 1), 0);
  capture_begin(&standard_error);
  const pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    exit(work(arguments[1]));
  }
  CHECK_EQUAL(waitpid(child, &status, 0), child);
  const char *report = capture_end(&standard_error);
  CHECK_EQUAL(status, 0);
  CHECK(strncmp(report, "ffi_ownership: 1 live block, 6 bytes\n", 37) == 0);
  return 0;
}
