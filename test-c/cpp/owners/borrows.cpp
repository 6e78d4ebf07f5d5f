// Borrows: one writer or many readers, and each goes back once.
#include "handles.hpp"

static_assert(sizeof(ffo::shared_borrow<ffo::config>) == sizeof(ffo_handle) + sizeof(void *));
static_assert(sizeof(ffo::exclusive_borrow<ffo::config>) == sizeof(ffo_handle) + sizeof(void *));
static_assert(!std::is_copy_constructible_v<ffo::shared_borrow<ffo::string>>);
static_assert(!std::is_copy_constructible_v<ffo::exclusive_borrow<ffo::string>>);
static_assert(std::is_nothrow_move_assignable_v<ffo::shared_borrow<ffo::string>>);
static_assert(std::is_nothrow_move_assignable_v<ffo::exclusive_borrow<ffo::string>>);

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
