// One borrow, given back twice.
#include <ffi_ownership.hpp>

void copy(const ffo::handle<ffo::config> &config)
{
  const auto first = config.borrow();
  const auto second = first; // HERE
}
