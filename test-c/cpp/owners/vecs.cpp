#include "test.hpp"

#include <algorithm>
#include <numeric>
#if __cplusplus >= 202002L
#include <ranges>
#include <span>
#endif

static_assert(sizeof(ffo::vec<int>) == sizeof(ffo_vec));
static_assert(!std::is_copy_constructible_v<ffo::vec<int>>);
static_assert(!std::is_copy_assignable_v<ffo::vec<int>>);
static_assert(std::is_nothrow_move_constructible_v<ffo::vec<int>>);
static_assert(std::is_nothrow_move_assignable_v<ffo::vec<int>>);
static_assert(std::is_nothrow_default_constructible_v<ffo::vec<int>>);

#if __cplusplus >= 202002L
static_assert(std::ranges::contiguous_range<ffo::vec<int>>);
static_assert(std::ranges::contiguous_range<const ffo::vec<int>>);
static_assert(std::ranges::contiguous_range<ffo::slice<int>>);
static_assert(std::is_convertible_v<ffo::vec<int> &, std::span<int>>);
static_assert(std::is_convertible_v<const ffo::vec<int> &, std::span<const int>>);
static_assert(!std::is_convertible_v<const ffo::vec<int> &, std::span<int>>);

TEST(a_vec_is_a_span)
{
  ffo::vec<int> vec;
  vec.append(std::data({ 3, 1, 2 }), 3);
  const std::span<int> span = vec;
  CHECK(span.data() == vec.data() && span.size() == 3);
  std::ranges::sort(vec);
  CHECK(span[0] == 1 && span[2] == 3);
}
#endif

static ffo::vec<int> counting(int count)
{
  ffo::vec<int> vec;
  for (int i = 0; i < count; i++) {
    vec.push_back(i);
  }
  return vec;
}

TEST(a_vec_grows_and_shrinks)
{
  ffo::vec<int> vec = counting(1000);
  CHECK_EQUAL(vec.size(), 1000);
  CHECK(vec.capacity() >= 1000 && !vec.empty());
  CHECK_EQUAL(std::accumulate(vec.begin(), vec.end(), 0), 499500);
  CHECK_EQUAL(vec[999], 999);

  const int more[] = { -1, -2 };
  vec.append(more, 2);
  vec.append(vec.data(), 1); // from the vec itself
  vec.push_back(vec[1000]);
  CHECK_EQUAL(vec.size(), 1004);
  CHECK(vec[1001] == -2 && vec[1002] == 0 && vec[1003] == -1);

  vec.resize(10);
  vec.shrink_to_fit();
  CHECK_EQUAL(vec.capacity(), 10);
  vec.resize(12);
  CHECK(vec[9] == 9 && vec[10] == 0 && vec[11] == 0);

  vec.reserve(100); // in all, not beyond the 12
  CHECK(vec.capacity() == 100 && vec.size() == 12);
  const int *const data = vec.data();
  vec.reserve(100); // there is room already
  vec.reserve(1);
  CHECK_EQUAL(vec.data(), data);
  vec.clear();
  CHECK(vec.empty() && vec.capacity() >= 100);

  vec[0] = 7; // in place, and its length is set in C
  vec.get()->length = 1;
  CHECK_EQUAL(std::count(vec.cbegin(), vec.cend(), 7), 1);
}

TEST(a_vec_with_a_status)
{
  ffo::vec<int> vec;
  ffo_status status = FFO_E_INTERNAL;
  vec.push_back(1, status);
  CHECK_OK(status);
  status = FFO_E_INTERNAL;
  vec.append(std::data({ 2, 3 }), 2, status);
  CHECK_OK(status);
  status = FFO_E_INTERNAL;
  vec.reserve(50, status);
  CHECK_OK(status);
  CHECK(vec.capacity() >= 50);
  status = FFO_E_INTERNAL;
  vec.reserve(1, status);
  CHECK_OK(status);
  status = FFO_E_INTERNAL;
  vec.shrink_to_fit(status);
  CHECK_OK(status);
  status = FFO_E_INTERNAL;
  vec.resize(2, status);
  CHECK_OK(status);
  CHECK(vec.size() == 2 && vec[1] == 2);

  static_assert(noexcept(vec.push_back(1, status)) &&noexcept(vec.append(nullptr, 0, status)));
  static_assert(noexcept(vec.reserve(1, status)) &&noexcept(vec.resize(1, status)));
  static_assert(noexcept(vec.shrink_to_fit(status)) &&noexcept(vec.into_raw(status)));
  CHECK_GIVES(vec.append(nullptr, 1, status), FFO_E_NULL_ARGUMENT,
              "ffo_vec_append: elements is NULL");
  CHECK_GIVES(vec.reserve(SIZE_MAX / 2, status), FFO_E_SIZE_OVERFLOW,
              "ffo_vec_reserve: the vec would exceed the largest block, 1 TiB");
  CHECK_EQUAL(vec.size(), 2);
}

