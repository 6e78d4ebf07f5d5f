#include "ffi_ownership.h"

int32_t mistake(void)
{
  ffo_config *config = ffo_config_new(4, 1000, NULL);
  ffo_config_free(config);
  return config->timeout_ms;
}
