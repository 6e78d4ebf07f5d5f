#include "test.hpp"

static_assert(sizeof(ffo::config) == sizeof(ffo_config *));
static_assert(!std::is_copy_constructible_v<ffo::config> &&
              !std::is_copy_assignable_v<ffo::config>);
static_assert(std::is_nothrow_move_constructible_v<ffo::config>);
static_assert(std::is_nothrow_constructible_v<ffo::config, int, int, ffo_status &>);

TEST(a_config_owns_its_name)
{
  ffo::config config(8, 250);
  CHECK_EQUAL(config->max_connections, 8);
  CHECK_EQUAL((*config).timeout_ms, 250);
  CHECK(config->name == nullptr);

  config.set_name("first");
  config.set_name("second");
  CHECK_TEXT(config->name, "second");

  ffo::config copy = config.clone();
  copy.set_name(nullptr);
  CHECK(copy->name == nullptr);
  CHECK_TEXT(config->name, "second");

  ffo_status status = FFO_E_INTERNAL;
  ffo::config third(1, 2, status);
  CHECK_OK(status);
  third.set_name("third", status);
  CHECK_OK(status);
  CHECK_TEXT(third.clone(status)->name, "third");
  CHECK_OK(status);
}

TEST(a_name_moves_out_and_in)
{
  ffo::config config(1, 2);
  config.set_name("moving");
  const char *const name = config->name;

  ffo::string taken = config.take(&ffo_config::name);
  CHECK_EQUAL(taken.c_str(), name);
  CHECK(config->name == nullptr);
  CHECK(!config.take(&ffo_config::name)); // there is none: empty, and no error

  config.put(&ffo_config::name, std::move(taken));
  CHECK(!taken);
  CHECK_EQUAL(config->name, name);
  config.put(&ffo_config::name, ffo::string());
  CHECK(config->name == nullptr);

  ffo_status status = FFO_E_INTERNAL;
  config.put(&ffo_config::name, ffo::string("again"), status);
  CHECK_OK(status);
  status = FFO_E_INTERNAL;
  CHECK(config.take(&ffo_config::name, status).view() == "again");
  CHECK_OK(status);
}

// What is refused stays where it was.
TEST(a_name_that_cannot_move_stays)
{
  ffo::config none;
  ffo::string name("kept");
  CHECK_THROWS(none.put(&ffo_config::name, std::move(name)), FFO_E_NULL_ARGUMENT,
               "ffo_box_put: box is NULL");
  CHECK_TEXT(name.c_str(), "kept");
  CHECK_GIVES(none.put(&ffo_config::name, std::move(name), status), FFO_E_NULL_ARGUMENT,
              "ffo_box_put: box is NULL");
  CHECK_TEXT(name.c_str(), "kept");
  CHECK_THROWS(none.take(&ffo_config::name), FFO_E_NULL_ARGUMENT, "ffo_box_take: box is NULL");
  CHECK_THROWS(none.set_name("x"), FFO_E_NULL_ARGUMENT, "ffo_config_set_name: config is NULL");
  CHECK_THROWS(none.clone(), FFO_E_NULL_ARGUMENT, "ffo_config_clone: config is NULL");
  CHECK_OK(none.free());
}

TEST(a_config_moves)
{
  ffo::config first(1, 2);
  ffo_config *const raw = first.get();
  ffo::config second(std::move(first));
  CHECK(!first);
  CHECK_EQUAL(second.get(), raw);
  first = std::move(second);
  CHECK(!second);
  CHECK_EQUAL(first.get(), raw);
  CHECK_EQUAL(ffo::config::from_raw(first.release()).get(), raw);
  CHECK(!first);
}

// The field errors: found at the end, and mended.
TEST(a_config_with_a_literal_inside)
{
  static char literal[] = "literal";
  ffo::config config(1, 2);
  config->name = literal;
  CHECK_REFUSED(
      config.free(), FFO_E_FOREIGN_POINTER,
      "ffo_config_free: the owned field at offset 8 of 0x.., a block of type \"ffo_config\", holds "
      "0x.., which is not from this copy of the library; free it where it was made");
  CHECK(config);
  config->name = nullptr;
  CHECK_OK(config.free());
  CHECK(!config);
}
