/* A freed block goes to calls that are not frees. */
#include "refusal.h"

int main(void)
{
  char *text = ffo_string_new("gone", NULL);
  ffo_config *config = ffo_config_new(1, 2, NULL);
  CHECK_OK(ffo_string_free(text));
  CHECK_OK(ffo_config_free(config));

  CHECK_MAKES_NOTHING(
      ffo_string_clone(text, &status), FFO_E_DOUBLE_FREE,
      "ffo_string_clone: 0x.. was freed already (type \"string\"); nothing changed");
  CHECK_MAKES_NOTHING(
      ffo_config_clone(config, &status), FFO_E_DOUBLE_FREE,
      "ffo_config_clone: 0x.. was freed already (type \"ffo_config\"); nothing changed");
  CHECK_REFUSED(
      ffo_config_set_name(config, "late"), FFO_E_DOUBLE_FREE,
      "ffo_config_set_name: 0x.. was freed already (type \"ffo_config\"); nothing changed");
  CHECK_MAKES_NOTHING(
      ffo_config_take_name(config, &status), FFO_E_DOUBLE_FREE,
      "ffo_config_take_name: 0x.. was freed already (type \"ffo_config\"); nothing changed");
  CHECK_MAKES_NOTHING(
      ffo_handle_from_raw(text, FFO_TYPE_STRING, &status), FFO_E_DOUBLE_FREE,
      "ffo_handle_from_raw: 0x.. was freed already (type \"string\"); nothing changed");
  CHECK_REFUSED(ffo_forget(text), FFO_E_DOUBLE_FREE,
                "ffo_forget: 0x.. was freed already (type \"string\"); nothing changed");
  CHECK_REFUSED(ffo_tag(text, "late"), FFO_E_DOUBLE_FREE,
                "ffo_tag: 0x.. was freed already (type \"string\"); nothing changed");
  CHECK_BALANCED();
  return 0;
}
