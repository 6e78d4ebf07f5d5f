/* FFO_POLICY=abort: a misuse is written to standard error, and ends the process by abort(), after
 * the hook. */
#include "capture.h"
#include "child.h"
#include "refusal.h"

static void FFO_CALL listen(const ffo_error_info *info, void *context)
{
  (void)context;
  fprintf(stderr, "hook: %s\n", ffo_status_name(info->status));
}

static int misuse(size_t part)
{
  (void)part;
  child_ends_quietly();
  CHECK_OK(ffo_set_misuse_hook(listen, NULL));
  ffo_handle_release(5);
  return 0;
}

int main(int count, char **arguments)
{
  child_work(count, arguments, misuse);
  capture standard_error;
  char text[512];
  CHECK_TEXT(getenv("FFO_POLICY"), "abort");
  capture_begin(&standard_error);
  const int status = child_run(arguments[0], 0, misuse);
  normalise(text, sizeof text, capture_end(&standard_error));
  CHECK(child_aborted(status));
  CHECK_TEXT(text, "hook: FFO_E_INVALID_HANDLE\nffi_ownership: ffo_handle_release: handle 0x.. was "
                   "never issued by this copy of the library\n");
  return 0;
}
