// Two owners of one string.
#include <ffi_ownership.hpp>

void copy(const ffo::string &text)
{
  ffo::string second = text; // HERE
}
