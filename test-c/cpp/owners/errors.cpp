#include "test.hpp"

#include <string>

static_assert(std::is_base_of_v<std::system_error, ffo::error>);
static_assert(std::is_nothrow_copy_constructible_v<ffo::error>);
static_assert(std::is_nothrow_copy_assignable_v<ffo::error>);
static_assert(std::is_error_code_enum_v<ffo_status>);

TEST(a_status_is_an_error_code)
{
  const std::error_code code = FFO_E_DOUBLE_FREE;
  CHECK(code && code == FFO_E_DOUBLE_FREE && code != FFO_E_NOT_OWNED);
  CHECK(!std::error_code(FFO_OK));
  CHECK_TEXT(code.category().name(), "ffo");
  CHECK(&code.category() == &ffo::category());
  CHECK_TEXT(code.message().c_str(), ffo_status_text(FFO_E_DOUBLE_FREE));
}

TEST(statuses_mean_what_errno_means)
{
  const struct {
    ffo_status status;
    std::errc meaning;
  } pairs[] = {
    { FFO_E_NULL_ARGUMENT, std::errc::invalid_argument },
    { FFO_E_INVALID_ARGUMENT, std::errc::invalid_argument },
    { FFO_E_INTERIOR_NUL, std::errc::invalid_argument },
    { FFO_E_INVALID_UTF8, std::errc::illegal_byte_sequence },
    { FFO_E_INVALID_UTF16, std::errc::illegal_byte_sequence },
    { FFO_E_OUT_OF_RANGE, std::errc::result_out_of_range },
    { FFO_E_SIZE_OVERFLOW, std::errc::value_too_large },
    { FFO_E_BORROWED, std::errc::device_or_resource_busy },
    { FFO_E_BORROW_CONFLICT, std::errc::device_or_resource_busy },
    { FFO_E_SHARED, std::errc::device_or_resource_busy },
    { FFO_E_OUT_OF_MEMORY, std::errc::not_enough_memory },
    { FFO_E_ABI_MISMATCH, std::errc::not_supported },
    { FFO_E_IO, std::errc::io_error },
  };
  for (const auto &pair : pairs) {
    CHECK(std::error_code(pair.status) == pair.meaning);
  }
  for (int misuse = 20; misuse <= 49; misuse++) {
    const auto code = std::error_code(static_cast<ffo_status>(misuse));
    CHECK(code.default_error_condition().category() == ffo::category());
  }
}

TEST(an_error_keeps_what_was_told)
{
  try {
    ffo::string(std::string_view("a\0b", 3));
    CHECK(false);
  } catch (const std::system_error &caught) {
    CHECK(caught.code() == FFO_E_INTERIOR_NUL);
    CHECK(caught.code() == std::errc::invalid_argument);
    const ffo::error copy = dynamic_cast<const ffo::error &>(caught);

    // The library's own message is another one by now.
    CHECK(ffo_string_free(nullptr) == FFO_OK);
    const ffo::string none;
    ffo_status status;
    CHECK(!none.clone(status));
    CHECK_TEXT(copy.what(), "ffo_string_from_bytes: a NUL stands at position 1 of 3; as a C string "
                            "the text would end there");
    CHECK_EQUAL(copy.info().offset, 1);
    CHECK_EQUAL(copy.info().size, 3);
    CHECK_STATUS(copy.info().status, FFO_E_INTERIOR_NUL);
    CHECK_TEXT(copy.info().message, copy.what());
  }

  ffo::config config(1, 2);
  auto text = ffo::string::from_raw(reinterpret_cast<char *>(config.get()));
  CHECK_STATUS(text.free(), FFO_E_WRONG_TYPE);
  const ffo::error error(FFO_E_WRONG_TYPE);
  CHECK_EQUAL(error.info().pointer, text.release());
  CHECK_EQUAL(error.info().expected_type, FFO_TYPE_STRING);
  CHECK_EQUAL(error.info().actual_type, FFO_TYPE_CONFIG);
  CHECK_TEXT(error.info().free_function, "ffo_config_free");
}

TEST(an_error_of_its_own)
{
  const ffo::error error(FFO_E_LIMIT);
  CHECK_STATUS(error.status(), FFO_E_LIMIT);
  CHECK_TEXT(error.what(), ffo_status_text(FFO_E_LIMIT));
}

// What the error tells is the failing call's all the same.
TEST(a_hook_that_fails_itself)
{
  CHECK_OK(ffo_set_misuse_hook(
      [](const ffo_error_info *, void *) {
        ffo_status status;
        const ffo::string none;
        CHECK(!none.clone(status));
      },
      nullptr));
  const ffo::handle<ffo::string> invalid(1);
  try {
    static_cast<void>(invalid.borrow());
    CHECK(false);
  } catch (const ffo::error &error) {
    CHECK_STATUS(error.status(), FFO_E_INVALID_HANDLE);
    CHECK_TEXT(error.what(),
               "ffo_handle_borrow: handle 0x1 was never issued by this copy of the library");
  }
  CHECK_OK(ffo_set_misuse_hook(nullptr, nullptr));
  static_cast<void>(const_cast<ffo::handle<ffo::string> &>(invalid).release());
}
