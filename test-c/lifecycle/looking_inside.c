/* Looking inside: descriptions, tags, lists and reports. */
#include "capture.h"
#include "described.h"

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
  char path[TEMPORARY_SIZE];
  temporary_file(path);
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
    TEST(live_list),
    TEST(report),
    TEST(report_to_standard_error),
  };
  return cmocka_run_group_tests_name("looking inside", tests, NULL, NULL);
}
