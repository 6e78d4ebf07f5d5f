// Two owners of one vec.
#include <ffi_ownership.hpp>

void copy(ffo::vec<int> &to, const ffo::vec<int> &from)
{
  to = from; // HERE
}
