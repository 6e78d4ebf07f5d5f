// Others may be reading.
#include <ffi_ownership.hpp>

void write(const ffo::handle<ffo::config> &config)
{
  config.borrow()->timeout_ms = 1; // HERE
}
