/* Looking inside: descriptions, tags, the balance, checkpoints, lists and reports. */
#include "capture.h"
#include "suite.h"

static ffo_block_info described(const void *pointer)
{
  ffo_block_info info = FFO_BLOCK_INFO_INIT;
  assert_ok(ffo_describe(pointer, &info));
  return info;
}

static void describe_a_live_block(void **state)
{
  (void)state;
  ffo_config *config = ffo_config_new(1, 2, NULL);
  ffo_block_info info = described(config);
  assert_int_equal(info.struct_size, sizeof info);
  assert_int_equal(info.type, FFO_TYPE_CONFIG);
  assert_ptr_equal(info.address, config);
  assert_int_equal(info.size, sizeof(ffo_config));
  assert_int_equal(info.owner, FFO_OWNER_CALLER);
  assert_int_equal(info.flags, 0);
  assert_true(info.handle == 0);
  assert_null(info.owned_by);
  assert_string_equal(info.type_name, "ffo_config");
  assert_string_equal(info.free_function, "ffo_config_free");

  /* A pointer into a block finds it. */
  info = described((const char *)config + 15);
  assert_ptr_equal(info.address, config);
  assert_ok(ffo_config_free(config));
}

static void describe_a_child(void **state)
{
  (void)state;
  ffo_config *config = ffo_config_new(1, 2, NULL);
  assert_ok(ffo_config_set_name(config, "child"));
  const ffo_block_info info = described(config->name);
  assert_int_equal(info.owner, FFO_OWNER_LIBRARY);
  assert_ptr_equal(info.owned_by, config);
  assert_int_equal(info.flags, 0);
  assert_ok(ffo_config_free(config));
}

static void describe_an_orphan(void **state)
{
  (void)state;
  ffo_config *config = ffo_config_new(1, 2, NULL);
  assert_ok(ffo_config_set_name(config, "child"));
  char *child = config->name;
  config->name = NULL;
  const ffo_block_info info = described(child);
  assert_int_equal(info.flags, FFO_BLOCK_ORPHANED);
  config->name = child;
  assert_int_equal(described(child).flags, 0);
  assert_ok(ffo_config_free(config));
}

static void describe_a_freed_block(void **state)
{
  (void)state;
  char *text = ffo_string_new("gone", NULL);
  assert_ok(ffo_string_free(text));
  const ffo_block_info info = described(text);
  assert_int_equal(info.owner, FFO_OWNER_NOBODY);
  assert_int_equal(info.type, FFO_TYPE_STRING);
  assert_ptr_equal(info.address, text);
}

static void tags(void **state)
{
  (void)state;
  char *text = ffo_string_new("tagged", NULL);
  assert_string_equal(described(text).tag, "");
  assert_ok(ffo_tag(text, "first"));
  assert_ok(ffo_tag(text, "second"));
  assert_string_equal(described(text).tag, "second");

  /* Cut at 63 bytes, but not inside a character: the last one here would need the 64th. */
  char longest[] = "0123456789012345678901234567890123456789012345678901234567890\xE2\x82\xAC";
  assert_ok(ffo_tag(text, longest));
  longest[61] = '\0';
  assert_string_equal(described(text).tag, longest);

  const ffo_handle handle = ffo_handle_from_raw(text, FFO_TYPE_STRING, NULL);
  assert_string_equal(described(text).tag, longest);
  assert_ok(ffo_tag(text, "handled"));
  assert_string_equal(described(text).tag, "handled");
  assert_ok(ffo_tag(text, NULL));
  assert_string_equal(described(text).tag, "");
  assert_ok(ffo_handle_release(handle));

  /* A new block does not inherit the tag of one that was there before it. */
  for (int i = 0; i < 100; i++) {
    char *next = ffo_string_new("tagged", NULL);
    assert_string_equal(described(next).tag, "");
    assert_ok(ffo_tag(next, "mine"));
    assert_ok(ffo_string_free(next));
  }
}

static void tags_and_periods_survive_growth(void **state)
{
  (void)state;
  uint64_t checkpoint = 0;
  ffo_vec vec;
  assert_ok(ffo_vec_init(&vec, 1, 4));
  assert_ok(ffo_tag(vec.data, "buffer"));
  const uint64_t period = described(vec.data).period;
  assert_ok(ffo_checkpoint(&checkpoint));
  assert_ok(ffo_vec_reserve(&vec, 100000));
  assert_string_equal(described(vec.data).tag, "buffer");
  assert_true(described(vec.data).period == period);
  assert_ok(ffo_vec_dispose(&vec));
}

