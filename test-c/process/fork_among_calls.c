/* A process forks while other threads make blocks and end them, many by calls that take no lock and that the runtime does not wait
 * for. No child finds a call half done: what its ledger counts is what it lists, and all of it can be used. */
#include "each_kind.h"
#include "ledger.h"
#include "threads.h"

#include <sys/wait.h>
#include <unistd.h>

enum { BUSY = 2, LISTED = 1000 };

static atomic_bool is_over;

static void be_busy(size_t number)
{
  for (size_t i = number; !is_over; i++) {
    each_kind(i % EACH_KIND_KINDS, i);
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
  CHECK(listed <= (size_t)BUSY * 8);
  CHECK_OK(ffo_validate());
  for (size_t i = 0; i < listed; i++) {
    void *const block = (void *)(uintptr_t)live[i].address;
    if (live[i].owner == FFO_OWNER_CALLER && live[i].type == FFO_TYPE_STRING) {
      CHECK_OK(ffo_string_free(block));
    } else if (live[i].owner == FFO_OWNER_CALLER && live[i].type == FFO_TYPE_CONFIG) {
      CHECK_OK(ffo_config_free(block));
    }
  }
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
    be_busy(number);
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
