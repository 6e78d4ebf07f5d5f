/* Raw parts and vecs come back edited. */
#include "refusal.h"

#define MISMATCH(function, what) function ": 0x..: " what "; nothing changed"
#define NOT_ITS_CAPACITY "its capacity is not the one in the ledger"
#define NOT_ITS_ELEMENT_SIZE "its element size is not the one in the ledger"
#define NOT_ITS_STAMP                                                                              \
  "the vec's stamp is not the block's; the vec is an outdated copy, or was edited"

static void check_every_call(ffo_vec edited, const char *what)
{
  static const char *const names[] = { "ffo_vec_reserve",       "ffo_vec_push",   "ffo_vec_append",
                                       "ffo_vec_resize",        "ffo_vec_shrink", "ffo_vec_dispose",
                                       "ffo_vec_into_raw_parts" };
  const ffo_vec copy = edited;
  const int two[2] = { 1, 2 };
  void *data;
  size_t length;
  size_t capacity;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    char message[200];
    snprintf(message, sizeof message, "%s: 0x..: %s; nothing changed", names[i], what);
    CHECK_REFUSED(i == 0   ? ffo_vec_reserve(&edited, 100)
                  : i == 1 ? ffo_vec_push(&edited, two)
                  : i == 2 ? ffo_vec_append(&edited, two, 2)
                  : i == 3 ? ffo_vec_resize(&edited, 4)
                  : i == 4 ? ffo_vec_shrink(&edited)
                  : i == 5 ? ffo_vec_dispose(&edited)
                           : ffo_vec_into_raw_parts(&edited, &data, &length, &capacity),
                  FFO_E_PARTS_MISMATCH, message);
    CHECK(memcmp(&edited, &copy, sizeof edited) == 0);
  }
  char message[200];
  snprintf(message, sizeof message, "ffo_vec_into_handle: 0x..: %s; nothing changed", what);
  CHECK_MAKES_NOTHING(ffo_vec_into_handle(&edited, &status), FFO_E_PARTS_MISMATCH, message);
}

int main(void)
{
  ffo_vec vec;
  CHECK_OK(ffo_vec_init(&vec, sizeof(int), 8));
  CHECK_OK(ffo_vec_push(&vec, &(int){ 1 }));
  CHECK_OK(ffo_vec_push(&vec, &(int){ 2 }));

  ffo_vec edited = vec;
  edited.capacity = 9;
  check_every_call(edited, NOT_ITS_CAPACITY);
  edited = vec;
  edited.element_size = 8;
  check_every_call(edited, NOT_ITS_ELEMENT_SIZE);
  edited = vec;
  edited.stamp ^= 1;
  check_every_call(edited, NOT_ITS_STAMP);

  void *data;
  size_t length;
  size_t capacity;
  CHECK_OK(ffo_vec_into_raw_parts(&vec, &data, &length, &capacity));
  CHECK_REFUSED(ffo_vec_from_raw_parts(&vec, data, length, capacity - 1, sizeof(int)),
                FFO_E_PARTS_MISMATCH, MISMATCH("ffo_vec_from_raw_parts", NOT_ITS_CAPACITY));
  CHECK(vec.data == NULL && vec.capacity == 0);
  CHECK_REFUSED(ffo_vec_from_raw_parts(&vec, data, length, capacity, 2), FFO_E_PARTS_MISMATCH,
                MISMATCH("ffo_vec_from_raw_parts", NOT_ITS_ELEMENT_SIZE));
  CHECK_OK(ffo_vec_from_raw_parts(&vec, data, length, capacity, sizeof(int)));
  CHECK_EQUAL(((int *)vec.data)[1], 2);

  /* A copy from before the parts went out and came back: the same block, and yet outdated. */
  const ffo_vec copy = vec;
  CHECK_OK(ffo_vec_into_raw_parts(&vec, &data, &length, &capacity));
  CHECK_OK(ffo_vec_from_raw_parts(&vec, data, length, capacity, sizeof(int)));
  CHECK_EQUAL(vec.data, copy.data);
  check_every_call(copy, NOT_ITS_STAMP);
  CHECK_OK(ffo_vec_dispose(&vec));
  CHECK_BALANCED();
  return 0;
}
