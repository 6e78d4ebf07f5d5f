/* A process with one thread that has used the library forks, many times: each child goes on with
 * what it inherited, makes and frees thousands of blocks, and exits. */
#include "ledger.h"

#include <sys/wait.h>
#include <unistd.h>

static int run_child(char *inherited, ffo_handle handle)
{
  CHECK_TEXT(inherited, "inherited");
  CHECK_OK(ffo_string_free(inherited));
  CHECK_STATUS(ffo_string_free(inherited), FFO_E_DOUBLE_FREE);
  CHECK_OK(ffo_handle_release(handle));
  for (size_t i = 0; i < rounds(9000, 200); i++) {
    ffo_config *config = ffo_config_new(1, 2, NULL);
    CHECK_OK(ffo_config_set_name(config, "made by a child"));
    CHECK_OK(ffo_config_free(config));
  }
  CHECK_BALANCED();
  return 0;
}

int main(void)
{
  for (size_t i = 0; i < rounds(50, 3); i++) {
    char *text = ffo_string_new("inherited", NULL);
    const ffo_handle handle =
        ffo_handle_from_raw(ffo_string_new("handled", NULL), FFO_TYPE_STRING, NULL);
    int status;
    const pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
      return run_child(text, handle);
    }
    CHECK_EQUAL(waitpid(child, &status, 0), child);
    CHECK_EQUAL(status, 0);
    CHECK_TEXT(text, "inherited");
    CHECK_OK(ffo_string_free(text));
    CHECK_OK(ffo_handle_release(handle));
  }
  CHECK_BALANCED();
  return 0;
}
