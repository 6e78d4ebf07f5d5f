/* Elements come, change and go; what they own goes with them. */
#include "people.h"

static void made_and_described(void)
{
  ffo_vec people = people_new(0, 0);
  CHECK(people.data != NULL);
  CHECK_EQUAL(people.capacity, 1);
  CHECK_EQUAL(people.element_size, sizeof(person));
  const ffo_block_info info = look(people.data);
  CHECK_EQUAL(info.type, FFO_TYPE_VEC);
  CHECK_EQUAL(info.element_type, person_type());
  CHECK_TEXT(info.type_name, "ffo_vec of person");
  CHECK_TEXT(info.free_function, "ffo_vec_dispose");
  CHECK_OK(ffo_vec_dispose(&people));
  CHECK_OK(ffo_vec_dispose(&people));
  check_ended(0, 0);

  ffo_vec plain;
  CHECK_OK(ffo_vec_init(&plain, 24, 1));
  CHECK_EQUAL(look(plain.data).element_type, FFO_TYPE_NONE);
  CHECK_OK(ffo_vec_dispose(&plain));
}

/* However often the block moves, children stay children. */
static void grown(void)
{
  for (size_t count = 0; count < 2000; count = count * 2 + 1) {
    ffo_vec people = people_new(count, 0);
    CHECK_EQUAL(people.length, count);
    check_people(&people, 0);
    CHECK_OK(ffo_vec_reserve(&people, 3 * count + 1));
    check_people(&people, 0);
    CHECK_OK(ffo_vec_shrink(&people));
    CHECK_EQUAL(people.capacity, count == 0 ? 1 : count);
    check_people(&people, 0);
    CHECK_OK(ffo_vec_dispose(&people));
    check_ended(0, count);
    CHECK_BALANCED();
  }
}

static void appended(void)
{
  ffo_vec people = people_new(2, 2);
  const person more[] = { person_new(2), person_new(3), { 4, NULL, NULL } };
  CHECK_OK(ffo_vec_append(&people, more, 3));
  CHECK_OK(ffo_vec_append(&people, NULL, 0));
  CHECK_EQUAL(people.length, 5);
  CHECK_EQUAL(look(more[1].name).owned_by, people.data);

  /* One that owns nothing may come from the vec itself. */
  CHECK_OK(ffo_vec_push(&people, person_at(&people, 4)));
  CHECK_EQUAL(person_at(&people, 5)->number, 4);
  CHECK_OK(ffo_vec_resize(&people, 5));
  check_ended(4, 1);
  CHECK_OK(ffo_vec_dispose(&people));
  check_ended(0, 5);
}

static void resized(void)
{
  ffo_vec people = people_new(6, 0);
  CHECK_OK(ffo_vec_resize(&people, 8));
  CHECK(person_at(&people, 7)->name == NULL && person_at(&people, 7)->number == 0);
  CHECK_OK(ffo_vec_resize(&people, 6));
  CHECK_EQUAL(ends, 2);
  ends = 0;
  CHECK_OK(ffo_vec_resize(&people, 2));
  check_ended(2, 4);
  check_people(&people, 0);

  /* What was cut off is zero when it comes back. */
  CHECK_OK(ffo_vec_resize(&people, 5));
  CHECK(person_at(&people, 4)->name == NULL && person_at(&people, 4)->number == 0);
  CHECK_OK(ffo_vec_resize(&people, 0));
  ends = 0;
  CHECK_OK(ffo_vec_dispose(&people));
  check_ended(0, 0);
}

static void taken(void)
{
  ffo_vec people = people_new(5, 0);
  person it;
  CHECK_OK(ffo_vec_take(&people, 1, &it));
  CHECK_EQUAL(it.number, 1);
  CHECK_EQUAL(look(it.name).owner, FFO_OWNER_CALLER);
  person_free(&it);
  CHECK_OK(ffo_vec_take(&people, 0, &it));
  CHECK_EQUAL(it.number, 0);
  check_people(&people, 2);
  CHECK_OK(ffo_vec_push(&people, &it));
  CHECK_EQUAL(look(it.name).owned_by, people.data);
  CHECK_OK(ffo_vec_take(&people, 3, &it));
  person_free(&it);
  check_people(&people, 2);
  check_ended(0, 0);
  CHECK_OK(ffo_vec_dispose(&people));
  check_ended(2, 3);

  ffo_vec numbers;
  uint32_t number = 0;
  CHECK_OK(ffo_vec_init(&numbers, sizeof number, 0));
  CHECK_OK(ffo_vec_append(&numbers, (uint32_t[]){ 7, 8, 9 }, 3));
  CHECK_OK(ffo_vec_take(&numbers, 1, &number));
  CHECK_EQUAL(number, 8);
  CHECK_EQUAL(((uint32_t *)numbers.data)[1], 9);
  CHECK_EQUAL(numbers.length, 2);
  CHECK_OK(ffo_vec_dispose(&numbers));
}

static void fields(void)
{
  ffo_vec people = people_new(3, 3);
  char *other = ffo_string_new("another", NULL);
  const ffo_stats before = ledger_look();
  CHECK_OK(ffo_vec_put_field(&people, 1, offsetof(person, name), other));
  CHECK_EQUAL(person_at(&people, 1)->name, other);
  CHECK_EQUAL(ledger_look().freed_blocks, before.freed_blocks + 1);
  char *name = ffo_vec_take_field(&people, 1, offsetof(person, name), NULL);
  CHECK_EQUAL(name, other);
  CHECK(person_at(&people, 1)->name == NULL);
  ffo_status status = FFO_E_INTERNAL;
  CHECK(ffo_vec_take_field(&people, 1, offsetof(person, name), &status) == NULL);
  CHECK_OK(status);
  CHECK_OK(ffo_string_free(name));
  CHECK_OK(ffo_vec_put_field(&people, 2, offsetof(person, settings), NULL));

  /* The field is one of the block, too. */
  const size_t offset = sizeof(person) + offsetof(person, name);
  CHECK_OK(ffo_box_put(people.data, offset, ffo_string_new("a third", NULL)));
  name = ffo_box_take(people.data, offset, NULL);
  CHECK_TEXT(name, "a third");
  CHECK_OK(ffo_string_free(name));
  CHECK_OK(ffo_vec_dispose(&people));
  check_ended(0, 3);
}

/* A caller may write elements in place and raise the length, or lower it. */
static void length_by_hand(void)
{
  ffo_vec people = people_new(1, 8);
  CHECK(person_at(&people, 7)->name == NULL);
  *person_at(&people, 1) = person_new(1);
  people.length = 2;
  CHECK_EQUAL(look(person_at(&people, 1)->name).owner, FFO_OWNER_CALLER);
  CHECK_OK(ffo_vec_dispose(&people));
  check_ended(0, 2);

  people = people_new(5, 8);
  people.length = 2;
  CHECK_OK(ffo_vec_reserve(&people, 20));
  people.length = 4;
  check_people(&people, 0);
  people.length = 2;
  const person next = person_new(2);
  CHECK_OK(ffo_vec_push(&people, &next));
  check_ended(2, 3);
  check_people(&people, 0);
  people.length = 1;
  CHECK_OK(ffo_vec_shrink(&people));
  check_ended(1, 2);
  people.length = 0;
  CHECK_OK(ffo_vec_dispose(&people));
  check_ended(0, 1);
}

int main(void)
{
  made_and_described();
  grown();
  appended();
  resized();
  taken();
  fields();
  length_by_hand();
  CHECK_BALANCED();
  return 0;
}
