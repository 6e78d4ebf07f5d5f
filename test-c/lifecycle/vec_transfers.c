/* Vecs taken apart and put together again, and behind handles. */
#include "numbers.h"

static void raw_parts(void **state)
{
  (void)state;
  const ffo_vec nothing = FFO_VEC_INIT;
  void *data;
  size_t length;
  size_t capacity;
  ffo_vec vec = numbers(10);
  void *const before = vec.data;
  const size_t room = vec.capacity;
  assert_ok(ffo_vec_into_raw_parts(&vec, &data, &length, &capacity));
  assert_memory_equal(&vec, &nothing, sizeof vec);
  assert_ptr_equal(data, before);
  assert_int_equal(length, 10);
  assert_int_equal(capacity, room);
  assert_ok(ffo_vec_from_raw_parts(&vec, data, 9, capacity, sizeof(uint32_t)));
  assert_counts_up(&vec, 9);
  assert_ok(ffo_vec_push(&vec, &(uint32_t){ 9 }));
  assert_ok(ffo_vec_dispose(&vec));

  vec = numbers(0);
  assert_ok(ffo_vec_into_raw_parts(&vec, &data, &length, &capacity));
  assert_null(data);
  assert_ok(ffo_vec_from_raw_parts(&vec, data, 0, 0, sizeof(uint32_t)));
  assert_ok(ffo_vec_push(&vec, &(uint32_t){ 0 }));
  assert_ok(ffo_vec_dispose(&vec));
}

static void behind_a_handle(void **state)
{
  (void)state;
  const ffo_vec nothing = FFO_VEC_INIT;
  size_t size = 0;
  ffo_vec vec = numbers(10);
  const ffo_handle handle = ffo_vec_into_handle(&vec, NULL);
  assert_memory_equal(&vec, &nothing, sizeof vec);
  const uint32_t *lent = ffo_handle_borrow(handle, FFO_TYPE_VEC, &size, NULL);
  assert_int_equal(size, 10 * sizeof(uint32_t));
  assert_int_equal(lent[9], 9);
  assert_ok(ffo_handle_return(handle));
  assert_ok(ffo_vec_from_handle(&vec, handle));
  assert_counts_up(&vec, 10);
  assert_ok(ffo_vec_push(&vec, &(uint32_t){ 10 }));
  assert_counts_up(&vec, 11);
  assert_ok(ffo_handle_release(ffo_vec_into_handle(&vec, NULL)));

  vec = numbers(0);
  const ffo_handle empty = ffo_vec_into_handle(&vec, NULL);
  assert_true(empty != 0);
  assert_ok(ffo_vec_from_handle(&vec, empty));
  assert_int_equal(vec.length, 0);
  assert_ok(ffo_vec_push(&vec, &(uint32_t){ 0 }));
  assert_counts_up(&vec, 1);
  assert_ok(ffo_vec_dispose(&vec));
}

/* The ledger keeps the size of the elements also where there is none. */
static void empty_behind_a_handle(void **state)
{
  (void)state;
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
    ffo_vec vec;
    assert_ok(ffo_vec_init(&vec, sizes[s], 0));
    const ffo_handle handle = ffo_vec_into_handle(&vec, NULL);
    assert_true(handle != 0);
    assert_ok(ffo_vec_from_handle(&vec, handle));
    assert_int_equal(vec.element_size, sizes[s]);
    assert_int_equal(vec.length, 0);
    assert_ok(ffo_vec_push(&vec, element));
    assert_ok(ffo_vec_dispose(&vec));
  }
}

/* Raw data that goes behind a handle has lost its length: all of its capacity counts. */
static void raw_data_behind_a_handle(void **state)
{
  (void)state;
  void *data;
  size_t length;
  size_t capacity;
  size_t size = 0;
  ffo_vec vec;
  assert_ok(ffo_vec_init(&vec, sizeof(uint32_t), 6));
  memset(vec.data, 0, 6 * sizeof(uint32_t));
  assert_ok(ffo_vec_into_raw_parts(&vec, &data, &length, &capacity));
  const ffo_handle handle = ffo_handle_from_raw(data, FFO_TYPE_VEC, NULL);
  assert_non_null(ffo_handle_borrow(handle, FFO_TYPE_VEC, &size, NULL));
  assert_int_equal(size, 6 * sizeof(uint32_t));
  assert_ok(ffo_handle_return(handle));
  assert_ok(ffo_vec_from_handle(&vec, handle));
  assert_int_equal(vec.length, 6);
  assert_ok(ffo_vec_dispose(&vec));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(raw_parts),
    TEST(behind_a_handle),
    TEST(empty_behind_a_handle),
    TEST(raw_data_behind_a_handle),
  };
  return cmocka_run_group_tests_name("vec transfers", tests, NULL, NULL);
}
