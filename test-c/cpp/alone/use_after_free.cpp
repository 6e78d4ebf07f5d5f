// What a string lends is used after its end.
#include <ffi_ownership.hpp>

int use_after_free(const char *text)
{
  ffo::string string(text);
  const char *lent = string.c_str();
  if (string.free() != FFO_OK) {
    return 1;
  }
  return std::puts(lent);
}
