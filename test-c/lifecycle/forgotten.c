/* Forgotten blocks: the caller's for ever, with all below them. They are no leak to any tool,
 * though nobody here keeps a pointer to them. */
#include "suite.h"

static void counts_apart(void **state)
{
  (void)state;
  const ffo_stats before = ledger_look();
  char *text = ffo_string_new("kept", NULL);
  assert_ok(ffo_forget(text));
  const ffo_stats after = ledger_look();
  assert_int_equal(after.live_blocks, before.live_blocks);
  assert_int_equal(after.live_bytes, before.live_bytes);
  assert_int_equal(after.forgotten_blocks, before.forgotten_blocks + 1);
  assert_int_equal(after.forgotten_bytes, before.forgotten_bytes + 5);
}

static void can_be_forgotten_again(void **state)
{
  (void)state;
  char *text = ffo_string_new("kept", NULL);
  assert_ok(ffo_forget(text));
  assert_ok(ffo_forget(text));
  assert_ok(ffo_forget(NULL));
}

static void takes_its_tree_along(void **state)
{
  (void)state;
  const ffo_stats before = ledger_look();
  ffo_config *config = ffo_config_new(1, 2, NULL);
  config->name = ffo_string_new("stored by hand", NULL);
  assert_ok(ffo_forget(config));
  assert_int_equal(ledger_look().forgotten_blocks, before.forgotten_blocks + 2);
  assert_status(ffo_string_free(config->name), FFO_E_FORGOTTEN);
}

static void can_be_used_as_before(void **state)
{
  (void)state;
  char *text = ffo_string_new("kept", NULL);
  assert_ok(ffo_forget(text));
  text[0] = 'K';
  char *clone = ffo_string_clone(text, NULL);
  assert_string_equal(clone, "Kept");
  size_t length = 0;
  assert_ok(ffo_string_length(text, &length));
  assert_int_equal(length, 4);
  assert_ok(ffo_tag(text, "on purpose"));
  ffo_block_info info = FFO_BLOCK_INFO_INIT;
  assert_ok(ffo_describe(text, &info));
  assert_int_equal(info.flags, FFO_BLOCK_FORGOTTEN);
  assert_int_equal(info.owner, FFO_OWNER_CALLER);
  assert_string_equal(info.tag, "on purpose");
  assert_ok(ffo_string_free(clone));

  ffo_config *config = ffo_config_new(1, 2, NULL);
  assert_ok(ffo_config_set_name(config, "kept, too"));
  assert_ok(ffo_forget(config));
  ffo_config *second = ffo_config_clone(config, NULL);
  assert_string_equal(second->name, "kept, too");
  assert_ok(ffo_config_free(second));
}

static void is_no_leak(void **state)
{
  (void)state;
  uint64_t checkpoint = 0;
  size_t blocks = 99;
  size_t bytes = 99;
  assert_ok(ffo_checkpoint(&checkpoint));
  assert_ok(ffo_forget(ffo_string_new("kept", NULL)));
  assert_ok(ffo_live_since(checkpoint, &blocks, &bytes));
  assert_int_equal(blocks, 0);
  assert_int_equal(bytes, 0);
}

static void a_vecs_data(void **state)
{
  (void)state;
  void *data;
  size_t length;
  size_t capacity;
  ffo_vec vec;
  assert_ok(ffo_vec_init(&vec, 1, 100));
  assert_ok(ffo_vec_into_raw_parts(&vec, &data, &length, &capacity));
  assert_ok(ffo_forget(data));
  assert_status(ffo_box_free(data, FFO_TYPE_VEC), FFO_E_FORGOTTEN);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(counts_apart),         TEST(can_be_forgotten_again),
    TEST(takes_its_tree_along), TEST(can_be_used_as_before),
    TEST(is_no_leak),           TEST(a_vecs_data),
  };
  return cmocka_run_group_tests_name("forgotten blocks", tests, NULL, NULL);
}
