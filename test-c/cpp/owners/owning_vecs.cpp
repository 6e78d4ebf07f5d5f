// Vecs of registered types: elements that own what their fields hold.
#include "people.hpp"

#include <numeric>

TEST(elements_end_with_their_vec)
{
  const ffo_stats before = ledger_look();
  {
    const people vec = three();
    CHECK_EQUAL(vec.size(), 3);
    CHECK_EQUAL(told_of(vec.data()).element_type, ffo::type_of<person>());
    // The vec, four names, a config, the boss; the boxes are gone without a drop.
    CHECK_EQUAL(ledger_look().live_blocks, before.live_blocks + 7);
    CHECK_EQUAL(persons_dropped, 0);
    CHECK_TEXT(vec[1].name, "Bob");
    CHECK_TEXT(vec[1].boss->name, "Cyd");
    CHECK(told_of(vec[0].name).owner == FFO_OWNER_LIBRARY);
    const auto add = [](int sum, const person &each) { return sum + each.age; };
    CHECK_EQUAL(std::accumulate(vec.begin(), vec.end(), 0, add), 4021);
  }
  CHECK_EQUAL(persons_dropped, 4);
  CHECK_EQUAL(ages_dropped, 4321);
  CHECK_EQUAL(ledger_look().live_blocks, before.live_blocks);
}

TEST(a_vec_that_is_empty_has_no_block)
{
  const ffo_stats before = ledger_look();
  people vec;
  vec.resize(0);
  vec.reserve(0);
  vec.append(nullptr, 0);
  vec.shrink_to_fit();
  CHECK(vec.empty() && vec.capacity() == 0 && vec.begin() == vec.end());
  CHECK_OK(vec.free());
  const people::raw_parts parts = vec.into_raw();
  CHECK(parts.data == nullptr);
  vec = people::from_raw(parts);

  // What cannot be added leaves no block either.
  ffo_status status = FFO_OK;
  vec.append(nullptr, 1, status);
  CHECK_STATUS(status, FFO_E_NULL_ARGUMENT);
  ffo::string name("Leo");
  const person twins[] = { { 1, name.data(), nullptr, nullptr },
                           { 2, name.data(), nullptr, nullptr } };
  vec.append(twins, 2, status);
  CHECK_STATUS(status, FFO_E_NOT_OWNED);
  CHECK_OK(name.free());
  CHECK_GIVES(vec.resize(SIZE_MAX / 2, status), FFO_E_SIZE_OVERFLOW,
              "ffo_vec_init_of: the vec would exceed the largest block, 1 TiB");
  CHECK_GIVES(vec.push_back(ffo::box<person>(), status), FFO_E_NULL_ARGUMENT,
              "ffo_vec_push: element is NULL");
  CHECK(vec.capacity() == 0);
  CHECK_EQUAL(ledger_look().live_blocks, before.live_blocks);

  for (int i = 0; i < 4; i++) { // empty is not dead, whatever comes first
    i == 0   ? vec.resize(2)
    : i == 1 ? vec.reserve(2)
    : i == 2 ? vec.append(std::data({ person{} }), 1)
             : vec.push_back(person{});
    CHECK_EQUAL(told_of(vec.data()).element_type, ffo::type_of<person>());
    vec = people();
  }
}

TEST(elements_are_taken_out)
{
  people vec = three();
  auto bob = vec.take(1);
  CHECK(vec.size() == 2 && vec[0].age == 1 && vec[1].age == 4000);
  CHECK_EQUAL(persons_dropped, 0);
  CHECK(bob->age == 20 && bob->boss->age == 300);
  CHECK_EQUAL(bob->limits->timeout_ms, 250);
  CHECK_TEXT(bob.take(&person::name).c_str(), "Bob");
  CHECK_OK(bob.free());
  CHECK_EQUAL(ages_dropped, 320);

  // And in again.
  vec.push_back(vec.take(0));
  CHECK(vec[0].age == 4000 && vec[1].age == 1);
  CHECK_TEXT(vec[1].name, "Ada");
  CHECK_EQUAL(persons_dropped, 2);

  ffo_status status = FFO_OK;
  CHECK(!vec.take(2, status));
  CHECK_STATUS(status, FFO_E_OUT_OF_RANGE);
  check_says([&] { return vec.take(7); },
             "ffo_vec_take: index 7 is outside of the vec, whose length is 2");
  CHECK_EQUAL(persons_dropped, 2); // not of a box that was made in vain

  ffo::vec<int> plain;
  plain.append(std::data({ 5, 6, 7 }), 3);
  CHECK_EQUAL(plain.take(1), 6);
  CHECK(plain.size() == 2 && plain[1] == 7);
  CHECK_EQUAL(plain.take(2, status), 0);
  CHECK_STATUS(status, FFO_E_OUT_OF_RANGE);
}

TEST(fields_of_elements_are_put_and_taken)
{
  people vec = three();
  const ffo_stats before = ledger_look();
  vec.put(0, &person::name, ffo::string("Eve")); // and Ada ends
  CHECK_EQUAL(ledger_look().live_blocks, before.live_blocks);
  CHECK_TEXT(vec[0].name, "Eve");
  auto boss = vec.take_field(1, &person::boss);
  CHECK(vec[1].boss == nullptr && boss->age == 300);
  vec.put(0, &person::boss, std::move(boss));
  CHECK_TEXT(vec[0].boss->name, "Cyd");
  vec.put(0, &person::boss, ffo::box<person>());
  CHECK_EQUAL(ages_dropped, 300);
  CHECK(!vec.take_field(0, &person::limits));

  ffo::string name("Fay");
  CHECK_THROWS(vec.put(3, &person::name, std::move(name)), FFO_E_OUT_OF_RANGE,
               "ffo_vec_put_field: index 3 is outside of the vec, whose length is 3");
  CHECK_TEXT(name.c_str(), "Fay");
  ffo_status status = FFO_E_INTERNAL;
  vec.put(2, &person::name, std::move(name), status);
  CHECK_OK(status);
  CHECK_TEXT(vec.take_field(2, &person::name, status).c_str(), "Fay");
  CHECK_OK(status);
  CHECK_GIVES(vec.take_field(9, &person::name, status), FFO_E_OUT_OF_RANGE,
              "ffo_vec_take_field: index 9 is outside of the vec, whose length is 3");
}

TEST(elements_that_are_cut_off_end)
{
  people vec = three();
  vec.reserve(100);
  vec.resize(1);
  CHECK_EQUAL(ages_dropped, 4320);
  vec.shrink_to_fit();
  CHECK_EQUAL(vec.capacity(), 1);
  vec.resize(3);
  CHECK(vec[2].age == 0 && vec[2].name == nullptr);
  vec.clear();
  CHECK_EQUAL(ages_dropped, 4321);
  CHECK(vec.empty() && vec.capacity() >= 3);
  vec.push_back(made(6, "Ida"));
  vec = three();
  CHECK_EQUAL(vec.size(), 3);
}

TEST(elements_keep_their_alignment)
{
  ffo::vec<wide> vec;
  for (int i = 0; i < 5; i++) {
    vec.push_back(wide{ ffo::string("wide").release() });
    CHECK_EQUAL(reinterpret_cast<std::uintptr_t>(&vec[0]) % alignof(wide), 0);
  }
}
