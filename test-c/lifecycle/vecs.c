/* Vecs: growing, shrinking, changed in place. */
#include "numbers.h"

static void begin_empty(void **state)
{
  (void)state;
  ffo_vec vec;
  memset(&vec, 0xA5, sizeof vec);
  assert_ok(ffo_vec_init(&vec, 8, 0));
  assert_null(vec.data);
  assert_int_equal(vec.length, 0);
  assert_int_equal(vec.capacity, 0);
  assert_int_equal(vec.element_size, 8);
  assert_ok(ffo_vec_dispose(&vec));
  assert_ok(ffo_vec_init(&vec, 8, 5));
  assert_non_null(vec.data);
  assert_int_equal(vec.length, 0);
  assert_int_equal(vec.capacity, 5);
  assert_ok(ffo_vec_dispose(&vec));
}

static void dispose_resets(void **state)
{
  (void)state;
  const ffo_vec nothing = FFO_VEC_INIT;
  ffo_vec vec = numbers(10);
  assert_ok(ffo_vec_dispose(&vec));
  assert_memory_equal(&vec, &nothing, sizeof vec);
  assert_ok(ffo_vec_dispose(&vec));
}

static void grow_by_pushes(void **state)
{
  (void)state;
  ffo_vec vec = numbers(0);
  size_t moves = 0;
  for (uint32_t i = 0; i < 100000; i++) {
    const size_t capacity = vec.capacity;
    assert_ok(ffo_vec_push(&vec, &i));
    if (vec.capacity != capacity) {
      moves++;
      assert_true(vec.capacity >= capacity + capacity / 2);
    }
  }
  assert_counts_up(&vec, 100000);
  assert_true(moves < 40);
  assert_ok(ffo_vec_dispose(&vec));
}

static void append_many(void **state)
{
  (void)state;
  uint32_t block[1000];
  ffo_vec vec = numbers(0);
  for (uint32_t i = 0; i < 1000; i++) {
    block[i] = i;
  }
  assert_ok(ffo_vec_append(&vec, block, 0));
  assert_ok(ffo_vec_append(&vec, block, 1));
  assert_ok(ffo_vec_append(&vec, block + 1, 999));
  assert_counts_up(&vec, 1000);
  assert_ok(ffo_vec_dispose(&vec));
}

/* What is appended or pushed may lie in the vec, which moves as it grows. */
static void append_to_itself(void **state)
{
  (void)state;
  ffo_vec vec = numbers(7);
  assert_ok(ffo_vec_shrink(&vec));
  assert_ok(ffo_vec_append(&vec, vec.data, vec.length));
  assert_int_equal(vec.length, 14);
  for (size_t i = 0; i < 14; i++) {
    assert_int_equal(((uint32_t *)vec.data)[i], i % 7);
  }
  assert_ok(ffo_vec_shrink(&vec));
  assert_ok(ffo_vec_push(&vec, (uint32_t *)vec.data + 3));
  assert_int_equal(((uint32_t *)vec.data)[14], 3);
  assert_ok(ffo_vec_dispose(&vec));
}

static void reserve(void **state)
{
  (void)state;
  ffo_vec vec = numbers(3);
  assert_ok(ffo_vec_reserve(&vec, 1000));
  assert_true(vec.capacity >= 1003);
  const void *data = vec.data;
  for (uint32_t i = 3; i < 1003; i++) {
    assert_ok(ffo_vec_push(&vec, &i));
  }
  assert_ptr_equal(vec.data, data);
  assert_ok(ffo_vec_reserve(&vec, 0));
  assert_counts_up(&vec, 1003);
  assert_ok(ffo_vec_dispose(&vec));
}

static void resize_with_zeros(void **state)
{
  (void)state;
  ffo_vec vec = numbers(4);
  assert_ok(ffo_vec_resize(&vec, 100));
  assert_int_equal(vec.length, 100);
  for (size_t i = 4; i < 100; i++) {
    assert_int_equal(((uint32_t *)vec.data)[i], 0);
  }
  memset(vec.data, 0xFF, 100 * sizeof(uint32_t));
  assert_ok(ffo_vec_resize(&vec, 2));
  assert_ok(ffo_vec_resize(&vec, 6));
  assert_int_equal(((uint32_t *)vec.data)[1], UINT32_MAX);
  assert_int_equal(((uint32_t *)vec.data)[2], 0);
  assert_int_equal(((uint32_t *)vec.data)[5], 0);
  assert_ok(ffo_vec_dispose(&vec));
}

static void shrink(void **state)
{
  (void)state;
  ffo_vec vec = numbers(5);
  assert_ok(ffo_vec_reserve(&vec, 1000));
  assert_ok(ffo_vec_shrink(&vec));
  assert_int_equal(vec.capacity, 5);
  assert_counts_up(&vec, 5);
  assert_ok(ffo_vec_resize(&vec, 0));
  assert_ok(ffo_vec_shrink(&vec));
  assert_int_equal(vec.capacity, 0);
  assert_null(vec.data);
  assert_ok(ffo_vec_push(&vec, &(uint32_t){ 0 }));
  assert_counts_up(&vec, 1);
  assert_ok(ffo_vec_dispose(&vec));
}

static void length_is_the_callers(void **state)
{
  (void)state;
  ffo_vec vec;
  assert_ok(ffo_vec_init(&vec, sizeof(uint32_t), 16));
  for (uint32_t i = 0; i < 10; i++) {
    ((uint32_t *)vec.data)[i] = i;
  }
  vec.length = 10;
  assert_ok(ffo_vec_push(&vec, &(uint32_t){ 10 }));
  assert_counts_up(&vec, 11);
  vec.length = 4;
  assert_ok(ffo_vec_push(&vec, &(uint32_t){ 4 }));
  assert_counts_up(&vec, 5);
  assert_ok(ffo_vec_dispose(&vec));
}

static void elements_of_every_size(void **state)
{
  (void)state;
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
    ffo_vec vec;
    assert_ok(ffo_vec_init(&vec, sizes[s], 1));
    for (int i = 0; i < 20; i++) {
      memset(element, i, sizes[s]);
      assert_ok(ffo_vec_push(&vec, element));
    }
    for (int i = 0; i < 20; i++) {
      memset(element, i, sizes[s]);
      assert_memory_equal((unsigned char *)vec.data + (size_t)i * sizes[s], element, sizes[s]);
    }
    assert_ok(ffo_vec_dispose(&vec));
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(begin_empty),           TEST(dispose_resets),
    TEST(grow_by_pushes),        TEST(append_many),
    TEST(append_to_itself),      TEST(reserve),
    TEST(resize_with_zeros),     TEST(shrink),
    TEST(length_is_the_callers), TEST(elements_of_every_size),
  };
  return cmocka_run_group_tests_name("vecs", tests, NULL, NULL);
}
