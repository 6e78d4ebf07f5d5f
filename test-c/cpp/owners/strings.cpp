#include "test.hpp"

#include <string>

using namespace std::string_view_literals;

static_assert(sizeof(ffo::string) == sizeof(char *));
static_assert(!std::is_copy_constructible_v<ffo::string> &&
              !std::is_copy_assignable_v<ffo::string>);
static_assert(std::is_nothrow_move_constructible_v<ffo::string>);
static_assert(std::is_nothrow_move_assignable_v<ffo::string>);
static_assert(std::is_nothrow_swappable_v<ffo::string>);
static_assert(std::is_nothrow_constructible_v<ffo::string, const char *, ffo_status &>);
static_assert(!std::is_convertible_v<const char *, ffo::string>);

TEST(a_string_ends_with_its_scope)
{
  const ffo_stats before = ledger_look();
  {
    ffo::string text("hello");
    CHECK(text);
    CHECK_TEXT(text.c_str(), "hello");
    CHECK(text.view() == "hello");
    CHECK_EQUAL(text.length(), 5);
    CHECK_EQUAL(ledger_look().live_blocks, before.live_blocks + 1);

    text.data()[4] = '\0';
    CHECK(text.view() == "hell");
    CHECK_EQUAL(text.length(), 5);
    CHECK(text.clone().view() == "hell");
  }
  CHECK_EQUAL(ledger_look().live_blocks, before.live_blocks);
  CHECK_EQUAL(ledger_look().freed_blocks, before.freed_blocks + 2);
}

TEST(strings_come_from_many_kinds_of_text)
{
  const std::string standard = "from std::string";
  CHECK(ffo::string(standard).view() == standard);
  CHECK(ffo::string("part of a text"sv.substr(0, 4)).view() == "part");
  CHECK(ffo::string(""sv).view().empty());
  CHECK(ffo::string::from_utf8("gr\xC3\xBC\xC3\x9F").view() == "gr\xC3\xBC\xC3\x9F");
  CHECK(ffo::string::from_utf16(u"gr\u00FC\u00DF").view() == "gr\xC3\xBC\xC3\x9F");

  ffo_status status = FFO_E_INTERNAL;
  CHECK(ffo::string("text", status).view() == "text" && status == FFO_OK);
  status = FFO_E_INTERNAL;
  CHECK(ffo::string("view"sv, status).view() == "view" && status == FFO_OK);
  status = FFO_E_INTERNAL;
  CHECK(ffo::string::from_utf8("8", status).view() == "8" && status == FFO_OK);
  status = FFO_E_INTERNAL;
  CHECK(ffo::string::from_utf16(u"16", status).view() == "16" && status == FFO_OK);
}

TEST(text_that_is_none_is_refused)
{
  CHECK_THROWS(ffo::string("user\0admin"sv), FFO_E_INTERIOR_NUL,
               "ffo_string_from_bytes: a NUL stands at position 4 of 10; as a C string the text "
               "would end there");
  CHECK_GIVES(ffo::string("user\0admin"sv, status), FFO_E_INTERIOR_NUL,
              "ffo_string_from_bytes: a NUL stands at position 4 of 10; as a C string the text "
              "would end there");
  CHECK_THROWS(ffo::string(nullptr), FFO_E_NULL_ARGUMENT, "ffo_string_new: text is NULL");
  CHECK_GIVES(ffo::string(static_cast<const char *>(nullptr), status), FFO_E_NULL_ARGUMENT,
              "ffo_string_new: text is NULL");

  try {
    static_cast<void>(ffo::string::from_utf8("ab\xFF"));
    CHECK(false);
  } catch (const ffo::error &error) {
    CHECK_STATUS(error.status(), FFO_E_INVALID_UTF8);
    CHECK_EQUAL(error.info().offset, 2);
  }
  const char16_t alone[] = { u'a', 0xD800 };
  try {
    static_cast<void>(ffo::string::from_utf16(std::u16string_view(alone, 2)));
    CHECK(false);
  } catch (const ffo::error &error) {
    CHECK_STATUS(error.status(), FFO_E_INVALID_UTF16);
    CHECK_EQUAL(error.info().offset, 1);
  }
}

TEST(a_string_moves)
{
  ffo::string first("first");
  const char *const text = first.c_str();
  ffo::string second(std::move(first));
  CHECK(!first);
  CHECK_EQUAL(second.c_str(), text);

  ffo::string third("third");
  const ffo_stats before = ledger_look();
  third = std::move(second);
  CHECK(!second);
  CHECK_EQUAL(third.c_str(), text);
  CHECK_EQUAL(ledger_look().live_blocks, before.live_blocks - 1);

  ffo::string &same = third;
  third = std::move(same);
  CHECK_TEXT(third.c_str(), "first");

  ffo::string other("other");
  swap(third, other);
  CHECK_TEXT(third.c_str(), "other");
  third.swap(other);
  CHECK_TEXT(third.c_str(), "first");
  std::swap(third, other);
  CHECK_TEXT(other.c_str(), "first");
}

TEST(an_empty_string)
{
  ffo::string empty;
  CHECK(!empty);
  CHECK(empty.c_str() == nullptr && empty.view().empty());
  CHECK_OK(empty.free());
  CHECK(empty.release() == nullptr);
  CHECK_THROWS(empty.clone(), FFO_E_NULL_ARGUMENT, "ffo_string_clone: string is NULL");
  CHECK_GIVES(empty.clone(status), FFO_E_NULL_ARGUMENT, "ffo_string_clone: string is NULL");
  CHECK_THROWS(empty.length(), FFO_E_NULL_ARGUMENT, "ffo_string_length: string is NULL");
  CHECK_GIVES(empty.length(status), FFO_E_NULL_ARGUMENT, "ffo_string_length: string is NULL");
}

TEST(a_string_is_given_up)
{
  ffo::string text("given up");
  char *raw = text.release();
  CHECK(!text);
  CHECK_TEXT(raw, "given up");

  text = ffo::string::from_raw(raw);
  CHECK_EQUAL(text.c_str(), raw);
  raw = text.into_raw();
  CHECK(!text);
  CHECK_OK(ffo_string_free(raw));
}

TEST(a_string_says_how_it_ended)
{
  ffo::string text("well");
  CHECK_OK(text.free());
  CHECK(!text);

  text = ffo::string("overrun");
  text.data()[7] = '!';
  CHECK_STATUS(text.free(), FFO_E_OVERRUN); // gone all the same
  CHECK(!text);

  text = ffo::string("freed behind its back");
  CHECK_OK(ffo_string_free(text.data()));
  CHECK_REFUSED(text.free(), FFO_E_DOUBLE_FREE,
                "ffo_string_free: 0x.. was freed already (type \"string\"); nothing changed");
  CHECK(text); // after a refusal it is still there, to be given up
  static_cast<void>(text.release());
}

TEST(a_string_that_cannot_end_tells_the_hook)
{
  const misuse_heard heard;
  {
    ffo::string text("overrun");
    text.data()[7] = '!';
  }
  CHECK_EQUAL(heard.times, 1);
  CHECK_STATUS(heard.status, FFO_E_OVERRUN);

  ffo::string text("freed behind its back");
  CHECK_OK(ffo_string_free(text.data()));
  text = ffo::string();
  CHECK_EQUAL(heard.times, 2);
  CHECK_STATUS(heard.status, FFO_E_DOUBLE_FREE);
}