static void the_balance(void **state)
{
  (void)state;
  const ffo_stats before = ledger_look();
  assert_int_equal(before.struct_size, sizeof before);
  char *text = ffo_string_new("0123456789", NULL);
  ffo_config *config = ffo_config_new(1, 2, NULL);
  ffo_stats now = ledger_look();
  assert_int_equal(now.live_blocks, before.live_blocks + 2);
  assert_int_equal(now.created_blocks, before.created_blocks + 2);
  assert_int_equal(now.live_bytes, before.live_bytes + 11 + sizeof(ffo_config));
  assert_true(now.reserved_bytes >= now.live_bytes);
  const ffo_handle handle = ffo_handle_from_raw(text, FFO_TYPE_STRING, NULL);
  assert_non_null(ffo_handle_borrow_mut(handle, FFO_TYPE_STRING, NULL, NULL));
  now = ledger_look();
  assert_int_equal(now.live_blocks, before.live_blocks + 2);
  assert_int_equal(now.live_handles, before.live_handles + 1);
  assert_int_equal(now.live_borrows, before.live_borrows + 1);
  assert_ok(ffo_handle_return(handle));
  assert_ok(ffo_handle_release(handle));
  assert_ok(ffo_config_free(config));
  now = ledger_look();
  assert_int_equal(now.freed_blocks, before.freed_blocks + 2);
}

static void live_since_a_checkpoint(void **state)
{
  (void)state;
  uint64_t first = 0;
  uint64_t second = 0;
  size_t blocks = 0;
  size_t bytes = 0;
  size_t all = 0;
  char *before = ffo_string_new("before", NULL);
  assert_ok(ffo_checkpoint(&first));
  char *between = ffo_string_new("between", NULL);
  assert_ok(ffo_checkpoint(&second));
  char *after = ffo_string_new("after", NULL);
  assert_true(first > 0 && second == first + 1);
  assert_true(described(between).period == first);

  assert_ok(ffo_live_since(first, &blocks, &bytes));
  assert_int_equal(blocks, 2);
  assert_int_equal(bytes, 8 + 6);
  assert_ok(ffo_live_since(second, &blocks, &bytes));
  assert_int_equal(blocks, 1);
  assert_int_equal(bytes, 6);
  assert_ok(ffo_live_since(0, &all, &bytes));
  assert_int_equal(all, ledger_look().live_blocks);

  assert_ok(ffo_string_free(between));
  assert_ok(ffo_live_since(first, &blocks, &bytes));
  assert_int_equal(blocks, 1);
  assert_ok(ffo_string_free(before));
  assert_ok(ffo_string_free(after));
}

static void check_live_since(uint64_t checkpoint, size_t blocks, size_t bytes)
{
  size_t actual_blocks = 99;
  size_t actual_bytes = 99;
  size_t listed = 99;
  assert_ok(ffo_live_since(checkpoint, &actual_blocks, &actual_bytes));
  assert_int_equal(actual_blocks, blocks);
  assert_int_equal(actual_bytes, bytes);
  assert_ok(ffo_live_list(checkpoint, NULL, 0, &listed));
  assert_int_equal(listed, blocks);
}

/* The last 64 periods are counted, older ones walked; and both say the same. */
static void live_since_many_checkpoints(void **state)
{
  (void)state;
  enum { PERIODS = 150 };
  static char *strings[PERIODS];
  static uint64_t checkpoints[PERIODS];
  for (size_t i = 0; i < PERIODS; i++) {
    assert_ok(ffo_checkpoint(&checkpoints[i]));
    strings[i] = ffo_string_new("1234567", NULL);
    for (size_t j = i < 70 ? 0 : i - 70; j <= i; j++) {
      check_live_since(checkpoints[j], i - j + 1, (i - j + 1) * 8);
    }
  }

  /* The end of a block counts in the period it was made in, however long ago. */
  for (size_t i = 0; i < PERIODS; i += 2) {
    assert_ok(ffo_string_free(strings[i]));
  }
  for (size_t i = 0; i < PERIODS; i++) {
    check_live_since(checkpoints[i], (PERIODS - i + 1) / 2, (PERIODS - i + 1) / 2 * 8);
  }
  for (size_t i = 1; i < PERIODS; i += 2) {
    assert_ok(ffo_string_free(strings[i]));
  }
  check_live_since(checkpoints[0], 0, 0);
  check_live_since(UINT64_MAX, 0, 0);
}

