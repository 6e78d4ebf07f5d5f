/* Strings: made from text of four kinds, measured, cloned, freed one by one and in batches. */
#include "suite.h"

static void free_after(char *string, const char *expected)
{
  size_t length = 0;
  assert_non_null(string);
  assert_string_equal(string, expected);
  assert_ok(ffo_string_length(string, &length));
  assert_int_equal(length, strlen(expected));
  assert_int_equal((uintptr_t)string % 8, 0);
  assert_ok(ffo_string_free(string));
}

static void from_text(void **state)
{
  (void)state;
  ffo_status status = FFO_E_INTERNAL;
  free_after(ffo_string_new("hello", &status), "hello");
  assert_ok(status);
  free_after(ffo_string_new("", NULL), "");
  free_after(ffo_string_new("\x80\xFF, unchecked", NULL), "\x80\xFF, unchecked");
}

static void of_every_length(void **state)
{
  (void)state;
  enum { MOST = 300 };
  char text[MOST + 1];
  for (size_t length = 0; length <= MOST; length++) {
    memset(text, 'a' + (int)(length % 26), length);
    text[length] = '\0';
    free_after(ffo_string_new(text, NULL), text);
    free_after(ffo_string_from_bytes(text, length, NULL), text);
    free_after(ffo_string_from_utf8(text, length, NULL), text);
  }
}

static void of_a_mebibyte(void **state)
{
  (void)state;
  const size_t length = (size_t)1 << 20;
  char *text = malloc(length + 1);
  memset(text, 'm', length);
  text[length] = '\0';
  free_after(ffo_string_from_utf8(text, length, NULL), text);
  free(text);
}

static void from_no_bytes(void **state)
{
  (void)state;
  free_after(ffo_string_from_bytes(NULL, 0, NULL), "");
  free_after(ffo_string_from_utf8(NULL, 0, NULL), "");
  free_after(ffo_string_from_utf16(NULL, 0, NULL), "");
}

/* The first and the last character of each length of UTF-8. */
static const char utf8[] =
    "\x01\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF"
    "\xF0\x90\x80\x80\xF4\x8F\xBF\xBF";

static void from_utf8(void **state)
{
  (void)state;
  free_after(ffo_string_from_utf8(utf8, sizeof utf8 - 1, NULL), utf8);
}

static void from_utf16(void **state)
{
  (void)state;
  static const uint16_t units[] = { 0x01,   0x7F,   0x80,   0x7FF,  0x800,  0xD7FF,
                                    0xE000, 0xFFFF, 0xD800, 0xDC00, 0xDBFF, 0xDFFF };
  free_after(ffo_string_from_utf16(units, sizeof units / sizeof *units, NULL), utf8);
}

static void clones(void **state)
{
  (void)state;
  char *text = ffo_string_new("original", NULL);
  char *clone = ffo_string_clone(text, NULL);
  assert_ptr_not_equal(clone, text);
  free_after(text, "original");
  free_after(clone, "original");
}

static void clone_of_a_borrowed_one(void **state)
{
  (void)state;
  const ffo_handle handle =
      ffo_handle_from_raw(ffo_string_new("lent", NULL), FFO_TYPE_STRING, NULL);
  const char *lent = ffo_handle_borrow(handle, FFO_TYPE_STRING, NULL, NULL);
  free_after(ffo_string_clone(lent, NULL), "lent");
  assert_ok(ffo_handle_return(handle));
  assert_ok(ffo_handle_release(handle));
}

static void may_be_shortened(void **state)
{
  (void)state;
  char *text = ffo_string_new("short and long", NULL);
  text[5] = '\0';
  size_t length = 0;
  assert_ok(ffo_string_length(text, &length));
  assert_int_equal(length, 14);
  free_after(ffo_string_clone(text, NULL), "short");
  assert_ok(ffo_string_free(text));
}

static void batches(void **state)
{
  (void)state;
  const char *const texts[] = { "one", "", "three" };
  char *strings[3];
  size_t freed = 99;
  assert_ok(ffo_strings_new(texts, 3, strings));
  for (size_t i = 0; i < 3; i++) {
    assert_string_equal(strings[i], texts[i]);
  }
  assert_ok(ffo_string_free(strings[1]));
  strings[1] = NULL;
  assert_ok(ffo_strings_free(strings, 3, &freed));
  assert_int_equal(freed, 2);
  assert_null(strings[0]);
  assert_null(strings[2]);
  assert_ok(ffo_strings_new(NULL, 0, NULL));
}

static void batches_are_all_or_nothing(void **state)
{
  (void)state;
  const char *const texts[] = { "one", "two", NULL, "four" };
  char *strings[4] = { "", "", "", "" };
  assert_status(ffo_strings_new(texts, 4, strings), FFO_E_NULL_ARGUMENT);
  ffo_error_info error = FFO_ERROR_INFO_INIT;
  assert_ok(ffo_last_error_info(&error));
  assert_int_equal(error.offset, 2);
  for (size_t i = 0; i < 4; i++) {
    assert_null(strings[i]);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(from_text),
    TEST(of_every_length),
    TEST(of_a_mebibyte),
    TEST(from_no_bytes),
    TEST(from_utf8),
    TEST(from_utf16),
    TEST(clones),
    TEST(clone_of_a_borrowed_one),
    TEST(may_be_shortened),
    TEST(batches),
    TEST(batches_are_all_or_nothing),
  };
  return cmocka_run_group_tests_name("strings", tests, NULL, NULL);
}
