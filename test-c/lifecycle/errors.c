/* Statuses, versions, the last error, hook and policy, and what a thread gives back. */
#include "suite.h"

#include <pthread.h>

static const struct {
  ffo_status status;
  const char *name;
} statuses[] = {
#define NAMED(status)                                                                              \
  {                                                                                                \
    status, #status                                                                                \
  }
  NAMED(FFO_OK),
  NAMED(FFO_E_NULL_ARGUMENT),
  NAMED(FFO_E_INVALID_ARGUMENT),
  NAMED(FFO_E_INTERIOR_NUL),
  NAMED(FFO_E_INVALID_UTF8),
  NAMED(FFO_E_INVALID_UTF16),
  NAMED(FFO_E_OUT_OF_RANGE),
  NAMED(FFO_E_SIZE_OVERFLOW),
  NAMED(FFO_E_UNKNOWN_TYPE),
  NAMED(FFO_E_BORROWED),
  NAMED(FFO_E_BORROW_CONFLICT),
  NAMED(FFO_E_SHARED),
  NAMED(FFO_E_DOUBLE_FREE),
  NAMED(FFO_E_FOREIGN_POINTER),
  NAMED(FFO_E_INTERIOR_POINTER),
  NAMED(FFO_E_WRONG_TYPE),
  NAMED(FFO_E_NOT_OWNED),
  NAMED(FFO_E_FORGOTTEN),
  NAMED(FFO_E_NOT_BORROWED),
  NAMED(FFO_E_INVALID_HANDLE),
  NAMED(FFO_E_STALE_HANDLE),
  NAMED(FFO_E_PARTS_MISMATCH),
  NAMED(FFO_E_OVERRUN),
  NAMED(FFO_E_WRITE_AFTER_FREE),
  NAMED(FFO_E_OUT_OF_MEMORY),
  NAMED(FFO_E_LIMIT),
  NAMED(FFO_E_ABI_MISMATCH),
  NAMED(FFO_E_IO),
  NAMED(FFO_E_INTERNAL),
};

static void every_status_has_a_name_and_a_sentence(void **state)
{
  (void)state;
  size_t known = 0;
  for (int value = -1; value <= 200; value++) {
    const char *name = ffo_status_name((ffo_status)value);
    const char *text = ffo_status_text((ffo_status)value);
    assert_true(text[0] != '\0' && text[strlen(text) - 1] == '.');
    if (known < sizeof statuses / sizeof *statuses && (int)statuses[known].status == value) {
      assert_string_equal(name, statuses[known++].name);
    } else {
      assert_string_equal(name, "FFO_E_UNKNOWN");
    }
  }
  assert_int_equal(known, sizeof statuses / sizeof *statuses);
}

static void versions_agree(void **state)
{
  (void)state;
  assert_true(ffo_version_number() >= FFO_VERSION_NUMBER); /* this header may be an older one */
  assert_int_equal(ffo_abi_version(), FFO_ABI_VERSION);
  assert_ok(FFO_ABI_CHECK());
  char version[32];
  const unsigned number = ffo_version_number();
  snprintf(version, sizeof version, "%u.%u.%u", number / 10000, number / 100 % 100, number % 100);
  assert_string_equal(ffo_version_string(), version);
}

static void the_last_error_stays_until_the_next(void **state)
{
  (void)state;
  assert_ok(ffo_last_error());
  assert_string_equal(ffo_last_error_message(), "");
  assert_status(ffo_handle_retain(7), FFO_E_INVALID_HANDLE);
  const char *message = ffo_last_error_message();
  assert_string_equal(message,
                      "ffo_handle_retain: handle 0x7 was never issued by this copy of the library");
  assert_ok(ffo_string_free(ffo_string_new("a success in between", NULL)));
  assert_status(ffo_last_error(), FFO_E_INVALID_HANDLE);

  ffo_error_info info = FFO_ERROR_INFO_INIT;
  assert_ok(ffo_last_error_info(&info));
  assert_status(info.status, FFO_E_INVALID_HANDLE);
  assert_true(info.handle == 7);
  assert_string_equal(info.message, message);
  ffo_clear_error();
  assert_ok(ffo_last_error());
  assert_string_equal(ffo_last_error_message(), "");
}

