/* What a leak checker must not report, though this program has lost every pointer to it: blocks
 * behind handles, with all they own, and forgotten blocks. The ledger knows of the handles. */
#include "ledger.h"

static __attribute__((noinline)) void lose(void)
{
  ffo_config *config = ffo_config_new(1, 2, NULL);
  CHECK_OK(ffo_config_set_name(config, "behind a handle"));
  CHECK(ffo_handle_from_raw(config, FFO_TYPE_CONFIG, NULL) != 0);

  config = ffo_config_new(1, 2, NULL);
  CHECK_OK(ffo_config_set_name(config, "forgotten"));
  CHECK_OK(ffo_forget(config));
}

int main(void)
{
  lose();
  CHECK_EQUAL(ledger_look().live_blocks, 2);
  CHECK_EQUAL(ledger_look().live_handles, 1);
  CHECK_EQUAL(ledger_look().forgotten_blocks, 2);
  CHECK_OK(ffo_validate());
  return 0;
}
