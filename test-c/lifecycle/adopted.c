/* Adopted payloads: foreign memory behind a handle, with its own destructor. */
#include "suite.h"
#include "types.h"

static int drops;
static void *dropped;
static void *drop_context;

static void FFO_CALL drop_payload(void *payload, void *context)
{
  drops++;
  dropped = payload;
  drop_context = context;
  free(payload);
}

static void FFO_CALL never_drop(void *payload, void *context)
{
  (void)context;
  drops = -1000;
  free(payload);
}

static ffo_type register_foreign(const char *name, size_t size)
{
  drops = 0;
  return register_type(name, size, never_drop, NULL); /* a payload has a destructor of its own */
}

static void end_with_their_own_destructor(void **state)
{
  (void)state;
  int context = 0;
  const ffo_type type = register_foreign("of 32 bytes", 32);
  void *payload = malloc(32);
  const ffo_handle handle = ffo_handle_adopt(payload, type, drop_payload, &context, NULL);
  size_t size = 0;
  assert_ptr_equal(ffo_handle_borrow(handle, type, &size, NULL), payload);
  assert_int_equal(size, 32);
  assert_ok(ffo_handle_return(handle));
  assert_ok(ffo_handle_retain(handle));
  assert_ok(ffo_handle_release(handle));
  assert_int_equal(drops, 0);
  assert_ok(ffo_handle_release(handle));
  assert_int_equal(drops, 1);
  assert_ptr_equal(dropped, payload);
  assert_ptr_equal(drop_context, &context);
  assert_status(ffo_handle_release(handle), FFO_E_STALE_HANDLE);
}

static void may_have_no_destructor(void **state)
{
  (void)state;
  static int payload;
  const ffo_type type = register_foreign("of no size", 0);
  const ffo_handle handle = ffo_handle_adopt(&payload, type, NULL, NULL, NULL);
  size_t size = 99;
  assert_ptr_equal(ffo_handle_borrow(handle, type, &size, NULL), &payload);
  assert_int_equal(size, 0);
  assert_ok(ffo_handle_return(handle));
  assert_ok(ffo_handle_release(handle));
  assert_int_equal(drops, 0);
}

static void come_back_undropped(void **state)
{
  (void)state;
  const ffo_type type = register_foreign("of no size", 0);
  void *payload = malloc(1);
  const ffo_handle handle = ffo_handle_adopt(payload, type, drop_payload, NULL, NULL);
  assert_ptr_equal(ffo_handle_into_raw(handle, type, NULL), payload);
  assert_int_equal(drops, 0);
  free(payload);
}

static void end_at_the_last_return_of_a_closing_handle(void **state)
{
  (void)state;
  const ffo_type type = register_foreign("of no size", 0);
  const ffo_handle handle = ffo_handle_adopt(malloc(1), type, drop_payload, NULL, NULL);
  assert_non_null(ffo_handle_borrow(handle, type, NULL, NULL));
  assert_ok(ffo_handle_close(handle));
  assert_int_equal(drops, 0);
  assert_ok(ffo_handle_return(handle));
  assert_int_equal(drops, 1);
}

static void count_as_blocks_without_bytes(void **state)
{
  (void)state;
  const ffo_type type = register_foreign("of 32 bytes", 32);
  const ffo_stats before = ledger_look();
  const ffo_handle handle = ffo_handle_adopt(malloc(32), type, drop_payload, NULL, NULL);
  const ffo_stats after = ledger_look();
  assert_int_equal(after.live_blocks, before.live_blocks + 1);
  assert_int_equal(after.live_bytes, before.live_bytes);
  assert_int_equal(after.live_handles, before.live_handles + 1);

  ffo_block_info info = FFO_BLOCK_INFO_INIT;
  assert_ok(ffo_handle_describe(handle, &info));
  assert_int_equal(info.flags, FFO_BLOCK_ADOPTED);
  assert_int_equal(info.type, type);
  assert_string_equal(info.type_name, "of 32 bytes");
  assert_int_equal(info.owner, FFO_OWNER_LIBRARY);
  assert_true(info.handle == handle);
  assert_ok(ffo_handle_release(handle));
}

/* What may be adopted is refused whole, and stays its owner's. */
static void are_nothing_of_ours(void **state)
{
  (void)state;
  const ffo_type type = register_foreign("of no size", 0);
  ffo_status status = FFO_OK;
  char *text = ffo_string_new("ours", NULL);
  assert_true(ffo_handle_adopt(text, type, drop_payload, NULL, &status) == 0);
  assert_status(status, FFO_E_INVALID_ARGUMENT);
  assert_true(ffo_handle_adopt(text + 1, type, drop_payload, NULL, &status) == 0);
  assert_status(status, FFO_E_INVALID_ARGUMENT);
  assert_int_equal(drops, 0);
  assert_ok(ffo_string_free(text));
}

static void have_a_registered_type_without_fields(void **state)
{
  (void)state;
  static int payload;
  const ffo_owned_field field = { 0, FFO_TYPE_STRING, 0 };
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  ffo_type owner = FFO_TYPE_NONE;
  desc.name = "with a field";
  desc.size = 8;
  desc.fields = &field;
  desc.field_count = 1;
  assert_ok(ffo_type_register(&desc, &owner));
  const ffo_type types[] = { owner, FFO_TYPE_STRING, FFO_TYPE_CONFIG, FFO_TYPE_VEC };
  for (size_t i = 0; i < 4; i++) {
    ffo_status status = FFO_OK;
    assert_true(ffo_handle_adopt(&payload, types[i], NULL, NULL, &status) == 0);
    assert_status(status, FFO_E_INVALID_ARGUMENT);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(end_with_their_own_destructor),
    TEST(may_have_no_destructor),
    TEST(come_back_undropped),
    TEST(end_at_the_last_return_of_a_closing_handle),
    TEST(count_as_blocks_without_bytes),
    TEST(are_nothing_of_ours),
    TEST(have_a_registered_type_without_fields),
  };
  return cmocka_run_group_tests_name("adopted payloads", tests, NULL, NULL);
}
