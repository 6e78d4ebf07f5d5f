// One reference, given up twice.
#include <ffi_ownership.hpp>

void copy(const ffo::handle<ffo::config> &config)
{
  ffo::handle<ffo::config> second(config); // HERE
}
