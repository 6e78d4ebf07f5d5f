#include <ffi_ownership.hpp>

#include <iostream>

int main()
{
  ffo::string text("hello");
  std::cout << text.view() << '\n';
  char *volatile again = text.data();
  text.free();
  try {
    const ffo::string second = ffo::string::from_raw(again).clone();
  } catch (const ffo::error &error) {
    std::cout << ffo_status_name(error.status()) << '\n';
  }
}
