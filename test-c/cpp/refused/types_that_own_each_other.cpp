// Neither could be registered first.
#include <ffi_ownership.hpp>

struct egg;
struct hen {
  egg *from;
};
struct egg {
  hen *from;
};
template <> struct ffo::traits<hen> {
  static constexpr const char *name = "hen";
  static constexpr auto owned = std::tuple(&hen::from);
};
template <> struct ffo::traits<egg> {
  static constexpr const char *name = "egg";
  static constexpr auto owned = std::tuple(&egg::from);
};

auto first = ffo::box<egg>::make(); // HERE
