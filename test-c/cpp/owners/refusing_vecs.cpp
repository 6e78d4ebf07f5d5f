// Vecs of registered types: what they refuse to be, and to take.
#include "people.hpp"

TEST(an_element_that_is_refused_stays_where_it_was)
{
  people vec = three();
  // A literal among its fields, behind one that could be taken.
  static ffo_config literal;
  auto odd = made(5, "Gus");
  odd->limits = &literal;
  CHECK_THROWS(
      vec.push_back(std::move(odd)), FFO_E_FOREIGN_POINTER,
      "ffo_box_take: the owned field at offset 16 of 0x.., a block of type \"test_person\", "
      "holds 0x.., which is not from this copy of the library; free it where it was made");
  CHECK_TEXT(odd->name, "Gus");
  CHECK_EQUAL(odd->limits, &literal);
  odd->limits = nullptr;
  CHECK_OK(odd.free());
  CHECK_EQUAL(vec.size(), 3);

  // Another vec's, an element of its own, one owner twice: nothing is taken.
  people other;
  check_says([&] { return other.push_back(vec[0]), 0; },
             "ffo_vec_push: the owned field at offset 8 of a new element, of type \"test_person\", "
             "holds 0x.., which belongs to the block at 0x..; take it out first, or free that one");
  CHECK_THROWS(vec.push_back(vec[0]), FFO_E_NOT_OWNED,
               "ffo_vec_push: an element of the vec itself owns something, which cannot be owned "
               "twice; take it out first");
  ffo::string name("Hal");
  person twins[2] = {};
  twins[0].name = twins[1].name = name.data();
  CHECK_THROWS(vec.append(twins, 2), FFO_E_NOT_OWNED,
               "ffo_vec_append: the owned field at offset 8 of a new element, of type "
               "\"test_person\", holds 0x.., which is claimed already: twice in this tree, in a "
               "cycle, or by another call");
  twins[1].name = nullptr;
  vec.append(twins, 2);
  CHECK_TEXT(vec[3].name, name.release());
  CHECK(other.empty() && vec.size() == 5);
}

TEST(parts_keep_their_type)
{
  people vec = three();
  people::raw_parts parts = vec.into_raw();
  CHECK_EQUAL(told_of(parts.data).element_type, ffo::type_of<person>());
  vec = people::from_raw(parts);
  CHECK_TEXT(vec[2].name, "Dee");

  // Elements of that size, but of another type: whoever had them still has them.
  ffo_status status = FFO_OK;
  CHECK(ffo::vec<stranger>::from_raw(*vec.get(), status).empty());
  CHECK_STATUS(status, FFO_E_WRONG_TYPE);
  parts = vec.into_raw();
  const ffo::vec<stranger>::raw_parts strange{ reinterpret_cast<stranger *>(parts.data),
                                               parts.length, parts.capacity };
  check_says([&] { return ffo::vec<stranger>::from_raw(strange); },
             ffo_status_text(FFO_E_WRONG_TYPE));
  ffo_vec plain;
  CHECK_OK(ffo_vec_init(&plain, sizeof(person), 1));
  CHECK(people::from_raw(plain, status).empty());
  CHECK_STATUS(status, FFO_E_WRONG_TYPE);
  CHECK_OK(ffo_vec_dispose(&plain));

  CHECK_OK(ffo_box_free(parts.data, FFO_TYPE_VEC));
  CHECK_EQUAL(ages_dropped, 4321);
  CHECK_GIVES(people::from_raw(parts, status), FFO_E_DOUBLE_FREE,
              "ffo_vec_from_raw_parts: 0x.. was freed already (type \"ffo_vec of test_person\"); "
              "nothing changed");
}

TEST(handles_keep_their_type)
{
  ffo::handle lent(three());
  static_assert(std::is_same_v<decltype(lent), ffo::handle<people>>);
  {
    const auto reader = lent.borrow();
    CHECK(reader->size() == 3);
    CHECK_TEXT((*reader)[1].boss->name, "Cyd");
  }
  {
    auto writer = lent.borrow_mut(); // what is stored is claimed as the borrow ends
    (*writer)[0].boss = made(50000, "Jan").release();
    CHECK_OK(writer.give_back());
  }
  ffo::handle<ffo::vec<stranger>> wrong(lent.release());
  ffo_status status = FFO_OK;
  CHECK(wrong.into_owner(status).empty());
  CHECK_STATUS(status, FFO_E_WRONG_TYPE);
  lent = ffo::handle<people>(wrong.release());
  people vec = lent.into_owner();
  CHECK_OK(vec.free());
  CHECK_EQUAL(ages_dropped, 54321);

  ffo::handle empty{ people() }; // has a type all the same
  vec = empty.into_owner();
  CHECK_EQUAL(told_of(vec.data()).element_type, ffo::type_of<person>());
  ffo::handle closing(three());
  CHECK_OK(closing.close());
  CHECK_EQUAL(ages_dropped, 4321);
}

TEST(a_type_that_cannot_be_registered_makes_no_vec)
{
  ffo::type_of<person>();
  ffo::vec<impostor_person> vec;
  const char *const told =
      "ffo_type_register: another type of this name is registered, with a different description";
  CHECK_THROWS(vec.push_back(impostor_person{}), FFO_E_INVALID_ARGUMENT, told);
  CHECK_GIVES(vec.resize(1, status), FFO_E_INVALID_ARGUMENT, told);
  CHECK_GIVES(vec.take(0, status), FFO_E_INVALID_ARGUMENT, told);
  CHECK_GIVES(ffo::handle(std::move(vec), status), FFO_E_INVALID_ARGUMENT, told);
  CHECK(vec.empty());
}

// The end of the former child is refused in part: its memory was written past its end. The new one
// is in all the same, so its owner must not end it, too.
TEST(an_overrun_does_not_keep_a_child_out)
{
  const auto overrun = [] {
    ffo::string text("overrun");
    text.data()[7] = '!';
    return text;
  };
  people vec;
  vec.resize(1);
  auto box = made(1, "Kim");
  ffo_status status = FFO_OK;
  const misuse_heard heard;

  vec.put(0, &person::name, overrun());
  ffo::string second("second");
  vec.put(0, &person::name, std::move(second), status);
  CHECK_STATUS(status, FFO_E_OVERRUN);
  CHECK(!second);
  CHECK_TEXT(vec[0].name, "second");

  box.put(&person::name, overrun());
  ffo::string third("third");
  box.put(&person::name, std::move(third), status);
  CHECK_STATUS(status, FFO_E_OVERRUN);
  CHECK(!third);
  CHECK_TEXT(box->name, "third");
}
