/* Bytes that are not UTF-8, after texts of every length; the position of the first is told. */
#include "refusal.h"

/* What begins badly is bad from its first byte on, however far it looks well. */
static const char *const bad[] = {
  "\x80", /* a continuation without a start */
  "\xBF",
  "\xC0\x80", /* NUL in two bytes */
  "\xC1\xBF", /* overlong */
  "\xC3",     /* cut off */
  "\xC3(",
  "\xE0\x80\xAF", /* overlong */
  "\xE2\x82",     /* cut off */
  "\xE2\x82(",
  "\xED\xA0\x80", /* a surrogate */
  "\xED\xBF\xBF",
  "\xF0\x80\x80\xAF", /* overlong */
  "\xF0\x9F\x98",     /* cut off */
  "\xF0\x9F\x98(",
  "\xF4\x90\x80\x80", /* beyond U+10FFFF */
  "\xF5\x80\x80\x80",
  "\xFE",
  "\xFF",
};

int main(void)
{
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    for (size_t before = 0; before < 40; before++) {
      char text[64];
      memset(text, 'x', before);
      const size_t size = strlen(bad[i]);
      memcpy(text + before, bad[i], size);
      char message[128];
      snprintf(message, sizeof message,
               "ffo_string_from_utf8: the text is not valid UTF-8 from byte %zu of %zu on", before,
               before + size);
      CHECK_MAKES_NOTHING(ffo_string_from_utf8(text, before + size, &status), FFO_E_INVALID_UTF8,
                          message);
      CHECK_EQUAL(last_error().offset, before);
    }
  }
  CHECK_BALANCED();
  return 0;
}
