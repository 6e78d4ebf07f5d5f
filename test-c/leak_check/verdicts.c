/* Tests that use ffo_test.h, right and wrong, each in a process of its own, where the check is the first
 * to call the library: how each ends and what it says. */
#include "capture.h"
#include "child.h"
#include "elsewhere.h"
#include "threads.h"

#include <ffo_test.h>
#include <setjmp.h>

static void
    *volatile kept; /* what a test leaves can be reached: only the ledger takes it for a leak */

static void free_twice(void)
{
  char *text = ffo_string_new("freed twice", NULL);
  CHECK_OK(ffo_string_free(text));
  CHECK_STATUS(ffo_string_free(text), FFO_E_DOUBLE_FREE);
}

static void leaves_nothing(void)
{
  FFO_TEST_BEGIN();
  CHECK_OK(ffo_string_free(ffo_string_new("freed", NULL)));
  FFO_TEST_END();
}

static void leaves_what_was_there(void)
{
  char *freed = ffo_string_new("before", NULL);
  kept = ffo_string_new("before", NULL);
  FFO_TEST_BEGIN();
  CHECK_OK(ffo_string_free(freed));
  FFO_TEST_END();
}

static void leaves_a_forgotten_block(void)
{
  FFO_TEST_BEGIN();
  CHECK_OK(ffo_forget(ffo_string_new("forgotten", NULL)));
  FFO_TEST_END();
}

static void leaves_a_block(void)
{
  FFO_TEST_BEGIN();
  kept = ffo_string_new("never freed", NULL);
  CHECK_OK(ffo_tag(kept, "the culprit"));
  FFO_TEST_END();
}

static void leaves_a_handle(void)
{
  FFO_TEST_BEGIN();
  CHECK(ffo_handle_from_raw(ffo_string_new("never released", NULL), FFO_TYPE_STRING, NULL) != 0);
  FFO_TEST_END();
}

static void frees_twice(void)
{
  FFO_TEST_BEGIN();
  free_twice();
  free_twice();
  FFO_TEST_END();
}

static void expects_a_double_free(void)
{
  FFO_TEST_BEGIN();
  FFO_TEST_EXPECT(FFO_E_DOUBLE_FREE);
  FFO_TEST_EXPECT(FFO_E_DOUBLE_FREE);
  free_twice();
  free_twice();
  FFO_TEST_END();
}

static void expects_in_vain(void)
{
  FFO_TEST_BEGIN();
  FFO_TEST_EXPECT(FFO_E_STALE_HANDLE);
  FFO_TEST_EXPECT(FFO_E_DOUBLE_FREE);
  free_twice();
  FFO_TEST_END();
}

static void expects_something_else(void)
{
  FFO_TEST_BEGIN();
  FFO_TEST_EXPECT(FFO_E_WRONG_TYPE);
  free_twice();
  FFO_TEST_END();
}

static void expects_no_misuse(void)
{
  FFO_TEST_BEGIN();
  FFO_TEST_EXPECT(FFO_E_NULL_ARGUMENT);
}

static void expects_outside(void) { FFO_TEST_EXPECT(FFO_E_DOUBLE_FREE); }

static void free_twice_as_member(team *team, size_t number)
{
  (void)team;
  (void)number;
  free_twice();
}

static void frees_twice_on_threads(void)
{
  FFO_TEST_BEGIN();
  for (size_t i = 0; i < 8; i++) {
    FFO_TEST_EXPECT(FFO_E_DOUBLE_FREE);
  }
  team_run(8, free_twice_as_member, NULL);
  FFO_TEST_END();
}

static const char
    *refusal; /* told on the main thread, where the process can end without a thread */

static void begin_as_member(team *team, size_t number)
{
  (void)team;
  (void)number;
  refusal = ffo_test_begin();
}

static void overlaps(void)
{
  FFO_TEST_BEGIN();
  team_run(1, begin_as_member, NULL);
  FFO_TEST_FAIL(refusal);
}

static void end_as_member(team *team, size_t number)
{
  (void)team;
  (void)number;
  refusal = ffo_test_end();
}

static void is_ended_by_another_thread(void)
{
  FFO_TEST_BEGIN();
  team_run(1, end_as_member, NULL);
  FFO_TEST_FAIL(refusal);
}

static void holds_another(void)
{
  FFO_TEST_BEGIN();
  FFO_TEST_BEGIN();
  FFO_TEST_END();
  FFO_TEST_END();
}

/* As a framework leaves a test that has failed. */
static jmp_buf runner;

static void fail_within(void)
{
  FFO_TEST_BEGIN();
  FFO_TEST_EXPECT(FFO_E_STALE_HANDLE);
  kept = ffo_string_new("never freed", NULL);
  free_twice();
  longjmp(runner, 1);
}

static void follows_a_failed_one(void)
{
  if (setjmp(runner) == 0) {
    fail_within();
  }
  leaves_nothing();
}

