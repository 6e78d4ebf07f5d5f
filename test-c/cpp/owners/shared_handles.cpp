// Several handles of one thing: clones, weak ones, and threads that share them.
#include "handles.hpp"

#include <thread>
#include <vector>

static_assert(sizeof(ffo::weak_handle<ffo::string>) == sizeof(ffo_handle));
static_assert(std::is_trivially_copyable_v<ffo::weak_handle<ffo::string>>);

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
