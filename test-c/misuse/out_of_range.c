/* Lengths and offsets outside their blocks. */
#include "refusal.h"

#define TOO_LONG(function) function ": the vec's length 9 exceeds its capacity 8"

int main(void)
{
  ffo_vec vec;
  void *data;
  size_t length;
  size_t capacity;
  CHECK_OK(ffo_vec_init(&vec, 4, 8));
  vec.length = 9;
  CHECK_REFUSED(ffo_vec_push(&vec, "abcd"), FFO_E_OUT_OF_RANGE, TOO_LONG("ffo_vec_push"));
  CHECK_REFUSED(ffo_vec_append(&vec, "abcd", 1), FFO_E_OUT_OF_RANGE, TOO_LONG("ffo_vec_append"));
  CHECK_REFUSED(ffo_vec_reserve(&vec, 1), FFO_E_OUT_OF_RANGE, TOO_LONG("ffo_vec_reserve"));
  CHECK_REFUSED(ffo_vec_resize(&vec, 1), FFO_E_OUT_OF_RANGE, TOO_LONG("ffo_vec_resize"));
  CHECK_REFUSED(ffo_vec_shrink(&vec), FFO_E_OUT_OF_RANGE, TOO_LONG("ffo_vec_shrink"));
  CHECK_REFUSED(ffo_vec_into_raw_parts(&vec, &data, &length, &capacity), FFO_E_OUT_OF_RANGE,
                TOO_LONG("ffo_vec_into_raw_parts"));
  CHECK_MAKES_NOTHING(ffo_vec_into_handle(&vec, &status), FFO_E_OUT_OF_RANGE,
                      TOO_LONG("ffo_vec_into_handle"));
  CHECK_EQUAL(vec.length, 9);

  vec.length = 8;
  CHECK_OK(ffo_vec_into_raw_parts(&vec, &data, &length, &capacity));
  CHECK_REFUSED(ffo_vec_from_raw_parts(&vec, data, 9, 8, 4), FFO_E_OUT_OF_RANGE,
                TOO_LONG("ffo_vec_from_raw_parts"));
  CHECK_OK(ffo_vec_from_raw_parts(&vec, data, 8, 8, 4));
  vec.length = SIZE_MAX;
  CHECK_OK(ffo_vec_dispose(&vec)); /* which does not look at the length */

  ffo_config *config = ffo_config_new(1, 2, NULL);
  CHECK_REFUSED(ffo_box_put(config, 16, NULL), FFO_E_OUT_OF_RANGE,
                "ffo_box_put: 0x.., of type \"ffo_config\", has 16 bytes; offset 16 is outside");
  CHECK_EQUAL(last_error().offset, 16);
  CHECK_MAKES_NOTHING(
      ffo_box_take(config, 1000, &status), FFO_E_OUT_OF_RANGE,
      "ffo_box_take: 0x.., of type \"ffo_config\", has 16 bytes; offset 1000 is outside");
  CHECK_OK(ffo_config_free(config));
  CHECK_BALANCED();
  return 0;
}
