/* Vecs of numbers that count up, and elements of many sizes. */
#ifndef FFO_TEST_NUMBERS_H
#define FFO_TEST_NUMBERS_H

#include "suite.h"

static ffo_vec numbers(size_t count)
{
  ffo_vec vec;
  assert_ok(ffo_vec_init(&vec, sizeof(uint32_t), 0));
  for (uint32_t i = 0; i < count; i++) {
    assert_ok(ffo_vec_push(&vec, &i));
  }
  return vec;
}

static void assert_counts_up(const ffo_vec *vec, size_t count)
{
  assert_int_equal(vec->length, count);
  for (size_t i = 0; i < count; i++) {
    assert_int_equal(((uint32_t *)vec->data)[i], i);
  }
}

static unsigned char element[70000];
static const size_t sizes[] = { 1, 3, 8, 24, 255, 256, 4096, 32766, 32767, 32768, 32769, 70000 };

#endif