/* What leaves the count without being freed, counts for less than its size, or stays in the period
 * of the block it replaces. */
static void live_since_by_kind(void **state)
{
  (void)state;
  char *const gone = ffo_string_new("forgotten", NULL);
  const ffo_stats before = ledger_look();
  uint64_t checkpoint = 0;
  uint64_t later = 0;
  assert_ok(ffo_checkpoint(&checkpoint));
  assert_ok(ffo_forget(gone));
  check_live_since(checkpoint, 0, 0);

  ffo_config *config = ffo_config_new(1, 2, NULL);
  assert_ok(ffo_config_set_name(config, "name"));
  check_live_since(checkpoint, 2, sizeof *config + 5);
  assert_ok(ffo_forget(config));
  check_live_since(checkpoint, 0, 0);

  ffo_type type = 0;
  char payload[16];
  ffo_type_desc description = FFO_TYPE_DESC_INIT;
  description.name = "looking_inside payload";
  description.size = sizeof payload;
  assert_ok(ffo_type_register(&description, &type));
  const ffo_handle handle = ffo_handle_adopt(payload, type, NULL, NULL, NULL);
  check_live_since(checkpoint, 1, 0);

  ffo_vec vec;
  assert_ok(ffo_vec_init(&vec, 1, 4));
  assert_ok(ffo_checkpoint(&later));
  assert_ok(ffo_vec_reserve(&vec, 100000));
  check_live_since(checkpoint, 2, vec.capacity);
  check_live_since(later, 0, 0);
  for (int i = 0; i < 100; i++) {
    assert_ok(ffo_checkpoint(&later));
  }
  assert_ok(ffo_vec_reserve(&vec, 200000));
  check_live_since(checkpoint, 2, vec.capacity);
  check_live_since(later, 0, 0);
  assert_ok(ffo_vec_dispose(&vec));
  assert_int_equal(ffo_handle_release(handle), FFO_OK);
  check_live_since(checkpoint, 0, 0);
  assert_int_equal(ledger_look().live_blocks, before.live_blocks - 1);
}

/* However handles and borrows end. */
static void handles_and_borrows_are_counted(void **state)
{
  (void)state;
  enum { MANY = 1000 };
  static ffo_handle handles[MANY];
  const ffo_stats before = ledger_look();
  for (size_t i = 0; i < MANY; i++) {
    handles[i] = ffo_handle_from_raw(ffo_string_new("text", NULL), FFO_TYPE_STRING, NULL);
    assert_non_null(ffo_handle_borrow(handles[i], FFO_TYPE_STRING, NULL, NULL));
    assert_non_null(ffo_handle_borrow(handles[i], FFO_TYPE_STRING, NULL, NULL));
    assert_ok(ffo_handle_return(handles[i]));
  }
  ffo_stats now = ledger_look();
  assert_int_equal(now.live_handles, before.live_handles + MANY);
  assert_int_equal(now.live_borrows, before.live_borrows + MANY);

  /* Refused calls count nothing. */
  assert_int_equal(ffo_handle_release(handles[0]), FFO_E_BORROWED);
  assert_null(ffo_handle_borrow_mut(handles[0], FFO_TYPE_STRING, NULL, NULL));
  assert_null(ffo_handle_borrow(handles[0], FFO_TYPE_CONFIG, NULL, NULL));
  assert_int_equal(ledger_look().live_borrows, now.live_borrows);

  /* The last return of a closing handle ends both. */
  for (size_t i = 0; i < MANY; i++) {
    if (i % 2 == 0) {
      assert_ok(ffo_handle_close(handles[i]));
    }
    assert_ok(ffo_handle_return(handles[i]));
  }
  now = ledger_look();
  assert_int_equal(now.live_handles, before.live_handles + MANY / 2);
  assert_int_equal(now.live_borrows, before.live_borrows);
  for (size_t i = 1; i < MANY; i += 2) {
    char *text = ffo_handle_into_raw(handles[i], FFO_TYPE_STRING, NULL);
    assert_ok(ffo_string_free(text));
  }

  /* An exclusive borrow of a block that owns another one, returned, and closed. */
  for (int closes = 0; closes < 2; closes++) {
    ffo_config *config = ffo_config_new(1, 2, NULL);
    assert_ok(ffo_config_set_name(config, "name"));
    const ffo_handle handle = ffo_handle_from_raw(config, FFO_TYPE_CONFIG, NULL);
    assert_non_null(ffo_handle_borrow_mut(handle, FFO_TYPE_CONFIG, NULL, NULL));
    assert_int_equal(ledger_look().live_borrows, before.live_borrows + 1);
    if (closes) {
      assert_ok(ffo_handle_close(handle));
    }
    assert_ok(ffo_handle_return(handle));
    assert_int_equal(ledger_look().live_borrows, before.live_borrows);
    if (!closes) {
      assert_ok(ffo_handle_release(handle));
    }
  }
  assert_int_equal(ledger_look().live_handles, before.live_handles);
}

