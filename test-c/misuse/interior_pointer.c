/* A pointer into a block, to its last byte too, is freed. */
#include "refusal.h"

int main(void)
{
  char *text = ffo_string_new("a longer text", NULL);
  CHECK_REFUSED(ffo_string_free(text + 1), FFO_E_INTERIOR_POINTER,
                "ffo_string_free: 0x.. lies 1 byte into the block at 0x.. of type \"string\"; only "
                "its start names it");
  CHECK_EQUAL(last_error().pointer, text + 1);
  CHECK_EQUAL(last_error().offset, 1);
  CHECK_REFUSED(ffo_box_free(text + 13, FFO_TYPE_STRING), FFO_E_INTERIOR_POINTER,
                "ffo_box_free: 0x.. lies 13 bytes into the block at 0x.. of type \"string\"; only "
                "its start names it");
  CHECK_OK(ffo_string_free(text));

  ffo_config *config = ffo_config_new(1, 2, NULL);
  CHECK_REFUSED(ffo_config_free((ffo_config *)(void *)&config->timeout_ms), FFO_E_INTERIOR_POINTER,
                "ffo_config_free: 0x.. lies 4 bytes into the block at 0x.. of type "
                "\"ffo_config\"; only its start names it");
  CHECK_OK(ffo_config_free(config));
  CHECK_BALANCED();
  return 0;
}
