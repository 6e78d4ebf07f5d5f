/* What malloc gave goes to our free. */
#include "refusal.h"

int main(void)
{
  char *text = malloc(16);
  strcpy(text, "malloc's");
  CHECK_REFUSED(
      ffo_string_free(text), FFO_E_FOREIGN_POINTER,
      "ffo_string_free: 0x.. is not from this copy of the library; free it where it was made");
  CHECK_EQUAL(last_error().pointer, text);
  CHECK_TEXT(text, "malloc's");
  free(text);
  CHECK_BALANCED();
  return 0;
}
