// Zeroed memory is no ffo::string, and nobody would end it.
#include <ffi_ownership.hpp>

struct person {
  ffo::string name;
};
template <> struct ffo::traits<person> {
  static constexpr const char *name = "person";
};

auto somebody = ffo::box<person>::make(); // HERE
