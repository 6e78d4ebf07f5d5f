#include "ffi_ownership.h"

ffo_status mistake(ffo_type type)
{
  void *box = ffo_box_new(type, NULL);
  return ffo_string_free(box);
}
