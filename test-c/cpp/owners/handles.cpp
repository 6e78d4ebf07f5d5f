#include "test.hpp"

#include <string>
#include <thread>
#include <vector>

namespace
{

struct point {
  int x;
  int y;
};

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

template <> struct ffo::traits<point> {
  static constexpr const char *name = "test_point";
};
template <> struct ffo::traits<session> {
  static constexpr const char *name = "test_session";
};
template <> struct ffo::traits<int> {
  static constexpr const char *name = "test_int";
};

static_assert(sizeof(ffo::handle<ffo::string>) == sizeof(ffo_handle));
static_assert(sizeof(ffo::weak_handle<ffo::string>) == sizeof(ffo_handle));
static_assert(sizeof(ffo::shared_borrow<ffo::config>) == sizeof(ffo_handle) + sizeof(void *));
static_assert(sizeof(ffo::exclusive_borrow<ffo::config>) == sizeof(ffo_handle) + sizeof(void *));
static_assert(!std::is_copy_constructible_v<ffo::handle<ffo::string>>);
static_assert(!std::is_copy_assignable_v<ffo::handle<ffo::string>>);
static_assert(!std::is_copy_constructible_v<ffo::shared_borrow<ffo::string>>);
static_assert(!std::is_copy_constructible_v<ffo::exclusive_borrow<ffo::string>>);
static_assert(std::is_nothrow_move_constructible_v<ffo::handle<ffo::string>>);
static_assert(std::is_nothrow_move_assignable_v<ffo::shared_borrow<ffo::string>>);
static_assert(std::is_nothrow_move_assignable_v<ffo::exclusive_borrow<ffo::string>>);
static_assert(std::is_trivially_copyable_v<ffo::weak_handle<ffo::string>>);
static_assert(!std::is_convertible_v<ffo_handle, ffo::handle<ffo::string>>);

static ffo_block_info described(ffo_handle handle)
{
  ffo_block_info info = FFO_BLOCK_INFO_INIT;
  CHECK_OK(ffo_handle_describe(handle, &info));
  return info;
}

TEST(a_string_behind_a_handle)
{
  ffo::string text("lent");
  ffo::handle handle(std::move(text));
  static_assert(std::is_same_v<decltype(handle), ffo::handle<ffo::string>>);
  CHECK(!text);
  {
    const auto reader = handle.borrow();
    static_assert(std::is_same_v<decltype(*reader), const std::string_view &>);
    CHECK(*reader == "lent" && reader->size() == 4);
    CHECK_TEXT(reader->data(), "lent");
  }
  {
    const auto writer = handle.borrow_mut();
    CHECK_EQUAL(writer->size(), 4);
    (*writer)[0] = 'b';
  }
  CHECK_EQUAL(described(handle.get()).borrows, 0);
  text = handle.into_owner();
  CHECK(!handle);
  CHECK_TEXT(text.c_str(), "bent");
}

TEST(a_config_behind_a_handle)
{
  ffo::handle handle(ffo::config(8, 250));
  {
    auto writer = handle.borrow_mut();
    writer->timeout_ms *= 2;
    writer.set_name("first");
    ffo::string name = writer.take(&ffo_config::name);
    CHECK(name.view() == "first");
    writer.put(&ffo_config::name, ffo::string("second"));
  }
  {
    const auto reader = handle.borrow();
    static_assert(std::is_same_v<decltype(*reader), const ffo_config &>);
    CHECK_EQUAL(reader->timeout_ms, 500);
    CHECK_TEXT((*reader).name, "second");
  }
  const ffo::config config = handle.into_owner();
  CHECK_EQUAL(config->timeout_ms, 500);
}

TEST(a_box_behind_a_handle)
{
  auto box = ffo::box<point>::make();
  box->x = 3;
  ffo_status status = FFO_E_INTERNAL;
  ffo::handle handle(std::move(box), status);
  CHECK_OK(status);
  handle.borrow_mut(status)->y = 4;
  CHECK_OK(status);
  const auto reader = handle.borrow(status);
  CHECK_OK(status);
  CHECK(reader->x == 3 && reader.get()->y == 4);
}

TEST(a_vec_behind_a_handle)
{
  ffo::vec<int> vec;
  vec.append(std::data({ 1, 2, 3 }), 3);
  vec.reserve(10);
  ffo::handle handle(std::move(vec));
  CHECK(vec.empty());
  vec.push_back(9); // empty is not dead
  {
    const auto writer = handle.borrow_mut();
    for (int &element : *writer) {
      element *= 2;
    }
  }
  int sum = 0;
  {
    const auto reader = handle.borrow();
    CHECK_EQUAL(reader->size(), 3);
    for (const int element : *reader) {
      sum += element;
    }
    CHECK(!reader->empty() && reader->data() == &(*reader)[0]);
  }
  CHECK_EQUAL(sum, 12);

  vec = handle.into_owner();
  CHECK(!handle);
  CHECK(vec.size() == 3 && vec.capacity() >= 10 && vec[2] == 6);
  handle = ffo::handle(std::move(vec));
  ffo_status status = FFO_E_INTERNAL;
  vec = handle.into_owner(status);
  CHECK_OK(status);
  CHECK_EQUAL(vec.size(), 3);
}

TEST(one_writer_or_many_readers)
{
  const ffo::handle handle(ffo::string("shared"));
  {
    const auto one = handle.borrow();
    const auto two = handle.borrow();
    CHECK_EQUAL(described(handle.get()).borrows, 2);
    CHECK_THROWS(
        handle.borrow_mut(), FFO_E_BORROW_CONFLICT,
        "ffo_handle_borrow_mut: handle 0x.. is borrowed in a way that forbids this borrow; "
        "return that one first");
    CHECK_GIVES(handle.borrow_mut(status), FFO_E_BORROW_CONFLICT,
                "ffo_handle_borrow_mut: handle 0x.. is borrowed in a way that forbids this borrow; "
                "return that one first");
  }
  const auto alone = handle.borrow_mut();
  CHECK_THROWS(handle.borrow(), FFO_E_BORROW_CONFLICT,
               "ffo_handle_borrow: handle 0x.. is borrowed in a way that forbids this borrow; "
               "return that one first");
  ffo_status status = FFO_OK;
  CHECK(!handle.borrow(status));
  CHECK_STATUS(status, FFO_E_BORROW_CONFLICT);
}

// Each borrow goes back exactly once, whatever moves.
TEST(borrows_move)
{
  const ffo::handle handle(ffo::config(1, 2));
  auto first = handle.borrow();
  auto second = std::move(first);
  CHECK(!first && first.get() == nullptr);
  CHECK_EQUAL(second->timeout_ms, 2);
  CHECK_EQUAL(described(handle.get()).borrows, 1);

  first = handle.borrow();
  CHECK_EQUAL(described(handle.get()).borrows, 2);
  first = std::move(second); // and the former one goes back
  CHECK_EQUAL(described(handle.get()).borrows, 1);
  auto &same = first;
  first = std::move(same);
  CHECK(first);
  CHECK_EQUAL(described(handle.get()).borrows, 1);

  CHECK_OK(first.give_back());
  CHECK(!first && first.get() == nullptr);
  CHECK_EQUAL(described(handle.get()).borrows, 0);
  CHECK_OK(first.give_back());

  const misuse_heard heard;
  {
    auto writer = handle.borrow_mut();
    CHECK_OK(writer.give_back());
  }
  CHECK_EQUAL(heard.times, 0);
}

// The return of an exclusive borrow claims the fields.
TEST(a_borrow_says_how_it_went_back)
{
  static char literal[] = "literal";
  const ffo::handle handle(ffo::config(1, 2));
  auto writer = handle.borrow_mut();
  writer->name = literal;
  CHECK_STATUS(writer.give_back(), FFO_E_FOREIGN_POINTER);
  CHECK(!writer);
  CHECK_EQUAL(described(handle.get()).borrows, 0);

  const misuse_heard heard;
  {
    const auto again = handle.borrow_mut(); // the literal is still there
  }
  CHECK_EQUAL(heard.times, 1);
  CHECK_STATUS(heard.status, FFO_E_FOREIGN_POINTER);
  handle.borrow_mut()->name = nullptr;
  CHECK_EQUAL(heard.times, 1);
}

TEST(a_borrow_outlives_its_handle)
{
  ffo::shared_borrow<ffo::string> reader;
  CHECK(!reader);
  CHECK(reader->empty());
  {
    const ffo::handle handle(ffo::string("until the last reader is done"));
    reader = handle.borrow();
  }
  CHECK(*reader == "until the last reader is done");
  CHECK_EQUAL(ledger_look().live_handles, 1);
  reader = {};
  CHECK_EQUAL(ledger_look().live_handles, 0);
}

TEST(clones_count)
{
  ffo::handle first(ffo::string("counted"));
  ffo::handle second = first.clone();
  CHECK_EQUAL(first.get(), second.get());
  ffo_status status = FFO_E_INTERNAL;
  const ffo::handle third = first.clone(status);
  CHECK_OK(status);
  CHECK_EQUAL(described(first.get()).references, 3);

  CHECK_THROWS(
      first.into_owner(), FFO_E_SHARED,
      "ffo_handle_into_raw: handle 0x.. is not the only reference; release the others first");
  CHECK_GIVES(
      first.into_raw(status), FFO_E_SHARED,
      "ffo_handle_into_raw: handle 0x.. is not the only reference; release the others first");
  CHECK(first); // after a refusal it is still there
  CHECK_OK(second.close());
  CHECK(!second);
  CHECK_EQUAL(described(first.get()).references, 2);
  second = std::move(first);
  CHECK(!first);
  auto &same = second;
  second = std::move(same);
  CHECK_EQUAL(described(second.get()).references, 2);
  swap(first, second);
  CHECK(first && !second);
}

TEST(a_weak_handle)
{
  ffo::weak_handle<ffo::string> weak;
  CHECK(!weak.lock());
  {
    const ffo::handle strong(ffo::string("weakly held"));
    weak = strong.weak();
    CHECK_EQUAL(weak.get(), strong.get());
    const ffo::handle second = weak.lock();
    CHECK_TEXT(second.borrow()->data(), "weakly held");
    CHECK_EQUAL(described(strong.get()).references, 2);
    ffo_status status = FFO_E_INTERNAL;
    CHECK(weak.lock(status));
    CHECK_OK(status);
    CHECK_EQUAL(described(strong.get()).references, 2);
  }
  CHECK(!weak.lock());

  ffo_status status = FFO_OK; // asking is no misuse, so CHECK_GIVES does not fit
  CHECK(!ffo::weak_handle<ffo::string>(12345).lock(status));
  CHECK_STATUS(status, FFO_E_INVALID_HANDLE);
  try {
    static_cast<void>(ffo::weak_handle<ffo::string>(12345).lock());
    CHECK(false);
  } catch (const ffo::error &error) {
    CHECK_STATUS(error.status(), FFO_E_INVALID_HANDLE);
  }
}

TEST(handles_are_given_up)
{
  ffo::handle handle(ffo::string("given up"));
  ffo_handle number = handle.release();
  CHECK(!handle);
  CHECK_EQUAL(described(number).references, 1); // nothing has ended
  handle = ffo::handle<ffo::string>(number);

  char *raw = handle.into_raw();
  CHECK(!handle);
  CHECK_TEXT(raw, "given up");
  handle = ffo::handle<ffo::string>::from_raw(raw);
  CHECK_TEXT(handle.borrow()->data(), "given up");
  number = handle.release();
  CHECK_OK(ffo_handle_release(number));

  handle = ffo::handle<ffo::string>(number);
  CHECK_THROWS(handle.borrow(), FFO_E_STALE_HANDLE,
               "ffo_handle_borrow: handle 0x.. is stale: what it named is gone");
  CHECK_REFUSED(handle.close(), FFO_E_STALE_HANDLE,
                "ffo_handle_close: handle 0x.. is stale: what it named is gone");
  static_cast<void>(handle.release());

  CHECK_OK(handle.close());
  CHECK_THROWS(handle.clone(), FFO_E_INVALID_HANDLE,
               "ffo_handle_retain: handle 0x.. was never issued by this copy of the library");
}

// What is refused stays with its owner.
TEST(an_owner_that_cannot_be_traded_stays)
{
  ffo::string none;
  CHECK_THROWS(ffo::handle(std::move(none)), FFO_E_NULL_ARGUMENT,
               "ffo_handle_from_raw: block is NULL");

  static char literal[] = "literal";
  ffo::config config(1, 2);
  config->name = literal;
  CHECK_THROWS(
      ffo::handle(std::move(config)), FFO_E_FOREIGN_POINTER,
      "ffo_handle_from_raw: the owned field at offset 8 of 0x.., a block of type \"ffo_config\", "
      "holds 0x.., which is not from this copy of the library; free it where it was made");
  CHECK(config);
  config->name = nullptr;

  ffo::vec<int> vec;
  vec.push_back(1);
  vec.get()->length = 1000;
  CHECK_GIVES(ffo::handle(std::move(vec), status), FFO_E_OUT_OF_RANGE,
              "ffo_vec_into_handle: the vec's length 1000 exceeds its capacity 4");
  CHECK_EQUAL(vec.size(), 1000);
}

// Numbers have no type for the compiler; the ledger knows it.
TEST(a_handle_of_another_type)
{
  const ffo::handle text(ffo::string("a string"));
  ffo::handle<ffo::config> wrong(text.get());
  CHECK_THROWS(
      wrong.borrow(), FFO_E_WRONG_TYPE,
      "ffo_handle_borrow: handle 0x.. names a block of type \"string\", not \"ffo_config\"");
  CHECK_THROWS(
      wrong.into_owner(), FFO_E_WRONG_TYPE,
      "ffo_handle_into_raw: handle 0x.. names a block of type \"string\", not \"ffo_config\"");
  static_cast<void>(wrong.release());

  ffo::vec<int> vec;
  vec.push_back(5);
  ffo::handle<ffo::vec<double>> doubles(ffo::handle(std::move(vec)).release());
  ffo_status status = FFO_OK;
  CHECK(doubles.into_owner(status).empty());
  CHECK_STATUS(status, FFO_E_PARTS_MISMATCH);
  CHECK_EQUAL(ffo::handle<ffo::vec<int>>(doubles.release()).into_owner()[0], 5);
}

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

// Each thread has its own clone; whoever is refused tries again.
TEST(threads_share_a_handle)
{
  constexpr int rounds_each = 200;
  ffo::handle shared(ffo::box<point>::make());
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; i++) {
    threads.emplace_back([mine = shared.clone()] {
      for (int done = 0; done < rounds_each;) {
        ffo_status status;
        if (const auto writer = mine.borrow_mut(status)) {
          writer->x++;
          done++;
        } else {
          CHECK_STATUS(status, FFO_E_BORROW_CONFLICT);
          std::this_thread::yield();
        }
      }
    });
  }
  const auto weak = shared.weak();
  for (std::thread &thread : threads) {
    thread.join();
  }
  CHECK_EQUAL(shared.borrow()->x, 4 * rounds_each);
  CHECK_OK(shared.close());
  CHECK(!weak.lock());
}

// Whoever still gets hold of it can use it to the end.
TEST(threads_lock_what_is_ending)
{
  for (int round = 0; round < 50; round++) {
    ffo::handle last(ffo::string("still here"));
    std::thread other([weak = last.weak()] {
      while (const auto strong = weak.lock()) {
        CHECK_TEXT(strong.borrow()->data(), "still here");
      }
    });
    CHECK_OK(last.close());
    other.join();
  }
}
