/* FFO_POLICY=abort: a misuse is written to standard error, and ends the process with SIGABRT, after
 * the hook. */
#include "capture.h"
#include "refusal.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

static void FFO_CALL listen(const ffo_error_info *info, void *context)
{
  (void)context;
  fprintf(stderr, "hook: %s\n", ffo_status_name(info->status));
}

static int misuse(void)
{
  CHECK_EQUAL(setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 }), 0);
  CHECK_OK(ffo_set_misuse_hook(listen, NULL));
  ffo_handle_release(5);
  return 0;
}

int main(void)
{
  capture standard_error;
  char text[512];
  int status;
  CHECK_TEXT(getenv("FFO_POLICY"), "abort");
  capture_begin(&standard_error);
  const pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    return misuse();
  }
  CHECK_EQUAL(waitpid(child, &status, 0), child);
  normalise(text, sizeof text, capture_end(&standard_error));
  CHECK(WIFSIGNALED(status));
  CHECK_EQUAL(WTERMSIG(status), SIGABRT);
  CHECK_TEXT(text, "hook: FFO_E_INVALID_HANDLE\nffi_ownership: ffo_handle_release: handle 0x.. was "
                   "never issued by this copy of the library\n");
  return 0;
}
