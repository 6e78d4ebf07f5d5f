#include <ffi_ownership.h>

#include <iostream>
#include <memory>
#include <stdexcept>

static void check(ffo_status status)
{
  if (status != FFO_OK) {
    throw std::runtime_error(ffo_status_name(status));
  }
}

int main()
{
  struct Free {
    void operator()(char *string) const { ffo_string_free(string); }
  };
  std::unique_ptr<char, Free> owner(ffo_string_new("hello", nullptr));
  std::cout << owner.get() << '\n';
  char *volatile again = owner.get();
  owner.reset();
  try {
    check(ffo_string_free(again));
  } catch (const std::runtime_error &error) {
    std::cout << error.what() << '\n';
  }
}
