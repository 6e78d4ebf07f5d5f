// Each owner goes behind a handle and comes back; what cannot, stays.
#include "handles.hpp"

static_assert(sizeof(ffo::handle<ffo::string>) == sizeof(ffo_handle));
static_assert(!std::is_copy_constructible_v<ffo::handle<ffo::string>>);
static_assert(!std::is_copy_assignable_v<ffo::handle<ffo::string>>);
static_assert(std::is_nothrow_move_constructible_v<ffo::handle<ffo::string>>);
static_assert(!std::is_convertible_v<ffo_handle, ffo::handle<ffo::string>>);

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
