/* FFO_LEAK_REPORT: what still lives when the process exits is written to standard error, or to a
 * file. One process for each, and one that leaks nothing. */
#include "capture.h"
#include "child.h"
#include "environment.h"
#include "ledger.h"

static char *kept; /* reachable, so that only the ledger takes it for a leak */

static void leak(void)
{
  kept = ffo_string_new("never freed", NULL);
  CHECK_OK(ffo_tag(kept, "the culprit"));
}

enum { LEAK, LEAK_NOTHING };

static int work(size_t part)
{
  CHECK_OK(ffo_string_free(ffo_string_new("freed", NULL)));
  if (part == LEAK) {
    leak();
  }
  return 0;
}

static void run(const char *program, const char *where, size_t part)
{
  environment_set("FFO_LEAK_REPORT", where);
  CHECK_EQUAL(child_run(program, part, work), 0);
}

static void check_report(const char *report)
{
  CHECK(strstr(report, "1 live block, 12 bytes") != NULL);
  CHECK(strstr(report, "string") != NULL);
  CHECK(strstr(report, "the culprit") != NULL);
}

int main(int count, char **arguments)
{
  child_work(count, arguments, work);
  char path[TEMPORARY_SIZE];
  char report[4096];
  temporary_file(path);
  run(arguments[0], path, LEAK);
  FILE *file = fopen(path, "r");
  CHECK(file != NULL);
  report[fread(report, 1, sizeof report - 1, file)] = '\0';
  CHECK_EQUAL(fclose(file), 0);
  CHECK_EQUAL(remove(path), 0);
  check_report(report);

  capture standard_error;
  capture_begin(&standard_error);
  run(arguments[0], "stderr", LEAK);
  check_report(capture_end(&standard_error));

  capture_begin(&standard_error);
  run(arguments[0], "stderr", LEAK_NOTHING);
  CHECK_TEXT(capture_end(&standard_error), "ffi_ownership: 0 live blocks, 0 bytes\n");
  return 0;
}
