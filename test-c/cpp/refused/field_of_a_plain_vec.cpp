// Nobody has said that the field owns anything.
#include <ffi_ownership.hpp>

struct line {
  char *text;
};

void fill(ffo::vec<line> &lines)
{
  lines.put(0, &line::text, ffo::string("text")); // HERE
}
