/* A vec's capacity is edited so that, times the element size, it wraps to the size of its block; a
 * length beyond the block would then be written to. Every call on a vec tells. */
#include "refusal.h"

#define MISMATCH(function)                                                                         \
  function ": 0x..: its capacity is not the one in the ledger; nothing changed"

static void check_all(ffo_vec edited, const char *element)
{
  const ffo_vec before = edited;
  ffo_vec vec = before;
  void *data;
  size_t length;
  size_t capacity;
  CHECK_REFUSED(ffo_vec_push(&vec, element), FFO_E_PARTS_MISMATCH, MISMATCH("ffo_vec_push"));
  CHECK_REFUSED(ffo_vec_append(&vec, element, 1), FFO_E_PARTS_MISMATCH, MISMATCH("ffo_vec_append"));
  CHECK_REFUSED(ffo_vec_reserve(&vec, 1), FFO_E_PARTS_MISMATCH, MISMATCH("ffo_vec_reserve"));
  CHECK_REFUSED(ffo_vec_resize(&vec, 2), FFO_E_PARTS_MISMATCH, MISMATCH("ffo_vec_resize"));
  CHECK_REFUSED(ffo_vec_shrink(&vec), FFO_E_PARTS_MISMATCH, MISMATCH("ffo_vec_shrink"));
  CHECK_REFUSED(ffo_vec_dispose(&vec), FFO_E_PARTS_MISMATCH, MISMATCH("ffo_vec_dispose"));
  CHECK_REFUSED(ffo_vec_into_raw_parts(&vec, &data, &length, &capacity), FFO_E_PARTS_MISMATCH,
                MISMATCH("ffo_vec_into_raw_parts"));
  CHECK_MAKES_NOTHING(ffo_vec_into_handle(&vec, &status), FFO_E_PARTS_MISMATCH,
                      MISMATCH("ffo_vec_into_handle"));
  CHECK(memcmp(&vec, &before, sizeof vec) == 0);

  ffo_vec back;
  CHECK_REFUSED(ffo_vec_from_raw_parts(&back, before.data, before.length, before.capacity,
                                       before.element_size),
                FFO_E_PARTS_MISMATCH, MISMATCH("ffo_vec_from_raw_parts"));
}

int main(void)
{
  static char element[1 << 20];
  for (unsigned shift = 1; shift <= 20; shift++) {
    for (size_t capacity = 0; capacity <= 1; capacity++) {
      const size_t element_size = (size_t)1 << shift;
      ffo_vec vec;
      CHECK_OK(ffo_vec_init(&vec, element_size, 1 + capacity));
      ffo_vec edited = vec;
      for (unsigned bit = 64 - shift; bit < 64; bit++) {
        edited.capacity = vec.capacity + ((size_t)1 << bit);
        edited.length = vec.capacity;
        check_all(edited, element);
      }
      CHECK_OK(ffo_vec_dispose(&vec));
    }
  }

  /* An empty vec of elements that no block could hold, behind a handle: its block has no bytes. */
  for (unsigned shift = 41; shift < 64; shift++) {
    ffo_vec vec;
    CHECK_OK(ffo_vec_init(&vec, (size_t)1 << shift, 0));
    const ffo_handle handle = ffo_vec_into_handle(&vec, NULL);
    CHECK_OK(ffo_vec_from_handle(&vec, handle));
    ffo_vec edited = vec;
    edited.capacity = (size_t)1 << (64 - shift);
    check_all(edited, element);
    CHECK_OK(ffo_vec_dispose(&vec));
  }
  CHECK_BALANCED();
  return 0;
}
