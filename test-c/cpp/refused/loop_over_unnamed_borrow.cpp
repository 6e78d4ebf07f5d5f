// The borrow would be given back before the first round.
#include <ffi_ownership.hpp>

int sum(const ffo::handle<ffo::vec<int>> &numbers)
{
  int sum = 0;
  for (int number : *numbers.borrow()) { // HERE
    sum += number;
  }
  return sum;
}