TEST(a_vec_moves)
{
  ffo::vec<int> first = counting(3);
  const int *const data = first.data();
  ffo::vec<int> second(std::move(first));
  CHECK(first.empty() && first.capacity() == 0 && first.data() == nullptr);
  CHECK(second.data() == data && second.size() == 3);

  first = counting(4); // empty is not dead
  const ffo_stats before = ledger_look();
  first = std::move(second); // and the 4 end
  CHECK_EQUAL(ledger_look().live_blocks, before.live_blocks - 1);
  CHECK_EQUAL(first.data(), data);
  ffo::vec<int> &same = first;
  first = std::move(same);
  CHECK(first.data() == data && first.size() == 3);

  second = counting(1);
  swap(first, second);
  CHECK(second.data() == data && first.size() == 1);
}

TEST(a_vec_is_taken_apart)
{
  ffo::vec<int> vec = counting(5);
  ffo::vec<int>::raw_parts parts = vec.into_raw();
  CHECK(vec.empty() && vec.data() == nullptr);
  vec.push_back(1); // empty is not dead
  CHECK(parts.length == 5 && parts.capacity >= 5 && parts.data[4] == 4);

  parts.length = 4;
  vec = ffo::vec<int>::from_raw(parts);
  CHECK(vec.size() == 4 && vec.data() == parts.data);

  ffo_vec raw = vec.release();
  CHECK(vec.empty() && raw.length == 4);
  vec = ffo::vec<int>::from_raw(raw);
  CHECK_EQUAL(vec.size(), 4);
  raw = vec.release();
  CHECK_OK(ffo_vec_dispose(&raw));

  ffo_status status = FFO_E_INTERNAL;
  vec = ffo::vec<int>::from_raw(raw, status); // {0}: nothing, whatever its elements
  CHECK_OK(status);
  vec.push_back(1);
  parts = vec.into_raw(status);
  CHECK_OK(status);
  CHECK_OK(ffo_box_free(parts.data, FFO_TYPE_VEC));
}

TEST(a_vec_of_other_parts_is_refused)
{
  ffo::vec<int>::raw_parts parts = counting(4).into_raw();
  const std::size_t capacity = parts.capacity;
  parts.capacity++;
  CHECK_THROWS(
      ffo::vec<int>::from_raw(parts), FFO_E_PARTS_MISMATCH,
      "ffo_vec_from_raw_parts: 0x..: its capacity is not the one in the ledger; nothing changed");
  parts.capacity = capacity;
  CHECK_OK(ffo::vec<int>::from_raw(parts).free());

  // Of a C vec only the size of its elements is asked; it is still whose it was.
  ffo_vec raw = counting(4).release();
  ffo_status status = FFO_OK;
  CHECK(ffo::vec<double>::from_raw(raw, status).empty());
  CHECK_STATUS(status, FFO_E_PARTS_MISMATCH);
  CHECK_OK(ffo_vec_dispose(&raw));
}

// A copy in C of a vec that has grown since.
TEST(a_stale_copy_is_told)
{
  ffo::vec<int> vec = counting(4);
  ffo::vec<int> copy = ffo::vec<int>::from_raw(*vec.get());
  vec.reserve(1000);
  try {
    copy.push_back(1);
    CHECK(false);
  } catch (const ffo::error &error) {
    CHECK(error.status() == FFO_E_DOUBLE_FREE || error.status() == FFO_E_PARTS_MISMATCH);
  }
  CHECK(copy.free() != FFO_OK);
  CHECK_EQUAL(copy.size(), 4); // still held, to be given up
  static_cast<void>(copy.release());
}

TEST(a_vec_says_how_it_ended)
{
  ffo::vec<int> vec = counting(4);
  vec.get()->length = 5;
  CHECK_THROWS(vec.push_back(1), FFO_E_OUT_OF_RANGE,
               "ffo_vec_push: the vec's length 5 exceeds its capacity 4");
  CHECK_OK(vec.free()); // whatever the length
  CHECK_OK(vec.free());
  vec.push_back(1); // empty is not dead

  vec.get()->capacity++;
  CHECK_STATUS(vec.free(), FFO_E_PARTS_MISMATCH);
  vec.get()->capacity--;
  CHECK_OK(vec.free());
}
