/* Configs: a struct that owns a string. */
#include "suite.h"

static ffo_config *named(const char *name)
{
  ffo_config *config = ffo_config_new(10, 250, NULL);
  assert_non_null(config);
  assert_ok(ffo_config_set_name(config, name));
  return config;
}

static void is_made_without_a_name(void **state)
{
  (void)state;
  ffo_status status = FFO_E_INTERNAL;
  ffo_config *config = ffo_config_new(-1, INT32_MAX, &status);
  assert_ok(status);
  assert_int_equal(config->max_connections, -1);
  assert_int_equal(config->timeout_ms, INT32_MAX);
  assert_null(config->name);
  assert_null(ffo_config_take_name(config, &status));
  assert_ok(status);
  assert_ok(ffo_config_free(config));
}

static void copies_its_name(void **state)
{
  (void)state;
  char text[] = "primary";
  ffo_config *config = named(text);
  assert_ptr_not_equal(config->name, text);
  text[0] = 'X';
  assert_string_equal(config->name, "primary");
  assert_ok(ffo_config_set_name(config, "a much longer name than the one before it"));
  assert_string_equal(config->name, "a much longer name than the one before it");
  assert_ok(ffo_config_free(config));
}

static void can_be_named_after_itself(void **state)
{
  (void)state;
  ffo_config *config = named("primary server");
  assert_ok(ffo_config_set_name(config, config->name + 8));
  assert_string_equal(config->name, "server");
  assert_ok(ffo_config_set_name(config, config->name));
  assert_string_equal(config->name, "server");
  assert_ok(ffo_config_free(config));
}

static void can_lose_its_name(void **state)
{
  (void)state;
  ffo_config *config = named("primary");
  assert_ok(ffo_config_set_name(config, NULL));
  assert_null(config->name);
  assert_ok(ffo_config_set_name(config, NULL));
  assert_ok(ffo_config_free(config));
}

static void gives_its_name_away(void **state)
{
  (void)state;
  ffo_config *config = named("primary");
  char *const before = config->name;
  char *name = ffo_config_take_name(config, NULL);
  assert_ptr_equal(name, before);
  assert_null(config->name);
  assert_ok(ffo_config_free(config));
  assert_string_equal(name, "primary");
  assert_ok(ffo_string_free(name));
}

static void clones_deeply(void **state)
{
  (void)state;
  ffo_config *config = named("primary");
  ffo_config *clone = ffo_config_clone(config, NULL);
  assert_int_equal(clone->max_connections, 10);
  assert_int_equal(clone->timeout_ms, 250);
  assert_ptr_not_equal(clone->name, config->name);
  assert_ok(ffo_config_free(config));
  assert_string_equal(clone->name, "primary");
  assert_ok(ffo_config_set_name(clone, NULL));
  ffo_config *nameless = ffo_config_clone(clone, NULL);
  assert_null(nameless->name);
  assert_ok(ffo_config_free(clone));
  assert_ok(ffo_config_free(nameless));
}

/* A name that the caller has stored itself is freed with the config, and taken like any other. */
static void takes_what_is_stored(void **state)
{
  (void)state;
  ffo_config *config = ffo_config_new(1, 2, NULL);
  config->name = ffo_string_new("stored", NULL);
  char *name = ffo_config_take_name(config, NULL);
  assert_string_equal(name, "stored");
  config->name = name;
  assert_ok(ffo_config_set_name(config, "replaced"));
  assert_ok(ffo_config_set_name(config, NULL));
  config->name = ffo_string_new("stored again", NULL);
  assert_ok(ffo_config_free(config));
}

static void is_a_box(void **state)
{
  (void)state;
  const size_t name = offsetof(ffo_config, name);
  ffo_config *config = ffo_box_new(FFO_TYPE_CONFIG, NULL);
  assert_int_equal(config->max_connections, 0);
  assert_null(config->name);
  assert_ok(ffo_box_put(config, name, ffo_string_new("put", NULL)));
  assert_string_equal(config->name, "put");
  char *taken = ffo_box_take(config, name, NULL);
  assert_ok(ffo_box_put(config, name, taken));
  assert_ok(ffo_box_free(config, FFO_TYPE_CONFIG));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(is_made_without_a_name),    TEST(copies_its_name),
    TEST(can_be_named_after_itself), TEST(can_lose_its_name),
    TEST(gives_its_name_away),       TEST(clones_deeply),
    TEST(takes_what_is_stored),      TEST(is_a_box),
  };
  return cmocka_run_group_tests_name("configs", tests, NULL, NULL);
}
