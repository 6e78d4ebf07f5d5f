/* A copy of a vec from before its block was traded away and back, or freed and made anew at the same
 * address: it stays outdated, however often that happens. */
#include "refusal.h"

static bool is_outdated(ffo_vec copy)
{
  const ffo_status status = ffo_vec_reserve(&copy, 0);
  return status == FFO_E_PARTS_MISMATCH || status == FFO_E_DOUBLE_FREE ||
         status == FFO_E_FOREIGN_POINTER || status == FFO_E_INTERIOR_POINTER;
}

int main(void)
{
  ffo_vec vec;
  void *data;
  size_t length;
  size_t capacity;
  CHECK_OK(ffo_vec_init(&vec, 4, 10));
  vec.length = 10;
  ffo_vec copy = vec;
  for (size_t i = 0; i < rounds(20000, 200); i++) {
    CHECK_OK(ffo_vec_into_raw_parts(&vec, &data, &length, &capacity));
    CHECK(is_outdated(copy));
    CHECK_OK(ffo_vec_from_raw_parts(&vec, data, length, capacity, 4));
    CHECK(is_outdated(copy));
  }
  copy = vec;
  for (size_t i = 0; i < rounds(20000, 200); i++) {
    const ffo_handle handle = ffo_vec_into_handle(&vec, NULL);
    CHECK_OK(ffo_vec_from_handle(&vec, handle));
    CHECK(is_outdated(copy));
  }

  /* Traded by the block's pointer, the vec is still what it was. */
  copy = vec;
  const ffo_handle handle = ffo_handle_from_raw(vec.data, FFO_TYPE_VEC, NULL);
  CHECK(is_outdated(copy) || ffo_last_error() == FFO_E_NOT_OWNED);
  CHECK(ffo_handle_into_raw(handle, FFO_TYPE_VEC, NULL) == vec.data);
  CHECK_OK(ffo_vec_push(&vec, "four"));
  CHECK_OK(ffo_vec_dispose(&vec));

  /* Quiet cycles at the same address. */
  size_t met = 0;
  CHECK_OK(ffo_vec_init(&copy, 4, 10));
  ffo_vec stale = copy;
  CHECK_OK(ffo_vec_dispose(&copy));
  for (size_t i = 0; i < rounds(200000, 500); i++) {
    CHECK_OK(ffo_vec_init(&vec, 4, 10));
    if (vec.data == stale.data) {
      CHECK(is_outdated(stale));
      met++;
    }
    CHECK_OK(ffo_vec_dispose(&vec));
  }
  printf("met its address again %zu times\n", met);
  CHECK_BALANCED();
  return 0;
}
