/* What the ledger counts: the balance, what lives since a checkpoint, handles and borrows. */
#include "described.h"

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

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(the_balance),
    TEST(live_since_a_checkpoint),
    TEST(live_since_many_checkpoints),
    TEST(live_since_by_kind),
    TEST(handles_and_borrows_are_counted),
  };
  return cmocka_run_group_tests_name("counts", tests, NULL, NULL);
}
