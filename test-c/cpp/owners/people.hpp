// What the tests of vecs of registered types share.
#ifndef FFO_TEST_CPP_PEOPLE_HPP
#define FFO_TEST_CPP_PEOPLE_HPP

#include "test.hpp"

namespace
{

struct person {
  int age;
  char *name;
  ffo_config *limits;
  person *boss;
};

// As large as a person, and another type.
struct stranger {
  int age;
  char *name, *street, *town;
};

struct alignas(512) wide {
  char *name;
};

// Nothing owned, so that there is nothing that a failing push could leave behind.
struct impostor_person {
  int age;
};

// Nothing ends with it but its bytes.
struct named {
  int value;
};

int persons_dropped = 0;
int ages_dropped = 0;

} // namespace

template <> struct ffo::traits<person> {
  static constexpr const char *name = "test_person";
  static constexpr auto owned = std::tuple(&person::name, &person::limits, &person::boss);
  static void drop(person &ending) noexcept
  {
    persons_dropped++;
    ages_dropped += ending.age;
  }
};
template <> struct ffo::traits<stranger> {
  static constexpr const char *name = "test_stranger";
  static constexpr auto owned = std::tuple(&stranger::name, &stranger::street, &stranger::town);
};
template <> struct ffo::traits<wide> {
  static constexpr const char *name = "test_wide";
  static constexpr auto owned = std::tuple(&wide::name);
};
template <> struct ffo::traits<impostor_person> {
  static constexpr const char *name = "test_person";
  static void drop(impostor_person &) noexcept {}
};
template <> struct ffo::traits<named> {
  static constexpr const char *name = "test_named";
};

using people = ffo::vec<person>;

static_assert(sizeof(people) == sizeof(ffo_vec) && sizeof(person) == sizeof(stranger));
static_assert(!std::is_copy_constructible_v<people>);
static_assert(std::is_nothrow_move_constructible_v<people>);
static_assert(std::is_same_v<people::element_owner, ffo::box<person>>);
static_assert(std::is_same_v<ffo::vec<int>::element_owner, int>);
static_assert(std::is_same_v<ffo::vec<named>::element_owner, named>);

static ffo::box<person> made(int age, const char *name)
{
  auto each = ffo::box<person>::make();
  each->age = age;
  each.put(&person::name, ffo::string(name));
  return each;
}

static people three()
{
  persons_dropped = ages_dropped = 0;
  people vec;
  vec.push_back(made(1, "Ada"));
  auto with_all = made(20, "Bob");
  with_all.put(&person::limits, ffo::config(8, 250));
  with_all.put(&person::boss, made(300, "Cyd"));
  vec.push_back(std::move(with_all));
  person plain{};
  plain.age = 4000;
  plain.name = ffo::string("Dee").release();
  vec.push_back(plain);
  return vec;
}

// What a call says as it is refused, which may have made a block and ended it again.
template <typename Call> static void check_says(Call call, const char *expected)
{
  try {
    static_cast<void>(call());
  } catch (const ffo::error &error) {
    check_message_at(__FILE__, __LINE__, error.what(), expected);
    return;
  }
  check_failed(__FILE__, __LINE__, "the call", "throws nothing", expected);
}

static ffo_block_info told_of(const void *block)
{
  ffo_block_info info = FFO_BLOCK_INFO_INIT;
  CHECK_OK(ffo_describe(block, &info));
  return info;
}

#endif
