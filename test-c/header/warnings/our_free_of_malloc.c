#include "ffi_ownership.h"
#include <stdlib.h>

ffo_status mistake(void)
{
  char *text = malloc(8);
  return ffo_string_free(text);
}
