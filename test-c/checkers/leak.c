/* A string is lost. */
#include "check.h"

static __attribute__((noinline)) void lose(void)
{
  char *text = ffo_string_new("lost", NULL); /* HERE: leak */
  CHECK_TEXT(text, "lost");
}

int main(void)
{
  lose();
  CHECK_OK(ffo_string_free(ffo_string_new("what is left on the stack is overwritten", NULL)));
  return 0;
}
