// Objects that C++ made, behind handles.
#include "test.hpp"

#include <string>

namespace
{

// Any C++ object can stand behind a handle.
struct session {
  explicit session(int &ended) : ended_(ended) {}
  session(const session &) = delete;
  session &operator=(const session &) = delete;
  ~session() { ended_++; }

  std::string text;

private:
  int &ended_;
};

struct closer {
  void operator()(int *counted) const noexcept { ++*counted; }
};

} // namespace

template <> struct ffo::traits<session> {
  static constexpr const char *name = "test_session";
};
template <> struct ffo::traits<int> {
  static constexpr const char *name = "test_int";
};

TEST(an_object_is_adopted)
{
  int ended = 0;
  {
    auto handle = ffo::adopt(std::make_unique<session>(ended));
    handle.borrow_mut()->text = "written";
    CHECK(handle.borrow()->text == "written");
    const auto second = handle.clone();
    CHECK_OK(handle.close());
    CHECK_EQUAL(ended, 0);
  }
  CHECK_EQUAL(ended, 1);

  auto object = std::make_unique<session>(ended);
  session *const raw = object.get();
  ffo_status status = FFO_E_INTERNAL;
  auto handle = ffo::adopt(std::move(object), status);
  CHECK_OK(status);
  CHECK(object == nullptr);
  object = handle.into_owner();
  CHECK(!handle);
  CHECK_EQUAL(object.get(), raw);
  CHECK_EQUAL(ended, 1);
  object.reset();
  CHECK_EQUAL(ended, 2);

  CHECK_THROWS(ffo::adopt(std::unique_ptr<session>()), FFO_E_NULL_ARGUMENT,
               "ffo_handle_adopt: payload is NULL");

  int closed = 0;
  CHECK_OK(ffo::adopt(std::unique_ptr<int, closer>(&closed)).close());
  CHECK_EQUAL(closed, 1);
  closed = 0;
  {
    auto by_pointer = ffo::handle<std::unique_ptr<int, closer>>::from_raw(&closed);
    CHECK_EQUAL(by_pointer.into_raw(), &closed);
  }
  CHECK_EQUAL(closed, 0);
}
