// A string is no config.
#include <ffi_ownership.hpp>

ffo::handle<ffo::config> lend(ffo::string text)
{
  return ffo::handle<ffo::config>(std::move(text)); // HERE
}
