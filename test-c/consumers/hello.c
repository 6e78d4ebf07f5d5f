#include <ffi_ownership.h>
#include <stdio.h>

int main(void)
{
  char *text = ffo_string_new("hello", NULL);
  char *volatile again = text;
  printf("%s\n", text);
  ffo_string_free(text);
  printf("%s\n", ffo_status_name(ffo_string_free(again)));
  /* Answered by way of an exception: what that takes is linked, too. */
  const int caught = ffo_stats_get((ffo_stats *)8) == FFO_E_INTERNAL;
  return FFO_ABI_CHECK() == FFO_OK && caught ? 0 : 1;
}
