/* FFO_LEAK_REPORT: what still lives when the process exits is written to standard error, or to a
 * file. One process for each, and one that leaks nothing. */
#include "capture.h"
#include "ledger.h"

#include <sys/wait.h>

static char *kept; /* reachable, so that only the ledger takes it for a leak */

static int leak(void)
{
  kept = ffo_string_new("never freed", NULL);
  CHECK_OK(ffo_tag(kept, "the culprit"));
  CHECK_OK(ffo_string_free(ffo_string_new("freed", NULL)));
  return 0;
}

static int leak_nothing(void)
{
  CHECK_OK(ffo_string_free(ffo_string_new("freed", NULL)));
  return 0;
}

static void run(const char *where, int (*work)(void))
{
  int status;
  CHECK_EQUAL(setenv("FFO_LEAK_REPORT", where, 1), 0);
  const pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    exit(work());
  }
  CHECK_EQUAL(waitpid(child, &status, 0), child);
  CHECK_EQUAL(status, 0);
}

static void check_report(const char *report)
{
  CHECK(strstr(report, "1 live block, 12 bytes") != NULL);
  CHECK(strstr(report, "string") != NULL);
  CHECK(strstr(report, "the culprit") != NULL);
}

int main(void)
{
  char path[] = "/tmp/ffo-leaks-XXXXXX";
  char report[4096];
  CHECK_EQUAL(close(mkstemp(path)), 0);
  run(path, leak);
  FILE *file = fopen(path, "r");
  CHECK(file != NULL);
  report[fread(report, 1, sizeof report - 1, file)] = '\0';
  CHECK_EQUAL(fclose(file), 0);
  CHECK_EQUAL(unlink(path), 0);
  check_report(report);

  capture standard_error;
  capture_begin(&standard_error);
  run("stderr", leak);
  check_report(capture_end(&standard_error));

  capture_begin(&standard_error);
  run("stderr", leak_nothing);
  CHECK_TEXT(capture_end(&standard_error), "ffi_ownership: 0 live blocks, 0 bytes\n");
  return 0;
}
