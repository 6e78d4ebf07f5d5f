/* Freeing many strings at once goes on past misuse: what can be freed is, and NULLed; the rest
 * stays where it stands; the first error is the answer. */
#include "refusal.h"

int main(void)
{
  char *good = ffo_string_new("good", NULL);
  char *last = ffo_string_new("last", NULL);
  char *gone = ffo_string_new("gone", NULL);
  CHECK_OK(ffo_string_free(gone));
  char literal[] = "literal";
  char *strings[] = { good, NULL, literal, gone, last };
  const uint64_t misuses = ledger_look().misuses;

  size_t freed = 99;
  CHECK_STATUS(ffo_strings_free(strings, 5, &freed), FFO_E_FOREIGN_POINTER);
  CHECK_MESSAGE("ffo_strings_free: 0x.. is not from this copy of the library; free it where it was "
                "made");
  CHECK_EQUAL(freed, 2);
  CHECK(strings[0] == NULL && strings[1] == NULL && strings[4] == NULL);
  CHECK(strings[2] == literal && strings[3] == gone);
  CHECK_EQUAL(ledger_look().misuses, misuses + 2); /* each refused one counts */
  CHECK_BALANCED();
  return 0;
}
