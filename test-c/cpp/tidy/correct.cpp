// The same, in order.
#include <ffi_ownership.hpp>

void string_moved()
{
  ffo::string text("moved");
  const ffo::string second = std::move(text);
  text = ffo::string("another");
  std::puts(text.c_str());
}

void config_moved()
{
  ffo::config config(1, 2);
  ffo::handle handle(std::move(config));
  config = handle.into_owner();
  config.set_name("in time");
}

void vec_moved()
{
  ffo::vec<int> vec;
  vec.push_back(1);
  const ffo::vec<int> second = std::move(vec);
  std::printf("%d\n", second[0]);
}

void handle_moved()
{
  ffo::handle handle(ffo::string("moved"));
  const ffo::handle second = std::move(handle);
  std::puts(second.borrow()->data());
}

void borrow_moved(const ffo::handle<ffo::config> &config)
{
  auto writer = config.borrow_mut();
  const auto second = std::move(writer);
  second->timeout_ms = 1;
}
