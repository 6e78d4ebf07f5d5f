/* Text with a NUL inside, at every position; its position is told. */
#include "refusal.h"

int main(void)
{
  enum { LENGTH = 70 };
  char text[LENGTH];
  uint16_t units[LENGTH];
  for (size_t at = 0; at < LENGTH; at++) {
    memset(text, 'x', LENGTH);
    text[at] = '\0';
    for (size_t i = 0; i < LENGTH; i++) {
      units[i] = i == at ? 0 : 'x';
    }
    char rest[128];
    char message[200];
    snprintf(rest, sizeof rest,
             "a NUL stands at position %zu of 70; as a C string the text would end there", at);

    snprintf(message, sizeof message, "ffo_string_from_bytes: %s", rest);
    CHECK_MAKES_NOTHING(ffo_string_from_bytes(text, LENGTH, &status), FFO_E_INTERIOR_NUL, message);
    CHECK_EQUAL(last_error().offset, at);
    CHECK_EQUAL(last_error().size, LENGTH);
    snprintf(message, sizeof message, "ffo_string_from_utf8: %s", rest);
    CHECK_MAKES_NOTHING(ffo_string_from_utf8(text, LENGTH, &status), FFO_E_INTERIOR_NUL, message);
    CHECK_EQUAL(last_error().offset, at);
    snprintf(message, sizeof message, "ffo_string_from_utf16: %s", rest);
    CHECK_MAKES_NOTHING(ffo_string_from_utf16(units, LENGTH, &status), FFO_E_INTERIOR_NUL, message);
    CHECK_EQUAL(last_error().offset, at);
  }
  CHECK_BALANCED();
  return 0;
}
