/* A string is read after its free. */
#include "check.h"

int main(void)
{
  char *text = ffo_string_new("gone", NULL);
  CHECK_OK(ffo_string_free(text));
  return *(volatile char *)text == '\0'; /* HERE: read */
}
