#include "ffi_ownership.h"

void mistake(void) { ffo_string_new("text", NULL); }
