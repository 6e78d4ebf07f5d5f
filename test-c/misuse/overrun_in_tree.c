/* An overrun deep inside a tree: all of it is freed, and the overrun reported once. */
#include "refusal.h"

int main(void)
{
  ffo_config *config = ffo_config_new(1, 2, NULL);
  CHECK_OK(ffo_config_set_name(config, "name"));
  config->name[4] = 's';
  const uint64_t misuses = ledger_look().misuses;
  CHECK_STATUS(ffo_config_free(config), FFO_E_OVERRUN);
  CHECK_MESSAGE("ffo_config_free: 0x.. was overrun: its bytes from offset 4 on were overwritten "
                "(type \"string\"); it is freed all the same");
  CHECK_EQUAL(ledger_look().misuses, misuses + 1);
  CHECK_BALANCED();
  return 0;
}
