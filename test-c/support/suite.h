/* cmocka suites: each test ends with the ledger as it found it. */
#ifndef FFO_TEST_SUITE_H
#define FFO_TEST_SUITE_H

#include "ledger.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* An assertion of cmocka's leaves by longjmp, so none may stand in a callback of the library's. */
#define assert_status(call, expected)                                                              \
  assert_string_equal(ffo_status_name(call), ffo_status_name(expected))
#define assert_ok(call) assert_status(call, FFO_OK)

#define TEST(function) cmocka_unit_test_setup_teardown(function, suite_begin, suite_end)

static ffo_stats suite_before;

static inline int suite_begin(void **state)
{
  (void)state;
  ffo_clear_error();
  suite_before = ledger_look();
  return 0;
}

static inline int suite_end(void **state)
{
  (void)state;
  const ffo_stats now = ledger_look();
  assert_int_equal(now.live_blocks, suite_before.live_blocks);
  assert_int_equal(now.live_bytes, suite_before.live_bytes);
  assert_int_equal(now.live_handles, suite_before.live_handles);
  assert_int_equal(now.live_borrows, suite_before.live_borrows);
  assert_int_equal(now.created_blocks, now.live_blocks + now.forgotten_blocks + now.freed_blocks);
  assert_ok(ffo_validate());
  return 0;
}

#endif
