/* Boxes: types of any shape, their owned fields, and their drop callbacks. */
#include "suite.h"

typedef struct room {
  uint64_t number;
  char *label;
  ffo_config *config;
  struct room *next;
} room;

enum { MOST_DROPS = 16 };

static uint64_t dropped[MOST_DROPS];
static size_t drops;
static void *seen_context;
static int the_context;

static void FFO_CALL drop_room(void *payload, void *context)
{
  const room *it = payload;
  dropped[drops++] = it->number;
  seen_context = context;
}

static ffo_type register_room(void)
{
  static const ffo_owned_field fields[] = {
    { offsetof(room, label), FFO_TYPE_STRING, 0 },
    { offsetof(room, config), FFO_TYPE_CONFIG, 0 },
    { offsetof(room, next), FFO_TYPE_SELF, 0 },
  };
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  ffo_type type = FFO_TYPE_NONE;
  desc.name = "room";
  desc.size = sizeof(room);
  desc.fields = fields;
  desc.field_count = 3;
  desc.drop = drop_room;
  desc.context = &the_context;
  assert_ok(ffo_type_register(&desc, &type));
  drops = 0;
  return type;
}

static room *new_room(uint64_t number)
{
  room *it = ffo_box_new(register_room(), NULL);
  assert_non_null(it);
  it->number = number;
  return it;
}

static void types_count_from_256(void **state)
{
  (void)state;
  const ffo_type type = register_room();
  assert_true(type >= 256);
  assert_int_equal(register_room(), type);
  assert_string_equal(ffo_type_name(type), "room");
  assert_string_equal(ffo_type_name(FFO_TYPE_STRING), "string");
  assert_string_equal(ffo_type_name(FFO_TYPE_CONFIG), "ffo_config");
  assert_string_equal(ffo_type_name(FFO_TYPE_VEC), "ffo_vec");
  assert_null(ffo_type_name(FFO_TYPE_NONE));
}

static void types_are_copied(void **state)
{
  (void)state;
  char name[] = "passing";
  ffo_owned_field field = { 0, FFO_TYPE_STRING, 0 };
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  ffo_type type = FFO_TYPE_NONE;
  desc.name = name;
  desc.size = 16;
  desc.fields = &field;
  desc.field_count = 1;
  assert_ok(ffo_type_register(&desc, &type));
  memset(name, '?', sizeof name - 1);
  memset(&field, 0xFF, sizeof field);
  memset(&desc, 0xFF, sizeof desc);
  assert_string_equal(ffo_type_name(type), "passing");
  void *box = ffo_box_new(type, NULL);
  assert_ok(ffo_box_put(box, 0, ffo_string_new("child", NULL)));
  assert_ok(ffo_box_free(box, type));
}

static void are_zeroed_and_aligned(void **state)
{
  (void)state;
  for (size_t alignment = 1; alignment <= 4096; alignment *= 2) {
    for (size_t size = 1; size <= 5000; size = size * 3 + 1) {
      char name[32];
      snprintf(name, sizeof name, "%zu aligned %zu", size, alignment);
      ffo_type_desc desc = FFO_TYPE_DESC_INIT;
      ffo_type type = FFO_TYPE_NONE;
      desc.name = name;
      desc.size = size;
      desc.alignment = alignment;
      assert_ok(ffo_type_register(&desc, &type));
      unsigned char *box = ffo_box_new(type, NULL);
      assert_int_equal((uintptr_t)box % alignment, 0);
      for (size_t i = 0; i < size; i++) {
        assert_int_equal(box[i], 0);
      }
      memset(box, 0xFF, size);
      assert_ok(ffo_box_free(box, type));
    }
  }
}

static void are_aligned_for_everything_by_default(void **state)
{
  (void)state;
  room *it = new_room(1);
  assert_int_equal((uintptr_t)it % _Alignof(max_align_t), 0);
  assert_ok(ffo_box_free(it, register_room()));
}

static void drop_parents_first(void **state)
{
  (void)state;
  room *first = new_room(1);
  room *second = new_room(2);
  room *third = new_room(3);
  second->next = third; /* stored by hand */
  assert_ok(ffo_box_put(first, offsetof(room, next), second));
  assert_ok(ffo_box_put(first, offsetof(room, label), ffo_string_new("label", NULL)));
  ffo_config *config = ffo_config_new(1, 2, NULL);
  assert_ok(ffo_config_set_name(config, "deep inside"));
  assert_ok(ffo_box_put(third, offsetof(room, config), config));
  assert_ok(ffo_box_free(first, register_room()));
  assert_int_equal(drops, 3);
  for (size_t i = 0; i < 3; i++) {
    assert_int_equal(dropped[i], i + 1);
  }
  assert_ptr_equal(seen_context, &the_context);
}

static void put_frees_the_former_child(void **state)
{
  (void)state;
  const size_t next = offsetof(room, next);
  room *parent = new_room(1);
  assert_ok(ffo_box_put(parent, next, new_room(2)));
  assert_ok(ffo_box_put(parent, next, new_room(3)));
  assert_int_equal(drops, 1);
  assert_int_equal(dropped[0], 2);
  assert_ok(ffo_box_put(parent, next, NULL));
  assert_int_equal(drops, 2);
  assert_int_equal(dropped[1], 3);
  assert_null(parent->next);
  assert_ok(ffo_box_free(parent, register_room()));
}

static void take_moves_a_child_out(void **state)
{
  (void)state;
  ffo_status status = FFO_E_INTERNAL;
  const size_t next = offsetof(room, next);
  room *parent = new_room(1);
  room *child = new_room(2);
  assert_ok(ffo_box_put(parent, next, child));
  assert_ptr_equal(ffo_box_take(parent, next, &status), child);
  assert_ok(status);
  assert_null(parent->next);
  assert_null(ffo_box_take(parent, next, &status));
  assert_ok(status);
  assert_ok(ffo_box_free(parent, register_room()));
  assert_int_equal(drops, 1);
  assert_ok(ffo_box_free(child, register_room()));
}

/* Putting the child that is there already changes nothing, and frees nothing. */
static void put_of_the_same_child(void **state)
{
  (void)state;
  const size_t next = offsetof(room, next);
  room *parent = new_room(1);
  room *child = new_room(2);
  assert_ok(ffo_box_put(parent, next, child));
  assert_status(ffo_box_put(parent, next, child), FFO_E_NOT_OWNED);
  assert_ptr_equal(parent->next, child);
  assert_int_equal(drops, 0);
  assert_ok(ffo_box_free(parent, register_room()));
}

static void free_any_block_by_its_type(void **state)
{
  (void)state;
  void *data;
  size_t length;
  size_t capacity;
  ffo_vec vec;
  assert_ok(ffo_box_free(ffo_string_new("s", NULL), FFO_TYPE_STRING));
  assert_ok(ffo_box_free(ffo_config_new(1, 2, NULL), FFO_TYPE_CONFIG));
  assert_ok(ffo_vec_init(&vec, 4, 4));
  assert_ok(ffo_vec_into_raw_parts(&vec, &data, &length, &capacity));
  assert_ok(ffo_box_free(data, FFO_TYPE_VEC));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(types_count_from_256),       TEST(types_are_copied),
    TEST(are_zeroed_and_aligned),     TEST(are_aligned_for_everything_by_default),
    TEST(drop_parents_first),         TEST(put_frees_the_former_child),
    TEST(take_moves_a_child_out),     TEST(put_of_the_same_child),
    TEST(free_any_block_by_its_type),
  };
  return cmocka_run_group_tests_name("boxes", tests, NULL, NULL);
}
