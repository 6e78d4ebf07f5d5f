/* Lengths and counts beyond the largest block are refused before anything is read: behind the text
 * there is a page that cannot be. */
#include "pages.h"
#include "refusal.h"

#define LONG_TEXT(function) function ": the text and its NUL would exceed the largest block, 1 TiB"
#define MANY(function) function ": count pointers would exceed the largest block, 1 TiB"
#define VEC(function) function ": the vec would exceed the largest block, 1 TiB"
#define LARGEST ((size_t)1 << 40)

int main(void)
{
  char *text = pages_map(2 * PAGE_BYTES, true);
  memset(text, 'a', PAGE_BYTES);
  pages_forbid(text + PAGE_BYTES, PAGE_BYTES);

  const size_t lengths[] = { LARGEST, LARGEST + 1, SIZE_MAX / 2, SIZE_MAX - 1, SIZE_MAX };
  for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
    CHECK_MAKES_NOTHING(ffo_string_from_bytes(text, lengths[i], &status), FFO_E_SIZE_OVERFLOW,
                        LONG_TEXT("ffo_string_from_bytes"));
    CHECK_MAKES_NOTHING(ffo_string_from_utf8(text, lengths[i], &status), FFO_E_SIZE_OVERFLOW,
                        LONG_TEXT("ffo_string_from_utf8"));
    CHECK_MAKES_NOTHING(ffo_string_from_utf16((const uint16_t *)(void *)text, lengths[i], &status),
                        FFO_E_SIZE_OVERFLOW, LONG_TEXT("ffo_string_from_utf16"));
    char *made[1];
    CHECK_REFUSED(ffo_strings_new((const char *const *)(void *)text, lengths[i], made),
                  FFO_E_SIZE_OVERFLOW, MANY("ffo_strings_new"));
    CHECK_REFUSED(ffo_strings_free((char **)(void *)text, lengths[i], NULL), FFO_E_SIZE_OVERFLOW,
                  MANY("ffo_strings_free"));
    ffo_vec vec;
    CHECK_OK(ffo_vec_init(&vec, 1, 4));
    CHECK_REFUSED(ffo_vec_append(&vec, text, lengths[i] + (i == 0)), FFO_E_SIZE_OVERFLOW,
                  VEC("ffo_vec_append"));
    CHECK_OK(ffo_vec_dispose(&vec));
  }
  CHECK_BALANCED();
  return 0;
}
