#include "ffi_ownership.h"
#include <stdlib.h>

void mistake(void)
{
  char *text = ffo_string_new("text", NULL);
  free(text);
}
