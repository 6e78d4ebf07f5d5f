/* What the library says of a block. */
#ifndef FFO_TEST_DESCRIBED_H
#define FFO_TEST_DESCRIBED_H

#include "suite.h"

static ffo_block_info described(const void *pointer)
{
  ffo_block_info info = FFO_BLOCK_INFO_INIT;
  assert_ok(ffo_describe(pointer, &info));
  return info;
}

#endif
