// What a string holds goes to free() of the C library.
#include <ffi_ownership.hpp>

void free_of_lent_string(const char *text)
{
  ffo::string string(text);
  std::free(string.release());
}
