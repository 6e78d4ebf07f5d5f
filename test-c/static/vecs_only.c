/* A program of a few functions, none of which has an entry for fast calls. */
#include <ffi_ownership.h>
#include <stddef.h>

int main(void)
{
  ffo_vec vec;
  const char byte = 1;
  const int made =
      ffo_vec_init(&vec, sizeof byte, 0) == FFO_OK && ffo_vec_push(&vec, &byte) == FFO_OK;
  const int excepted = ffo_stats_get((ffo_stats *)8) == FFO_E_INTERNAL;
  return made && excepted && ffo_vec_dispose(&vec) == FFO_OK ? 0 : 1;
}
