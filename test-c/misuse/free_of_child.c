/* A config's name is freed by hand, and put where it would have two owners. */
#include "refusal.h"

#define OWNED(function)                                                                            \
  function ": 0x.. belongs to the block at 0x..; take it out first, or free that one"

int main(void)
{
  ffo_config *config = ffo_config_new(1, 2, NULL);
  CHECK_OK(ffo_config_set_name(config, "child"));
  CHECK_REFUSED(ffo_string_free(config->name), FFO_E_NOT_OWNED, OWNED("ffo_string_free"));
  CHECK_REFUSED(ffo_forget(config->name), FFO_E_NOT_OWNED, OWNED("ffo_forget"));
  CHECK_MAKES_NOTHING(ffo_handle_from_raw(config->name, FFO_TYPE_STRING, &status), FFO_E_NOT_OWNED,
                      OWNED("ffo_handle_from_raw"));

  ffo_config *other = ffo_config_new(3, 4, NULL);
  CHECK_REFUSED(ffo_box_put(other, offsetof(ffo_config, name), config->name), FFO_E_NOT_OWNED,
                OWNED("ffo_box_put"));
  CHECK(other->name == NULL);
  CHECK_TEXT(config->name, "child");
  CHECK_OK(ffo_config_free(other));
  CHECK_OK(ffo_config_free(config));
  CHECK_BALANCED();
  return 0;
}
