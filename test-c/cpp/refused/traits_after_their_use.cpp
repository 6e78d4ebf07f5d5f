// What is in one file a vec of plain bytes would be a vec of owners in another.
#include <ffi_ownership.hpp>

struct line {
  char *text;
};

ffo::vec<line> lines;

template <> struct ffo::traits<line> { // HERE
  static constexpr const char *name = "line";
  static constexpr auto owned = std::tuple(&line::text);
};
