/* A string's own NUL is overwritten. This is found under every memory checker, too. */
#include "refusal.h"

int main(void)
{
  char *text = ffo_string_new("full", NULL);
  char *other = ffo_string_new("a neighbour", NULL);
  text[4] = '!';
  const uint64_t misuses = ledger_look().misuses;

  CHECK_STATUS(ffo_validate(), FFO_E_OVERRUN);
  CHECK_MESSAGE("ffo_validate: 0x.. was overrun: its bytes from offset 4 on were overwritten (type "
                "\"string\")");
  CHECK_STATUS(ffo_string_free(text), FFO_E_OVERRUN);
  CHECK_MESSAGE("ffo_string_free: 0x.. was overrun: its bytes from offset 4 on were overwritten "
                "(type \"string\"); it is freed all the same");
  CHECK_EQUAL(last_error().pointer, text);
  CHECK(ledger_look().misuses > misuses);
  CHECK_STATUS(ffo_string_free(text), FFO_E_DOUBLE_FREE);

  CHECK_TEXT(other, "a neighbour");
  CHECK_OK(ffo_string_free(other));
  CHECK_BALANCED();
  return 0;
}
