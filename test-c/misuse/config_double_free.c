/* The same config is freed twice, and its name once more after it. */
#include "refusal.h"

int main(void)
{
  ffo_config *config = ffo_config_new(1, 2, NULL);
  CHECK_OK(ffo_config_set_name(config, "primary"));
  char *name = config->name;
  CHECK_OK(ffo_config_free(config));
  CHECK_REFUSED(ffo_config_free(config), FFO_E_DOUBLE_FREE,
                "ffo_config_free: 0x.. was freed already (type \"ffo_config\"); nothing changed");
  CHECK_REFUSED(ffo_string_free(name), FFO_E_DOUBLE_FREE,
                "ffo_string_free: 0x.. was freed already (type \"string\"); nothing changed");
  CHECK_BALANCED();
  return 0;
}
