/* Handles: traded for pointers and back, counted, lent, closed, and asked about. */
#include "suite.h"

static ffo_handle handle_of(const char *text)
{
  const ffo_handle handle = ffo_handle_from_raw(ffo_string_new(text, NULL), FFO_TYPE_STRING, NULL);
  assert_true(handle != 0);
  return handle;
}

static ffo_block_info described(ffo_handle handle)
{
  ffo_block_info info = FFO_BLOCK_INFO_INIT;
  assert_ok(ffo_handle_describe(handle, &info));
  return info;
}

static void traded_and_back(void **state)
{
  (void)state;
  char *text = ffo_string_new("traded", NULL);
  ffo_status status = FFO_E_INTERNAL;
  const ffo_handle handle = ffo_handle_from_raw(text, FFO_TYPE_STRING, &status);
  assert_ok(status);
  assert_int_equal(handle >> 62, 1); /* bit 62 set, bit 63 clear */
  status = FFO_E_INTERNAL;
  assert_ptr_equal(ffo_handle_into_raw(handle, FFO_TYPE_STRING, &status), text);
  assert_ok(status);
  assert_string_equal(text, "traded");
  assert_ok(ffo_string_free(text));
}

static void lends_to_many_readers(void **state)
{
  (void)state;
  const ffo_handle handle = handle_of("read me");
  size_t size = 0;
  const char *first = ffo_handle_borrow(handle, FFO_TYPE_STRING, &size, NULL);
  const char *second = ffo_handle_borrow(handle, FFO_TYPE_STRING, NULL, NULL);
  assert_string_equal(first, "read me");
  assert_ptr_equal(first, second);
  assert_int_equal(size, 7);
  assert_int_equal(described(handle).borrows, 2);
  assert_ok(ffo_handle_return(handle));
  assert_ok(ffo_handle_return(handle));
  assert_ok(ffo_handle_release(handle));
}

static void lends_to_one_writer(void **state)
{
  (void)state;
  ffo_config *config = ffo_config_new(1, 2, NULL);
  const ffo_handle handle = ffo_handle_from_raw(config, FFO_TYPE_CONFIG, NULL);
  size_t size = 0;
  assert_ptr_equal(ffo_handle_borrow_mut(handle, FFO_TYPE_CONFIG, &size, NULL), config);
  assert_int_equal(size, sizeof(ffo_config));
  assert_int_equal(described(handle).borrows, 1);
  config->timeout_ms = 500;
  assert_ok(ffo_config_set_name(config, "written"));
  char *name = ffo_box_take(config, offsetof(ffo_config, name), NULL);
  assert_ok(ffo_box_put(config, offsetof(ffo_config, name), name));
  name = ffo_config_take_name(config, NULL);
  config->name = name; /* the return claims it */
  assert_ok(ffo_handle_return(handle));
  assert_status(ffo_string_free(name), FFO_E_NOT_OWNED);
  assert_ok(ffo_handle_release(handle));
}

/* A bad field is reported at the return, and the borrow is returned all the same. */
static void return_reports_a_bad_field(void **state)
{
  (void)state;
  static char literal[] = "literal";
  const ffo_handle handle = ffo_handle_from_raw(ffo_config_new(1, 2, NULL), FFO_TYPE_CONFIG, NULL);
  ffo_config *config = ffo_handle_borrow_mut(handle, FFO_TYPE_CONFIG, NULL, NULL);
  config->name = literal;
  assert_status(ffo_handle_return(handle), FFO_E_FOREIGN_POINTER);
  assert_int_equal(described(handle).borrows, 0);
  assert_status(ffo_handle_release(handle), FFO_E_FOREIGN_POINTER);
  config = ffo_handle_borrow_mut(handle, FFO_TYPE_CONFIG, NULL, NULL);
  config->name = NULL;
  assert_ok(ffo_handle_return(handle));
  assert_ok(ffo_handle_release(handle));
}

static void counts_references(void **state)
{
  (void)state;
  const ffo_handle handle = handle_of("counted");
  assert_ok(ffo_handle_retain(handle));
  assert_ok(ffo_handle_retain(handle));
  assert_int_equal(described(handle).references, 3);
  assert_ok(ffo_handle_release(handle));
  assert_ok(ffo_handle_close(handle));
  assert_int_equal(described(handle).references, 1);
  assert_ok(ffo_handle_release(handle));
  assert_status(ffo_handle_release(handle), FFO_E_STALE_HANDLE);
}

