/* FFO_LEAK_REPORT of a library that is loaded late, into a program that has registered its handlers
 * of atexit before: the report comes after them. On Windows it is a handler itself, and comes after
 * those that were registered later. */
#include "api.h"
#include "capture.h"
#include "child.h"
#include "environment.h"

#ifdef _WIN32
enum { IS_LAST = 0 };
#else
enum { IS_LAST = 1 };
#endif

static const char *library;
static api it;
static char *freed_late;
static char *volatile never; /* reachable, so that only the ledger takes it for a leak */

static void free_late(void) { CHECK_EQUAL(it.string_free(freed_late), FFO_OK); }

static int work(size_t part)
{
  (void)part;
  if (IS_LAST) {
    CHECK_EQUAL(atexit(free_late), 0);
  }
  it = api_load(library);
  freed_late = it.string_new("freed late", NULL);
  never = it.string_new("never", NULL);
  CHECK(never != NULL);
  if (!IS_LAST) {
    CHECK_EQUAL(atexit(free_late), 0);
  }
  return 0;
}

int main(int count, char **arguments)
{
  CHECK(count >= 2);
  library = arguments[1];
  child_work(count, arguments, work);
  capture standard_error;
  environment_set("FFO_LEAK_REPORT", "stderr");
  capture_begin(&standard_error);
  const int status = child_run(arguments[0], 0, work);
  const char *report = capture_end(&standard_error);
  CHECK_EQUAL(status, 0);
  CHECK(strncmp(report, "ffi_ownership: 1 live block, 6 bytes\n", 37) == 0);
  return 0;
}
