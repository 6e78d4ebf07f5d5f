/* Counts times sizes that do not fit, or exceed the largest block. */
#include "refusal.h"

#define TOO_LARGE(function) function ": the vec would exceed the largest block, 1 TiB"
#define LARGEST ((size_t)1 << 40)

int main(void)
{
  ffo_vec vec;
  CHECK_REFUSED(ffo_vec_init(&vec, 2, SIZE_MAX / 2 + 1), FFO_E_SIZE_OVERFLOW,
                TOO_LARGE("ffo_vec_init"));
  CHECK_REFUSED(ffo_vec_init(&vec, 1, LARGEST + 1), FFO_E_SIZE_OVERFLOW, TOO_LARGE("ffo_vec_init"));
  CHECK_REFUSED(ffo_vec_init(&vec, SIZE_MAX, 1), FFO_E_SIZE_OVERFLOW, TOO_LARGE("ffo_vec_init"));

  CHECK_OK(ffo_vec_init(&vec, 8, 0));
  CHECK_OK(ffo_vec_push(&vec, "element"));
  const ffo_vec before = vec;
  const size_t counts[] = { LARGEST / 8, SIZE_MAX / 8, SIZE_MAX };
  for (size_t i = 0; i < 3; i++) {
    CHECK_REFUSED(ffo_vec_reserve(&vec, counts[i]), FFO_E_SIZE_OVERFLOW,
                  TOO_LARGE("ffo_vec_reserve"));
    CHECK_REFUSED(ffo_vec_append(&vec, "element", counts[i]), FFO_E_SIZE_OVERFLOW,
                  TOO_LARGE("ffo_vec_append"));
    CHECK_REFUSED(ffo_vec_resize(&vec, counts[i] + (counts[i] != SIZE_MAX)), FFO_E_SIZE_OVERFLOW,
                  TOO_LARGE("ffo_vec_resize"));
  }
  CHECK(memcmp(&vec, &before, sizeof vec) == 0);
  CHECK_OK(ffo_vec_dispose(&vec));

  char *string = NULL;
  const char *text = "text";
  CHECK_REFUSED(ffo_strings_new(&text, SIZE_MAX, &string), FFO_E_SIZE_OVERFLOW,
                "ffo_strings_new: count pointers would exceed the largest block, 1 TiB");

  ffo_type type;
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  desc.name = "too large";
  desc.size = LARGEST + 1;
  CHECK_REFUSED(ffo_type_register(&desc, &type), FFO_E_SIZE_OVERFLOW,
                "ffo_type_register: desc->size exceeds the largest block, 1 TiB");
  CHECK_BALANCED();
  return 0;
}
