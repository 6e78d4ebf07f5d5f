// A config is no name.
#include <ffi_ownership.hpp>

void put(ffo::config &config, ffo::config child)
{
  config.put(&ffo_config::name, std::move(child)); // HERE
}
