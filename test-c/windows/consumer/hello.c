#include <ffi_ownership.h>

int puts(const char *text);

int main(void)
{
  char *text = ffo_string_new("hello", NULL);
  char *volatile again = text;
  puts(text);
  if (ffo_string_free(text) != FFO_OK) {
    return 1;
  }
  puts(ffo_status_name(ffo_string_free(again)));
  return FFO_ABI_CHECK() == FFO_OK ? 0 : 1;
}
