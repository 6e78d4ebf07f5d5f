/* What a refused call would have written is cleared, not left as it was. */
#include "refusal.h"

static ffo_handle stale;
static char literal[] = "literal";

static void handles_and_strings(void)
{
  size_t size = 99;
  uint32_t retained = 99;
  ffo_status status = FFO_OK;
  CHECK(ffo_handle_borrow(stale, FFO_TYPE_STRING, &size, &status) == NULL);
  CHECK_STATUS(status, FFO_E_STALE_HANDLE);
  CHECK_EQUAL(size, 0);
  size = 99;
  CHECK(ffo_handle_borrow_mut(5, FFO_TYPE_STRING, &size, &status) == NULL);
  CHECK_STATUS(status, FFO_E_INVALID_HANDLE);
  CHECK_EQUAL(size, 0);
  CHECK_STATUS(ffo_handle_try_retain(5, &retained), FFO_E_INVALID_HANDLE);
  CHECK_EQUAL(retained, 0);
  size = 99;
  CHECK_STATUS(ffo_string_length(literal, &size), FFO_E_FOREIGN_POINTER);
  CHECK_EQUAL(size, 0);
  size = 99;
  CHECK_STATUS(ffo_strings_free(NULL, 3, &size), FFO_E_NULL_ARGUMENT);
  CHECK_EQUAL(size, 0);
}

static void vecs(void)
{
  const ffo_vec nothing = FFO_VEC_INIT;
  void *data = literal;
  size_t length = 99;
  size_t capacity = 99;
  ffo_vec vec = { literal, 1, 8, 1, 0 };
  CHECK_STATUS(ffo_vec_into_raw_parts(&vec, &data, &length, &capacity), FFO_E_FOREIGN_POINTER);
  CHECK(data == NULL && length == 0 && capacity == 0);
  CHECK_EQUAL(vec.data, literal); /* in and out: it stays as it is */
  CHECK_STATUS(ffo_vec_from_raw_parts(&vec, literal, 1, 8, 1), FFO_E_FOREIGN_POINTER);
  CHECK(memcmp(&vec, &nothing, sizeof vec) == 0);
  vec.length = 7;
  CHECK_STATUS(ffo_vec_from_handle(&vec, stale), FFO_E_STALE_HANDLE);
  CHECK(memcmp(&vec, &nothing, sizeof vec) == 0);
  vec.length = 7;
  CHECK_STATUS(ffo_vec_init_of(&vec, 999, 1), FFO_E_UNKNOWN_TYPE);
  CHECK(memcmp(&vec, &nothing, sizeof vec) == 0);
  uint32_t element = 7;
  CHECK_OK(ffo_vec_init(&vec, sizeof element, 1));
  CHECK_STATUS(ffo_vec_take(&vec, 0, &element), FFO_E_OUT_OF_RANGE);
  CHECK_EQUAL(element, 0);
  CHECK_OK(ffo_vec_dispose(&vec));
  vec.length = 7;
  CHECK_STATUS(ffo_vec_init(&vec, SIZE_MAX, SIZE_MAX), FFO_E_SIZE_OVERFLOW);
  CHECK(memcmp(&vec, &nothing, sizeof vec) == 0);
}

static void looking_inside(void)
{
  ffo_block_info nothing;
  memset(&nothing, 0, sizeof nothing);
  nothing.struct_size = sizeof nothing;
  ffo_block_info info;
  memset(&info, 0x55, sizeof info);
  info.struct_size = sizeof info;
  CHECK_STATUS(ffo_describe(literal, &info), FFO_E_FOREIGN_POINTER);
  CHECK(memcmp(&info, &nothing, sizeof info) == 0);
  memset(&info, 0x55, sizeof info);
  info.struct_size = sizeof info;
  CHECK_STATUS(ffo_handle_describe(stale, &info), FFO_E_STALE_HANDLE);
  CHECK(memcmp(&info, &nothing, sizeof info) == 0);

  size_t count = 99;
  CHECK_STATUS(ffo_live_since(0, &count, NULL), FFO_E_NULL_ARGUMENT);
  CHECK_EQUAL(count, 0);
  count = 99;
  CHECK_STATUS(ffo_live_since(0, NULL, &count), FFO_E_NULL_ARGUMENT);
  CHECK_EQUAL(count, 0);
  count = 99;
  CHECK_STATUS(ffo_live_list(0, NULL, 1, &count), FFO_E_NULL_ARGUMENT);
  CHECK_EQUAL(count, 0);
}

int main(void)
{
  stale = ffo_handle_from_raw(ffo_string_new("gone", NULL), FFO_TYPE_STRING, NULL);
  CHECK_OK(ffo_handle_release(stale));
  handles_and_strings();
  vecs();
  looking_inside();
  ffo_type type = 99;
  CHECK_STATUS(ffo_type_register(&(ffo_type_desc)FFO_TYPE_DESC_INIT, &type), FFO_E_NULL_ARGUMENT);
  CHECK_EQUAL(type, FFO_TYPE_NONE);
  CHECK_BALANCED();
  return 0;
}
