/* Drop callbacks of elements do what they like, whichever call ends them: use the vec, make and free other blocks, detach. */
#include "people.h"

static ffo_vec people;
static size_t busy;

static void FFO_CALL meddle(void *payload, void *context)
{
  person *self = payload;
  (void)context;
  ended[ends++ % MOST_ENDS] = self->number;

  /* The vec is this call's, or gone; what the element owns is claimed. */
  const ffo_status pushed = ffo_vec_push(&people, &(person){ 77, NULL, NULL });
  busy += pushed == FFO_E_BORROWED;
  CHECK(pushed == FFO_E_BORROWED || pushed == FFO_E_DOUBLE_FREE ||
        pushed == FFO_E_INVALID_ARGUMENT);
  if (self->name != NULL) {
    CHECK_STATUS(ffo_string_free(self->name), FFO_E_NOT_OWNED);
    self->name = NULL;
  }
  CHECK_OK(ffo_config_free(ffo_config_new(1, 2, NULL)));
  CHECK_OK(ffo_thread_detach());
}

static ffo_type meddler(void)
{
  static const ffo_owned_field name = { offsetof(person, name), FFO_TYPE_STRING, 0 };
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  ffo_type type;
  desc.name = "meddler";
  desc.size = sizeof(person);
  desc.fields = &name;
  desc.field_count = 1;
  desc.drop = meddle;
  CHECK_OK(ffo_type_register(&desc, &type));
  return type;
}

static void fill(size_t count, size_t capacity)
{
  CHECK_OK(ffo_vec_init_of(&people, meddler(), capacity));
  for (size_t i = 0; i < count; i++) {
    const person it = { i, ffo_string_new("somebody", NULL), NULL };
    CHECK_OK(ffo_vec_push(&people, &it));
  }
  CHECK_OK(ffo_tag(people.data, "tagged"));
}

static void check_ended_while_busy(uint64_t first, size_t count)
{
  CHECK_EQUAL(busy, count);
  busy = 0;
  check_ended(first, count);
}

int main(void)
{
  fill(4, 4);
  CHECK_OK(ffo_vec_resize(&people, 1));
  check_ended_while_busy(1, 3);

  people.length = 0;
  const person next = { 5, ffo_string_new("somebody", NULL), NULL };
  CHECK_OK(ffo_vec_push(&people, &next));
  check_ended_while_busy(0, 1);
  CHECK_TEXT(look(people.data).tag, "tagged");
  CHECK_EQUAL(look(next.name).owned_by, people.data);

  CHECK_OK(ffo_vec_resize(&people, 100));
  people.length = 98;
  CHECK_OK(ffo_vec_shrink(&people));
  CHECK_EQUAL(busy, 2);
  CHECK_EQUAL(people.capacity, 98);
  busy = ends = 0;

  CHECK_OK(ffo_vec_dispose(&people));
  CHECK_EQUAL(ends, 98);
  CHECK_EQUAL(busy, 0);

  ends = 0;
  fill(3, 0);
  const ffo_handle handle = ffo_vec_into_handle(&people, NULL);
  CHECK_OK(ffo_handle_release(handle));
  check_ended(0, 3);
  CHECK_BALANCED();
  return 0;
}
