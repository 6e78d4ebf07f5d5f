#include "ffi_ownership.h"

ffo_status mistake(void)
{
  char *text = ffo_string_new("text", NULL);
  ffo_string_free(text);
  return ffo_string_free(text);
}