static size_t told;

static void FFO_CALL count(const ffo_error_info *info, void *context)
{
  (void)info;
  (void)context;
  told++;
}

static void has_a_hook_of_its_own(void)
{
  FFO_TEST_BEGIN();
  FFO_TEST_EXPECT(FFO_E_DOUBLE_FREE);
  CHECK_OK(ffo_set_misuse_hook(count, NULL));
  free_twice();
  CHECK_EQUAL(told, 1);
  FFO_TEST_END();
}

static void begins_and_ends_elsewhere(void)
{
  elsewhere_begin();
  CHECK_OK(ffo_string_free(ffo_string_new("freed", NULL)));
  FFO_TEST_END();
  FFO_TEST_BEGIN();
  free_twice();
  elsewhere_end();
}

#define LEFT_ONE(bytes)                                                                            \
  "ffi_ownership: 1 live block made since checkpoint 2, " bytes " bytes\n"                         \
  "             1 block of type string, " bytes " bytes\n"
#define FREED_TWICE(count)                                                                         \
  "the test has caused " count " that it did not expect, first: ffo_string_free: 0x... was freed " \
  "already (type \"string\"); nothing changed"
#define LEFT "the test has left 1 block, which the leak report names\n"

/* What each says, as normalise() leaves it. */
static const struct {
  const char *name;
  void (*run)(void);
  const char *says; /* NULL: it passes */
} tests[] = {
#define PASSES(test)                                                                               \
  {                                                                                                \
#test, test, NULL                                                                              \
  }
#define FAILS(test, says)                                                                          \
  {                                                                                                \
#test, test, says                                                                              \
  }
  PASSES(leaves_nothing),
  PASSES(leaves_what_was_there),
  PASSES(leaves_a_forgotten_block),
  FAILS(leaves_a_block,
        LEFT_ONE("12") "  0x...  string                   12 bytes  period 2  the caller's  "
                       "tag \"the culprit\"\n" LEFT),
  FAILS(leaves_a_handle,
        LEFT_ONE("15") "  0x...  string                   15 bytes  period 2  handle 0x... "
                       "(1 reference, 0 borrows)\n" LEFT),
  FAILS(frees_twice, "" FREED_TWICE("2 misuses") "\n"),
  PASSES(expects_a_double_free),
  FAILS(expects_in_vain, "the test expected FFO_E_STALE_HANDLE, which did not happen\n"),
  FAILS(expects_something_else,
        "" FREED_TWICE("1 misuse") "; the test expected FFO_E_WRONG_TYPE, which did "
                                   "not happen\n"),
  FAILS(expects_no_misuse, "this status is no misuse, so nothing counts it\n"),
  FAILS(expects_outside, "no check has begun\n"),
  PASSES(frees_twice_on_threads),
  FAILS(overlaps, "a check on another thread has not ended: each looks at the whole "
                  "process, so tests that have one run one after another\n"),
  FAILS(is_ended_by_another_thread, "no check has begun on this thread, or another "
                                    "one that began later has ended\n"),
  FAILS(holds_another, "no check has begun on this thread, or another one that began "
                       "later has ended\n"),
  PASSES(follows_a_failed_one),
  FAILS(has_a_hook_of_its_own,
        "the test has caused 1 misuse inside a hook or with a hook of its own; the "
        "test expected FFO_E_DOUBLE_FREE, which did not happen\n"),
  FAILS(begins_and_ends_elsewhere, "" FREED_TWICE("1 misuse") "\n"),
};

static int work(size_t part)
{
  tests[part].run();
  return 0;
}

/* What a test has said, without FILE:LINE before the last line, and with "0x..." for what differs from
 * run to run. */
static void normalise(const char *said, char *to)
{
  const char *last = said;
  for (const char *end = strchr(said, '\n'); end != NULL && end[1] != '\0';
       end = strchr(last, '\n')) {
    last = end + 1;
  }
  for (const char *from = said; *from != '\0';) {
    if (from == last) {
      from = strstr(last, ": ");
      CHECK(from != NULL);
      from += 2;
    }
    if (strncmp(from, "0x", 2) == 0) {
      memcpy(to, "0x...", 5);
      to += 5;
      from += 2 + strspn(from + 2, "0123456789abcdef");
    } else {
      *to++ = *from++;
    }
  }
  *to = '\0';
}

int main(int count_of_arguments, char **arguments)
{
  child_work(count_of_arguments, arguments, work);
  for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
    capture standard_error;
    capture_begin(&standard_error);
    const int status = child_run(arguments[0], i, work);
    char said[2 * sizeof standard_error.text];
    normalise(capture_end(&standard_error), said);
    fprintf(stderr, "%s: %d\n%s", tests[i].name, status, said);
    CHECK_EQUAL(status, tests[i].says == NULL ? 0 : 1);
    CHECK_TEXT(said, tests[i].says == NULL ? "" : tests[i].says);
  }
  return 0;
}
