/* A process with more rights than who started it takes no wishes from the environment: neither does
 * it overwrite a file for FFO_LEAK_REPORT, nor does it follow the other variables. */
#include "capture.h"
#include "ledger.h"

#include <fcntl.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <sys/wait.h>

enum { SOMEBODY_ELSE = 65534 };

static int run_with_rights(void)
{
  CHECK_EQUAL(getauxval(AT_SECURE), 1);
  CHECK_EQUAL(ledger_look().heap, FFO_HEAP_SLAB);
  CHECK_STATUS(ffo_string_free((char *)64), FFO_E_FOREIGN_POINTER); /* no log, no abort */
  char *text = ffo_string_new("left", NULL);
  CHECK_OK(ffo_string_free(text));
  CHECK_STATUS(ffo_string_free(text), FFO_E_DOUBLE_FREE);
  return ffo_string_new("a leak", NULL) == NULL;
}

int main(int count, char **arguments)
{
  (void)arguments;
  if (count > 1) {
    return run_with_rights();
  }
  if (geteuid() != 0) {
    puts("skipped: only root can give a process more rights than its starter has");
    return 0;
  }

  int status;
  struct stat file;
  char path[] = "/tmp/ffo-privileged-XXXXXX";
  const int made = mkstemp(path);
  CHECK(made >= 0);
  CHECK_EQUAL(write(made, "precious", 8), 8);
  CHECK_EQUAL(close(made), 0);
  CHECK_EQUAL(setenv("FFO_LEAK_REPORT", path, 1), 0);
  CHECK_EQUAL(setenv("FFO_HEAP", "system", 1), 0);
  CHECK_EQUAL(setenv("FFO_POLICY", "abort", 1), 0);
  CHECK_EQUAL(setenv("FFO_QUARANTINE", "no number", 1), 0);
  CHECK_EQUAL(setenv("FFO_ZERO_ON_FREE", "no number", 1), 0);

  /* Where the real user is not the effective one at exec, the system says so to the new program. */
  capture standard_error;
  capture_begin(&standard_error);
  const pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    CHECK_EQUAL(setresuid(SOMEBODY_ELSE, 0, 0), 0);
    execl("/proc/self/exe", "privileged", "child", (char *)NULL);
    _exit(1);
  }
  CHECK_EQUAL(waitpid(child, &status, 0), child);
  CHECK_TEXT(capture_end(&standard_error), "");
  CHECK_EQUAL(status, 0);
  CHECK_EQUAL(stat(path, &file), 0);
  CHECK_EQUAL(file.st_size, 8);
  CHECK_EQUAL(unlink(path), 0);
  return 0;
}
