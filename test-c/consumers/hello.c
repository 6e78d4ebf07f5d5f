#include <ffi_ownership.h>
#include <stdio.h>

int main(void)
{
  char *text = ffo_string_new("hello", NULL);
  char *volatile again = text;
  printf("%s\n", text);
  ffo_string_free(text);
  printf("%s\n", ffo_status_name(ffo_string_free(again)));
  return FFO_ABI_CHECK() == FFO_OK ? 0 : 1;
}
