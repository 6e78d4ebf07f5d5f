/* Surrogates without their partners; the position of the first is told. */
#include "refusal.h"

static void check_bad(const uint16_t *units, size_t count, size_t at)
{
  char message[128];
  snprintf(message, sizeof message,
           "ffo_string_from_utf16: unit %zu of %zu is a surrogate without its partner", at, count);
  CHECK_MAKES_NOTHING(ffo_string_from_utf16(units, count, &status), FFO_E_INVALID_UTF16, message);
  CHECK_EQUAL(last_error().offset, at);
}

int main(void)
{
  check_bad((const uint16_t[]){ 0xD83D }, 1, 0); /* the text ends too early */
  check_bad((const uint16_t[]){ 'a', 0xD83D }, 2, 1);
  check_bad((const uint16_t[]){ 'a', 0xDE00, 'b' }, 3, 1);       /* the second half alone */
  check_bad((const uint16_t[]){ 0xD83D, 'a' }, 2, 0);            /* the first half alone */
  check_bad((const uint16_t[]){ 0xD83D, 0xD83D, 0xDE00 }, 3, 0); /* the first half twice */
  check_bad((const uint16_t[]){ 0xD83D, 0xDE00, 0xDE00 }, 3, 2); /* the second half twice */
  check_bad((const uint16_t[]){ 0xDE00, 0xD83D }, 2, 0);         /* the wrong way round */
  CHECK_BALANCED();
  return 0;
}
