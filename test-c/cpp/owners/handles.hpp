// What the files on handles share.
#ifndef FFO_TEST_CPP_HANDLES_HPP
#define FFO_TEST_CPP_HANDLES_HPP

#include "test.hpp"

namespace
{

struct point {
  int x;
  int y;
};

} // namespace

template <> struct ffo::traits<point> {
  static constexpr const char *name = "test_point";
};

static ffo_block_info described(ffo_handle handle)
{
  ffo_block_info info = FFO_BLOCK_INFO_INIT;
  CHECK_OK(ffo_handle_describe(handle, &info));
  return info;
}

#endif
