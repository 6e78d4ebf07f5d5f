/* A process forks while other threads make blocks and free them by calls that take no lock and that the runtime does not wait for. No
 * child finds one of them half done: what its ledger counts is what it lists, and all of it can be used. */
#include "ledger.h"
#include "threads.h"

#include <sys/wait.h>
#include <unistd.h>

enum { BUSY = 2, LISTED = 1000 };

static atomic_bool is_over;

static void be_busy(void)
{
  while (!is_over) {
    CHECK_OK(ffo_string_free(ffo_string_new("text", NULL)));
    ffo_config *config = ffo_config_new(1, 2, NULL);
    CHECK_OK(ffo_config_set_name(config, "name"));
    CHECK_OK(ffo_config_free(config));
    const ffo_handle handle =
        ffo_handle_from_raw(ffo_string_new("held", NULL), FFO_TYPE_STRING, NULL);
    CHECK(ffo_handle_borrow(handle, FFO_TYPE_STRING, NULL, NULL) != NULL);
    CHECK_OK(ffo_handle_return(handle));
    CHECK_OK(ffo_handle_release(handle));
  }
}

static void look_around(void)
{
  static ffo_block_info live[LISTED];
  for (size_t i = 0; i < LISTED; i++) {
    live[i] = (ffo_block_info)FFO_BLOCK_INFO_INIT;
  }
  size_t listed;
  size_t blocks;
  size_t bytes;
  CHECK_OK(ffo_live_list(0, live, LISTED, &listed));
  CHECK_OK(ffo_live_since(0, &blocks, &bytes));
  CHECK_EQUAL(blocks, listed);
  CHECK(listed <= (size_t)BUSY * 2);
  CHECK_OK(ffo_validate());
  for (size_t i = 0; i < 100; i++) {
    CHECK_OK(ffo_string_free(ffo_string_new("a child's", NULL)));
  }
}

static void fork_often(void)
{
  for (size_t i = rounds(1000, 10); i > 0; i--) {
    const pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
      alarm(60);
      look_around();
      _exit(0);
    }
    int status;
    CHECK_EQUAL(waitpid(child, &status, 0), child);
    CHECK_EQUAL(status, 0);
  }
}

static void work(team *team, size_t number)
{
  (void)team;
  if (number > 0) {
    be_busy();
  } else {
    fork_often();
    is_over = true;
  }
}

int main(void)
{
  team_run(BUSY + 1, work, NULL);
  CHECK_BALANCED();
  return 0;
}