static void kept_as_a_weak_reference(void **state)
{
  (void)state;
  const ffo_handle handle = handle_of("weakly held");
  uint32_t retained = 9;
  assert_ok(ffo_handle_try_retain(handle, &retained));
  assert_int_equal(retained, 1);
  assert_ok(ffo_handle_release(handle));
  assert_ok(ffo_handle_release(handle));
  assert_ok(ffo_handle_try_retain(handle, &retained));
  assert_int_equal(retained, 0);
}

/* With other references left, a borrow does not hold up a release. */
static void released_while_lent(void **state)
{
  (void)state;
  const ffo_handle handle = handle_of("shared");
  assert_ok(ffo_handle_retain(handle));
  assert_non_null(ffo_handle_borrow(handle, FFO_TYPE_STRING, NULL, NULL));
  assert_ok(ffo_handle_release(handle));
  assert_status(ffo_handle_release(handle), FFO_E_BORROWED);
  assert_ok(ffo_handle_return(handle));
  assert_ok(ffo_handle_release(handle));
}

static void closed_while_lent(void **state)
{
  (void)state;
  const ffo_handle handle = handle_of("until the last reader is done");
  const char *lent = ffo_handle_borrow(handle, FFO_TYPE_STRING, NULL, NULL);
  assert_non_null(ffo_handle_borrow(handle, FFO_TYPE_STRING, NULL, NULL));
  assert_ok(ffo_handle_close(handle));

  ffo_block_info info = FFO_BLOCK_INFO_INIT;
  assert_ok(ffo_describe(lent, &info));
  assert_int_equal(info.flags, FFO_BLOCK_CLOSING);
  assert_int_equal(info.borrows, 2);
  uint32_t retained = 9;
  assert_ok(ffo_handle_try_retain(handle, &retained));
  assert_int_equal(retained, 0);

  assert_ok(ffo_handle_return(handle));
  assert_string_equal(lent, "until the last reader is done");
  assert_ok(ffo_handle_return(handle));
  assert_status(ffo_handle_return(handle), FFO_E_STALE_HANDLE);
}

/* The last return of a closing handle ends the block even if a field is bad. */
static void closed_with_a_bad_field(void **state)
{
  (void)state;
  static char literal[] = "literal";
  const ffo_handle handle = ffo_handle_from_raw(ffo_config_new(1, 2, NULL), FFO_TYPE_CONFIG, NULL);
  ffo_config *config = ffo_handle_borrow_mut(handle, FFO_TYPE_CONFIG, NULL, NULL);
  config->name = literal;
  assert_ok(ffo_handle_close(handle));
  assert_status(ffo_handle_return(handle), FFO_E_FOREIGN_POINTER);
  assert_status(ffo_handle_return(handle), FFO_E_STALE_HANDLE);
  assert_status(ffo_config_free(config), FFO_E_DOUBLE_FREE);
}

static void never_issued_twice(void **state)
{
  (void)state;
  enum { COUNT = 2000 };
  static ffo_handle seen[COUNT];
  for (size_t i = 0; i < COUNT; i++) {
    seen[i] = handle_of("x");
    assert_ok(ffo_handle_release(seen[i]));
  }
  for (size_t i = 0; i < COUNT; i++) {
    for (size_t j = 0; j < i; j++) {
      assert_true(seen[i] != seen[j]);
    }
  }
}

static void described_in_full(void **state)
{
  (void)state;
  const ffo_handle handle = handle_of("description");
  const char *lent = ffo_handle_borrow(handle, FFO_TYPE_STRING, NULL, NULL);
  const ffo_block_info info = described(handle);
  assert_int_equal(info.type, FFO_TYPE_STRING);
  assert_ptr_equal(info.address, lent);
  assert_int_equal(info.size, 12);
  assert_int_equal(info.owner, FFO_OWNER_LIBRARY);
  assert_int_equal(info.flags, 0);
  assert_true(info.handle == handle);
  assert_null(info.owned_by);
  assert_int_equal(info.references, 1);
  assert_int_equal(info.borrows, 1);
  assert_string_equal(info.type_name, "string");
  assert_string_equal(info.free_function, "ffo_string_free");
  assert_string_equal(info.tag, "");
  assert_ok(ffo_handle_return(handle));
  assert_ok(ffo_handle_release(handle));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(traded_and_back),         TEST(lends_to_many_readers),
    TEST(lends_to_one_writer),     TEST(return_reports_a_bad_field),
    TEST(counts_references),       TEST(kept_as_a_weak_reference),
    TEST(released_while_lent),     TEST(closed_while_lent),
    TEST(closed_with_a_bad_field), TEST(never_issued_twice),
    TEST(described_in_full),
  };
  return cmocka_run_group_tests_name("handles", tests, NULL, NULL);
}
