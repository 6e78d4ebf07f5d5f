/* The same string is freed twice. */
#include "refusal.h"

int main(void)
{
  char *text = ffo_string_new("once", NULL);
  CHECK_OK(ffo_string_free(text));
  CHECK_REFUSED(ffo_string_free(text), FFO_E_DOUBLE_FREE,
                "ffo_string_free: 0x.. was freed already (type \"string\"); nothing changed");
  CHECK_EQUAL(last_error().pointer, text);
  CHECK_EQUAL(last_error().actual_type, FFO_TYPE_STRING);
  CHECK_BALANCED();
  return 0;
}
