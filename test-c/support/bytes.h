/* Blocks of any size, without content: the data of vecs of bytes. */
#ifndef FFO_TEST_BYTES_H
#define FFO_TEST_BYTES_H

#include "check.h"

static inline char *bytes_try_new(size_t size, ffo_status *status)
{
  ffo_vec vec;
  void *data = NULL;
  size_t length;
  size_t capacity;
  *status = ffo_vec_init(&vec, 1, size);
  if (*status == FFO_OK) {
    CHECK_OK(ffo_vec_into_raw_parts(&vec, &data, &length, &capacity));
  }
  return data;
}

static inline char *bytes_new(size_t size)
{
  ffo_status status;
  char *data = bytes_try_new(size, &status);
  CHECK_OK(status);
  return data;
}

/* Makes and writes blocks of a size until they have so many bytes together; how many. */
static inline size_t bytes_fill(char **blocks, size_t most, size_t size, size_t bytes)
{
  size_t count = 0;
  for (; count * size < bytes; count++) {
    CHECK(count < most);
    blocks[count] = bytes_new(size);
    memset(blocks[count], 'x', size);
  }
  return count;
}

static inline ffo_status bytes_free(void *data) { return ffo_box_free(data, FFO_TYPE_VEC); }

#endif
