// Not a block: adopted, not traded.
#include <ffi_ownership.hpp>

struct session {
};
template <> struct ffo::traits<session> {
  static constexpr const char *name = "session";
};

void lend()
{
  ffo::handle handle(std::make_unique<session>()); // HERE
}
