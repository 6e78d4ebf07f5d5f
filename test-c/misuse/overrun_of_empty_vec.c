/* A vec without capacity gets a block of no bytes when it goes behind a handle: what is written there at all is past its end. For
 * elements of every size, as the heap may keep blocks of large ones elsewhere, and at each of the bytes that are guarded; and with
 * each way in which the block can end or come back. */
#include "refusal.h"

enum { GUARDED = 8 };

static ffo_handle make(size_t element_size, unsigned char **at)
{
  ffo_vec vec;
  CHECK_OK(ffo_vec_init(&vec, element_size, 0));
  const ffo_handle handle = ffo_vec_into_handle(&vec, NULL);
  CHECK(handle != 0);
  size_t size = 1;
  *at = (unsigned char *)(uintptr_t)ffo_handle_borrow(handle, FFO_TYPE_VEC, &size, NULL);
  CHECK(*at != NULL && size == 0);
  CHECK_OK(ffo_handle_return(handle));
  CHECK_OK(ffo_validate());
  return handle;
}

static void check(size_t element_size, size_t offset)
{
  unsigned char *block;
  ffo_handle handle = make(element_size, &block);
  CHECK_OK(ffo_handle_release(handle));

  handle = make(element_size, &block);
  block[offset] ^= 0x55;
  CHECK_STATUS(ffo_validate(), FFO_E_OVERRUN);
  CHECK_STATUS(ffo_handle_release(handle), FFO_E_OVERRUN);

  handle = make(element_size, &block);
  block[offset] ^= 0x55;
  CHECK_STATUS(ffo_handle_close(handle), FFO_E_OVERRUN);

  handle = make(element_size, &block);
  block[offset] ^= 0x55;
  CHECK(ffo_handle_into_raw(handle, FFO_TYPE_VEC, NULL) == block);
  CHECK_STATUS(ffo_box_free(block, FFO_TYPE_VEC), FFO_E_OVERRUN);

  ffo_vec vec;
  handle = make(element_size, &block);
  block[offset] ^= 0x55;
  CHECK_OK(ffo_vec_from_handle(&vec, handle));
  CHECK_STATUS(ffo_vec_dispose(&vec), FFO_E_OVERRUN);
  CHECK_BALANCED();
}

int main(void)
{
  const size_t sizes[] = { 1,       4,     24,    32,    100,     255,
                           256,     32767, 32768, 40000, 1 << 20, (size_t)1 << 32,
                           SIZE_MAX };
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    for (size_t offset = 0; offset < GUARDED; offset++) {
      check(sizes[i], offset);
    }
  }
  return 0;
}
