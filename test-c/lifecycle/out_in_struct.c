/* What a call is given may lie in the very struct that it changes: nothing is lost. */
#include "refusal.h"

int main(void)
{
  ffo_vec vec;
  CHECK_OK(ffo_vec_init(&vec, 4, 10));
  vec.length = 3;
  void *data = vec.data;
  CHECK_OK(ffo_vec_into_raw_parts(&vec, &vec.data, &vec.length, &vec.capacity));
  CHECK(vec.data == data);
  CHECK_EQUAL(vec.length, 3);
  CHECK_EQUAL(vec.capacity, 10);
  CHECK_OK(ffo_vec_from_raw_parts(&vec, vec.data, vec.length, vec.capacity, 4));
  CHECK_EQUAL(vec.length, 3);

  /* In another order. */
  CHECK_OK(ffo_vec_into_raw_parts(&vec, &vec.data, &vec.capacity, &vec.length));
  CHECK_EQUAL(vec.capacity, 3);
  CHECK_EQUAL(vec.length, 10);
  CHECK_OK(ffo_vec_from_raw_parts(&vec, data, 3, 10, 4));

  /* Refused: it stays what it was. */
  ffo_vec before = vec;
  CHECK_STATUS(ffo_vec_into_raw_parts(&vec, NULL, &vec.length, &vec.capacity), FFO_E_NULL_ARGUMENT);
  CHECK(memcmp(&vec, &before, sizeof vec) == 0);
  vec.capacity = 11;
  before = vec;
  CHECK_STATUS(ffo_vec_into_raw_parts(&vec, &vec.data, &vec.length, &vec.capacity),
               FFO_E_PARTS_MISMATCH);
  CHECK(memcmp(&vec, &before, sizeof vec) == 0);
  vec.capacity = 10;

  /* Elements that lie in the struct, or in the block, while the block moves. */
  ffo_vec counts;
  CHECK_OK(ffo_vec_init(&counts, sizeof(size_t), 0));
  for (size_t i = 0; i < 100; i++) {
    const size_t length = counts.length;
    CHECK_OK(ffo_vec_push(&counts, &counts.length));
    CHECK_EQUAL(((size_t *)counts.data)[i], length);
  }
  const size_t capacity = counts.capacity;
  counts.length = capacity;
  CHECK_OK(ffo_vec_push(&counts, &counts.capacity));
  CHECK_EQUAL(((size_t *)counts.data)[capacity], capacity);
  CHECK_OK(ffo_vec_append(&counts, counts.data, counts.length));
  CHECK_EQUAL(counts.length, 2 * capacity + 2);
  CHECK_EQUAL(((size_t *)counts.data)[capacity + 1], 0);

  /* The number of a new type is written into its own description. */
  ffo_owned_field field = { 0, FFO_TYPE_SELF, 0 };
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  desc.name = "list";
  desc.size = 16;
  desc.fields = &field;
  desc.field_count = 1;
  CHECK_OK(ffo_type_register(&desc, &field.type));
  CHECK(field.type >= 256);
  CHECK_TEXT(ffo_type_name(field.type), "list");

  CHECK_OK(ffo_vec_dispose(&counts));
  CHECK_OK(ffo_vec_dispose(&vec));
  CHECK_BALANCED();
  return 0;
}
