/* A forgotten block is freed, and changed. */
#include "refusal.h"

#define FORGOTTEN(function) function ": 0x.. was forgotten on purpose; it stays for ever"

int main(void)
{
  static ffo_config *config; /* reachable to the end, so that no tool takes it for a leak */
  config = ffo_config_new(1, 2, NULL);
  CHECK_OK(ffo_config_set_name(config, "kept"));
  CHECK_OK(ffo_forget(config));

  CHECK_REFUSED(ffo_config_free(config), FFO_E_FORGOTTEN, FORGOTTEN("ffo_config_free"));
  CHECK_REFUSED(ffo_box_free(config, FFO_TYPE_CONFIG), FFO_E_FORGOTTEN, FORGOTTEN("ffo_box_free"));
  CHECK_REFUSED(ffo_config_set_name(config, "new"), FFO_E_FORGOTTEN,
                FORGOTTEN("ffo_config_set_name"));
  CHECK_MAKES_NOTHING(ffo_config_take_name(config, &status), FFO_E_FORGOTTEN,
                      FORGOTTEN("ffo_config_take_name"));
  CHECK_REFUSED(ffo_box_put(config, offsetof(ffo_config, name), NULL), FFO_E_FORGOTTEN,
                FORGOTTEN("ffo_box_put"));
  CHECK_MAKES_NOTHING(ffo_handle_from_raw(config, FFO_TYPE_CONFIG, &status), FFO_E_FORGOTTEN,
                      FORGOTTEN("ffo_handle_from_raw"));
  CHECK_REFUSED(ffo_string_free(config->name), FFO_E_FORGOTTEN, FORGOTTEN("ffo_string_free"));
  CHECK_TEXT(config->name, "kept");
  CHECK_BALANCED();
  return 0;
}
