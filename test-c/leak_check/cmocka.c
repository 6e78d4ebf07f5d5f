/* ffo_test.h in cmocka: within a test, and in what runs before and after each. An assertion that fails
 * leaves the test by longjmp, and the next test is checked all the same. */
#include "capture.h"
#include "child.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define FFO_TEST_FAIL(message) fail_msg("%s", message)
#include <ffo_test.h>

static void
    *volatile kept[3]; /* what tests leave can be reached: only the ledger takes it for a leak */

static void leaves_nothing(void **state)
{
  (void)state;
  FFO_TEST_BEGIN();
  assert_int_equal(ffo_string_free(ffo_string_new("freed", NULL)), FFO_OK);
  FFO_TEST_END();
}

static void leaves_a_block(void **state)
{
  (void)state;
  FFO_TEST_BEGIN();
  kept[0] = ffo_string_new("never freed", NULL);
  FFO_TEST_END();
}

static void fails_within(void **state)
{
  (void)state;
  FFO_TEST_BEGIN();
  kept[1] = ffo_string_new("never freed", NULL);
  assert_string_equal(kept[1], "something else");
  FFO_TEST_END();
}

static int begin(void **state)
{
  (void)state;
  FFO_TEST_BEGIN();
  return 0;
}

static int end(void **state)
{
  (void)state;
  FFO_TEST_END();
  return 0;
}

static void is_short(void **state)
{
  (void)state;
  kept[2] = ffo_string_new("never freed", NULL);
}

static void does_nothing(void **state) { (void)state; }

/* Returns how many have failed. */
static int run_all(size_t part)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(leaves_a_block),
    cmocka_unit_test(leaves_nothing),
    cmocka_unit_test(fails_within),
    cmocka_unit_test(leaves_nothing),
    cmocka_unit_test_setup_teardown(is_short, begin, end),
    cmocka_unit_test_setup_teardown(does_nothing, begin, end),
  };
  (void)part;
  return cmocka_run_group_tests_name("checks", tests, NULL, NULL);
}

int main(int count, char **arguments)
{
  child_work(count, arguments, run_all);
  capture standard_error;
  capture_begin(&standard_error);
  const int failed = child_run(arguments[0], 0, run_all);
  const char *said = capture_end(&standard_error);
  fputs(said, stderr);
  CHECK(strstr(said, "leaves_a_block") != NULL);
  CHECK(strstr(said, "fails_within") != NULL);
  CHECK(strstr(said, "is_short") != NULL);
  CHECK(strstr(said, "the test has left 1 block, which the leak report names") != NULL);
  CHECK_EQUAL(failed, 3);
  return 0;
}