static void live_list(void **state)
{
  (void)state;
  uint64_t checkpoint = 0;
  size_t count = 99;
  assert_ok(ffo_checkpoint(&checkpoint));
  char *strings[3];
  const char *const texts[] = { "one", "two", "three" };
  assert_ok(ffo_strings_new(texts, 3, strings));
  assert_ok(ffo_tag(strings[2], "the third"));

  ffo_block_info infos[4] = { FFO_BLOCK_INFO_INIT, FFO_BLOCK_INFO_INIT, FFO_BLOCK_INFO_INIT,
                              FFO_BLOCK_INFO_INIT };
  assert_ok(ffo_live_list(checkpoint, infos, 4, &count));
  assert_int_equal(count, 3);
  size_t found = 0;
  for (size_t i = 0; i < 3; i++) {
    for (size_t j = 0; j < 3; j++) {
      found += infos[i].address == strings[j];
    }
    assert_string_equal(infos[i].tag, infos[i].address == strings[2] ? "the third" : "");
    assert_int_equal(infos[i].type, FFO_TYPE_STRING);
  }
  assert_int_equal(found, 3);
  assert_null(infos[3].address);

  ffo_block_info one = FFO_BLOCK_INFO_INIT;
  assert_ok(ffo_live_list(checkpoint, &one, 1, &count));
  assert_int_equal(count, 3);
  assert_non_null(one.address);
  assert_ok(ffo_live_list(checkpoint, NULL, 0, &count));
  assert_int_equal(count, 3);
  assert_ok(ffo_strings_free(strings, 3, NULL));
}

static const char *read_report(uint64_t checkpoint)
{
  static char report[4096];
  char path[64];
  snprintf(path, sizeof path, "ffo-report-%p", (void *)report);
  assert_ok(ffo_report_leaks(checkpoint, path));
  FILE *file = fopen(path, "r");
  assert_non_null(file);
  report[fread(report, 1, sizeof report - 1, file)] = '\0';
  fclose(file);
  remove(path);
  return report;
}

static void report(void **state)
{
  (void)state;
  uint64_t checkpoint = 0;
  assert_ok(ffo_checkpoint(&checkpoint));
  const char *text = read_report(checkpoint);
  assert_non_null(strstr(text, "0 live blocks"));

  char *string = ffo_string_new("leaked", NULL);
  ffo_config *config = ffo_config_new(1, 2, NULL);
  assert_ok(ffo_tag(string, "from the report's test"));
  assert_ok(ffo_config_set_name(config, "child"));
  text = read_report(checkpoint);
  assert_non_null(strstr(text, "3 live blocks"));
  assert_non_null(strstr(text, "string"));
  assert_non_null(strstr(text, "ffo_config"));
  assert_non_null(strstr(text, "from the report's test"));
  assert_ok(ffo_string_free(string));
  assert_ok(ffo_config_free(config));
}

static void report_to_standard_error(void **state)
{
  (void)state;
  capture standard_error;
  uint64_t checkpoint = 0;
  assert_ok(ffo_checkpoint(&checkpoint));
  char *string = ffo_string_new("leaked", NULL);
  capture_begin(&standard_error);
  const ffo_status status = ffo_report_leaks(checkpoint, NULL);
  const char *text = capture_end(&standard_error);
  assert_ok(status);
  assert_non_null(strstr(text, "1 live block"));
  assert_ok(ffo_string_free(string));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(describe_a_live_block),
    TEST(describe_a_child),
    TEST(describe_an_orphan),
    TEST(describe_a_freed_block),
    TEST(tags),
    TEST(tags_and_periods_survive_growth),
    TEST(the_balance),
    TEST(live_since_a_checkpoint),
    TEST(live_since_many_checkpoints),
    TEST(live_since_by_kind),
    TEST(handles_and_borrows_are_counted),
    TEST(live_list),
    TEST(report),
    TEST(report_to_standard_error),
  };
  return cmocka_run_group_tests_name("looking inside", tests, NULL, NULL);
}