static void *fail_elsewhere(void *argument)
{
  (void)argument;
  const bool fresh = ffo_last_error() == FFO_OK;
  const bool failed = ffo_handle_retain(9) == FFO_E_INVALID_HANDLE;
  return fresh && failed && ffo_last_error() == FFO_E_INVALID_HANDLE ? &suite_before : NULL;
}

static void each_thread_has_its_own(void **state)
{
  (void)state;
  pthread_t thread;
  void *good = NULL;
  assert_status(ffo_abi_check(0), FFO_E_ABI_MISMATCH);
  assert_status(ffo_vec_init(NULL, 1, 1), FFO_E_NULL_ARGUMENT);
  assert_int_equal(pthread_create(&thread, NULL, fail_elsewhere, NULL), 0);
  assert_int_equal(pthread_join(thread, &good), 0);
  assert_non_null(good);
  assert_status(ffo_last_error(), FFO_E_NULL_ARGUMENT);
}

typedef struct heard {
  size_t times;
  ffo_status status;
  ffo_type actual_type;
  char message[256];
} heard;

static void FFO_CALL listen(const ffo_error_info *info, void *context)
{
  heard *it = context;
  it->times++;
  it->status = info->status;
  it->actual_type = info->actual_type;
  snprintf(it->message, sizeof it->message, "%s", info->message);
  ffo_handle_retain(1); /* misuse in here counts, and is not reported again */
  ffo_string_free(ffo_string_new("a hook may call the library", NULL));
}

static void the_hook_hears_of_misuse(void **state)
{
  (void)state;
  heard it = { 0 };
  const uint64_t before = ledger_look().misuses;
  char *text = ffo_string_new("text", NULL);
  assert_ok(ffo_set_misuse_hook(listen, &it));
  assert_status(ffo_config_free((ffo_config *)(void *)text), FFO_E_WRONG_TYPE);
  assert_int_equal(it.times, 1);
  assert_status(it.status, FFO_E_WRONG_TYPE);
  assert_int_equal(it.actual_type, FFO_TYPE_STRING);
  assert_non_null(strstr(it.message, "ffo_config_free: 0x"));
  assert_non_null(strstr(it.message, "free it with ffo_string_free"));
  assert_int_equal(ledger_look().misuses, before + 2);

  /* No misuse: an argument, and a handle that is busy. */
  assert_status(ffo_vec_init(NULL, 1, 1), FFO_E_NULL_ARGUMENT);
  assert_int_equal(it.times, 1);

  assert_ok(ffo_set_misuse_hook(NULL, NULL));
  assert_status(ffo_handle_retain(1), FFO_E_INVALID_HANDLE);
  assert_int_equal(it.times, 1);
  assert_ok(ffo_string_free(text));
}

static void policies(void **state)
{
  (void)state;
  assert_status(ffo_set_policy((ffo_policy)3), FFO_E_INVALID_ARGUMENT);
  assert_status(ffo_set_policy((ffo_policy)-1), FFO_E_INVALID_ARGUMENT);
  assert_ok(ffo_set_policy(FFO_POLICY_RETURN));
}

static void a_detached_thread_starts_again(void **state)
{
  (void)state;
  char *text = ffo_string_new("mine", NULL);
  assert_status(ffo_handle_retain(1), FFO_E_INVALID_HANDLE);
  assert_ok(ffo_thread_detach());
  assert_ok(ffo_last_error());
  assert_string_equal(ffo_last_error_message(), "");
  assert_ok(ffo_thread_detach());
  assert_status(ffo_handle_retain(1), FFO_E_INVALID_HANDLE);
  assert_status(ffo_last_error(), FFO_E_INVALID_HANDLE);
  assert_ok(ffo_string_free(text));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(every_status_has_a_name_and_a_sentence),
    TEST(versions_agree),
    TEST(the_last_error_stays_until_the_next),
    TEST(each_thread_has_its_own),
    TEST(the_hook_hears_of_misuse),
    TEST(policies),
    TEST(a_detached_thread_starts_again),
  };
  return cmocka_run_group_tests_name("errors", tests, NULL, NULL);
}
