// Tests of owners. Each leaves the ledger as it found it; main() runs them in order.
#ifndef FFO_TEST_CPP_TEST_HPP
#define FFO_TEST_CPP_TEST_HPP

#include "refusal.h"

#include <ffi_ownership.hpp>

class test
{
public:
  test(const char *name, void (*body)()) noexcept : name_(name), body_(body)
  {
    (first == nullptr ? first : last->next_) = this;
    last = this;
  }

  static void run_all()
  {
    for (const test *each = first; each != nullptr; each = each->next_) {
      ffo_clear_error();
      const ffo_stats before = ledger_look();
      each->body_();
      const ffo_stats now = ledger_look();
      check_equal(each->name_, 0, "live blocks", now.live_blocks, before.live_blocks);
      check_equal(each->name_, 0, "live handles", now.live_handles, before.live_handles);
      check_equal(each->name_, 0, "live borrows", now.live_borrows, before.live_borrows);
    }
  }

private:
  static inline test *first = nullptr;
  static inline test *last = nullptr;

  const char *name_;
  void (*body_)();
  test *next_ = nullptr;
};

#define TEST(name)                                                                                 \
  static void name();                                                                              \
  static test name##_test(#name, name);                                                            \
  static void name()

// The call throws an ffo::error with this status and message, and nothing has changed.
#define CHECK_THROWS(call, expected, message)                                                      \
  check_throws(                                                                                    \
      __FILE__, __LINE__, #call, [&] { static_cast<void>(call); }, expected, message)

// The call, whose last argument is to be `status`, gives this status and message, and nothing has
// changed.
#define CHECK_GIVES(call, expected, message)                                                       \
  check_gives(                                                                                     \
      __FILE__, __LINE__, #call, [&](ffo_status &status) { static_cast<void>(call); }, expected,   \
      message)

template <typename Call>
void check_throws(const char *file, int line, const char *what, Call call, ffo_status expected,
                  const char *message)
{
  const ffo_stats before = ledger_look();
  try {
    call();
  } catch (const ffo::error &error) {
    check_refusal_at(file, line, what, error.status(), expected, message, &before);
    check_message_at(file, line, error.what(), message);
    return;
  }
  check_failed(file, line, what, "throws nothing", ffo_status_name(expected));
}

template <typename Call>
void check_gives(const char *file, int line, const char *what, Call call, ffo_status expected,
                 const char *message)
{
  const ffo_stats before = ledger_look();
  ffo_status status = FFO_E_INTERNAL;
  call(status);
  check_refusal_at(file, line, what, status, expected, message, &before);
}

// Misuse while it lives is noted instead of going unheard: what a destructor cannot throw.
class misuse_heard
{
public:
  misuse_heard() noexcept { CHECK_OK(ffo_set_misuse_hook(hear, this)); }
  misuse_heard(const misuse_heard &) = delete;
  misuse_heard &operator=(const misuse_heard &) = delete;
  ~misuse_heard() { CHECK_OK(ffo_set_misuse_hook(nullptr, nullptr)); }

  int times = 0;
  ffo_status status = FFO_OK;

private:
  static void FFO_CALL hear(const ffo_error_info *info, void *context)
  {
    auto *heard = static_cast<misuse_heard *>(context);
    heard->times++;
    heard->status = info->status;
  }
};

#endif
