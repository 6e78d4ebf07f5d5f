// Owners are used after they were moved from: clang-tidy must see each of them.
#include <ffi_ownership.hpp>

void string_moved()
{
  ffo::string text("moved");
  const ffo::string second = std::move(text);
  std::puts(text.c_str()); // HERE
}

void config_moved()
{
  ffo::config config(1, 2);
  const ffo::handle handle(std::move(config));
  config.set_name("late"); // HERE
}

void child_moved(ffo::config &config)
{
  ffo::string name("child");
  config.put(&ffo_config::name, std::move(name));
  std::puts(name.c_str()); // HERE
}

void vec_moved()
{
  ffo::vec<int> vec;
  ffo::vec<int> second;
  second = std::move(vec);
  vec.push_back(1); // HERE
}

struct line {
  char *text;
};
template <> struct ffo::traits<line> {
  static constexpr const char *name = "line";
  static constexpr auto owned = std::tuple(&line::text);
};

void element_moved(ffo::vec<line> &lines)
{
  auto box = ffo::box<line>::make();
  lines.push_back(std::move(box));
  std::puts(box->text); // HERE
}

void handle_moved()
{
  ffo::handle handle(ffo::string("moved"));
  const ffo::handle second = std::move(handle);
  static_cast<void>(handle.borrow()); // HERE
}

void borrow_moved(const ffo::handle<ffo::config> &config)
{
  auto writer = config.borrow_mut();
  const auto second = std::move(writer);
  writer->timeout_ms = 1; // HERE
}
