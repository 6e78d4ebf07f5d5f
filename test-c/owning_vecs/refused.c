/* What a vec of a registered type refuses, it refuses whole. */
#include "people.h"
#include "types.h"

#define NEW_ELEMENT(function, offset, type)                                                        \
  function ": the owned field at offset " offset                                                   \
           " of a new element, of type \"person\", holds 0x.., "                                   \
           "which" type
#define OF_VEC(function, offset)                                                                   \
  function ": the owned field at offset " offset                                                   \
           " of 0x.., a block of type \"ffo_vec of person\", holds 0x.., which"

static void types(void)
{
  ffo_vec vec;
  CHECK_REFUSED(ffo_vec_init_of(&vec, 9999, 1), FFO_E_UNKNOWN_TYPE,
                "ffo_vec_init_of: no type with the number 9999 is registered");
  CHECK_REFUSED(ffo_vec_init_of(&vec, FFO_TYPE_STRING, 1), FFO_E_INVALID_ARGUMENT,
                "ffo_vec_init_of: the elements' type is built in; only registered types have vecs "
                "of their own");
  CHECK_STATUS(ffo_vec_init_of(&vec, FFO_TYPE_VEC, 1), FFO_E_INVALID_ARGUMENT);
  CHECK_REFUSED(ffo_vec_init_of(&vec, register_type("nothing", 0, NULL, NULL), 1),
                FFO_E_INVALID_ARGUMENT,
                "ffo_vec_init_of: a type of size 0 has no values that a vec could have");
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  ffo_type odd;
  desc.name = "odd";
  desc.size = 12;
  desc.alignment = 8;
  CHECK_OK(ffo_type_register(&desc, &odd));
  CHECK_REFUSED(ffo_vec_init_of(&vec, odd, 1), FFO_E_INVALID_ARGUMENT,
                "ffo_vec_init_of: the type's size is no multiple of its alignment, so its values "
                "cannot stand one behind the other");
  CHECK_STATUS(ffo_vec_init_of(&vec, person_type(), SIZE_MAX / 8), FFO_E_SIZE_OVERFLOW);

  /* Its block's type has no number that a caller could use. */
  ffo_vec people = people_new(0, 0);
  for (ffo_type type = person_type() + 3; type < 32800; type++) {
    CHECK(ffo_type_name(type) == NULL);
  }
  CHECK_STATUS(ffo_box_free(people.data, 32767), FFO_E_UNKNOWN_TYPE);
  CHECK_STATUS(ffo_box_free(people.data, person_type()), FFO_E_WRONG_TYPE);
  CHECK_OK(ffo_vec_dispose(&people));
}

static void elements(void)
{
  ffo_vec people = people_new(2, 4);
  const ffo_vec before = people;
  person bad[] = { person_new(7), person_new(8), person_new(9) };
  char *const name = bad[2].name;

  static char literal[] = "literal";
  bad[2].name = literal;
  CHECK_REFUSED(ffo_vec_append(&people, bad, 3), FFO_E_FOREIGN_POINTER,
                NEW_ELEMENT("ffo_vec_append", "8",
                            " is not from this copy of the library; free it where it was made"));
  bad[2].name = bad[0].name;
  CHECK_REFUSED(
      ffo_vec_append(&people, bad, 3), FFO_E_NOT_OWNED,
      NEW_ELEMENT("ffo_vec_append", "8",
                  " is claimed already: twice in this tree, in a cycle, or by another call"));
  bad[2].name = person_at(&people, 1)->name;
  CHECK_REFUSED(ffo_vec_append(&people, bad, 3), FFO_E_NOT_OWNED,
                NEW_ELEMENT("ffo_vec_append", "8",
                            " belongs to the block at 0x..; take it out first, or free that one"));
  bad[2].name = (char *)bad[2].settings;
  CHECK_STATUS(ffo_vec_append(&people, bad, 3), FFO_E_WRONG_TYPE);
  CHECK_REFUSED(ffo_vec_push(&people, person_at(&people, 0)), FFO_E_NOT_OWNED,
                "ffo_vec_push: an element of the vec itself owns something, which cannot be owned "
                "twice; take it out first");
  CHECK_STATUS(ffo_vec_append(&people, people.data, 2), FFO_E_NOT_OWNED);
  CHECK_STATUS(ffo_vec_append(&people, bad, SIZE_MAX / 4), FFO_E_SIZE_OVERFLOW);
  CHECK(memcmp(&people, &before, sizeof people) == 0);
  CHECK(person_at(&people, 2)->name == NULL);
  for (size_t i = 0; i < 3; i++) {
    CHECK_EQUAL(look(bad[i].settings).owner, FFO_OWNER_CALLER);
  }
  bad[2].name = name;
  CHECK_OK(ffo_vec_append(&people, bad, 3));
  CHECK_OK(ffo_vec_dispose(&people));
}

static void places(void)
{
  ffo_vec people = people_new(2, 4);
  ffo_vec plain;
  person it = person_new(5);
  CHECK_OK(ffo_vec_init(&plain, sizeof(person), 2));
  CHECK_OK(ffo_vec_resize(&plain, 1));
  CHECK_REFUSED(ffo_vec_put_field(&people, 2, offsetof(person, name), it.name), FFO_E_OUT_OF_RANGE,
                "ffo_vec_put_field: index 2 is outside of the vec, whose length is 2");
  CHECK_REFUSED(ffo_vec_put_field(&people, 1, 0, it.name), FFO_E_INVALID_ARGUMENT,
                "ffo_vec_put_field: 0x.., of type \"person\", has no owned field at offset 0");
  CHECK_STATUS(ffo_vec_put_field(&people, 0, 32, it.name), FFO_E_OUT_OF_RANGE);
  CHECK_STATUS(ffo_vec_put_field(&plain, 0, 8, it.name), FFO_E_INVALID_ARGUMENT);
  CHECK_STATUS(ffo_vec_put_field(&people, 0, 8, it.settings), FFO_E_WRONG_TYPE);
  CHECK_STATUS(ffo_vec_put_field(&people, 0, 8, person_at(&people, 0)->name), FFO_E_NOT_OWNED);
  CHECK_STATUS(ffo_box_put(people.data, 2 * sizeof(person) + 8, it.name), FFO_E_INVALID_ARGUMENT);
  CHECK_STATUS(ffo_box_put(people.data, 4 * sizeof(person) + 8, it.name), FFO_E_OUT_OF_RANGE);
  ffo_status status;
  CHECK(ffo_vec_take_field(&people, SIZE_MAX, 8, &status) == NULL);
  CHECK_STATUS(status, FFO_E_OUT_OF_RANGE);
  CHECK(ffo_vec_take_field(&people, 0, 9, &status) == NULL);
  CHECK_STATUS(status, FFO_E_INVALID_ARGUMENT);
  CHECK_REFUSED(ffo_vec_take(&people, 0, person_at(&people, 3)), FFO_E_INVALID_ARGUMENT,
                "ffo_vec_take: the room for the element lies in the vec itself");
  CHECK_STATUS(ffo_string_free(person_at(&people, 0)->name), FFO_E_NOT_OWNED);
  person_free(&it);
  CHECK_OK(ffo_vec_dispose(&plain));
  CHECK_OK(ffo_vec_dispose(&people));
}

/* A bad field stops each call that claims, and nothing has changed. */
static void stored_fields(void)
{
  static char literal[] = "literal";
  void *data;
  size_t length;
  size_t capacity;
  person out;
  ffo_vec people = people_new(3, 4);
  char *const name = person_at(&people, 2)->name;
  person_at(&people, 2)->name = literal;
  const ffo_vec before = people;
  CHECK_REFUSED(ffo_vec_dispose(&people), FFO_E_FOREIGN_POINTER,
                OF_VEC("ffo_vec_dispose",
                       "56") " is not from this copy of the library; free it where it was made");
  CHECK_STATUS(ffo_box_free(people.data, FFO_TYPE_VEC), FFO_E_FOREIGN_POINTER);
  CHECK_STATUS(ffo_forget(people.data), FFO_E_FOREIGN_POINTER);
  CHECK_STATUS(ffo_vec_resize(&people, 1), FFO_E_FOREIGN_POINTER);
  CHECK_STATUS(ffo_vec_take(&people, 2, &out), FFO_E_FOREIGN_POINTER);
  CHECK(out.name == NULL && out.settings == NULL);
  CHECK_STATUS(ffo_vec_into_raw_parts(&people, &data, &length, &capacity), FFO_E_FOREIGN_POINTER);
  ffo_status status;
  CHECK(ffo_vec_into_handle(&people, &status) == 0);
  CHECK_STATUS(status, FFO_E_FOREIGN_POINTER);
  CHECK(ffo_handle_from_raw(people.data, FFO_TYPE_VEC, &status) == 0);
  CHECK_STATUS(status, FFO_E_FOREIGN_POINTER);
  CHECK(ffo_vec_take_field(&people, 2, offsetof(person, name), &status) == NULL);
  CHECK_STATUS(status, FFO_E_FOREIGN_POINTER);
  CHECK(memcmp(&people, &before, sizeof people) == 0);
  CHECK_EQUAL(ends, 0);

  /* The same child in two elements. */
  person_at(&people, 2)->name = person_at(&people, 1)->name;
  CHECK_STATUS(ffo_vec_dispose(&people), FFO_E_NOT_OWNED);
  person_at(&people, 2)->name = name;
  check_people(&people, 0);
  CHECK_OK(ffo_vec_dispose(&people));
  check_ended(0, 3);
}

int main(void)
{
  types();
  elements();
  ends = 0;
  places();
  ends = 0;
  stored_fields();
  CHECK_BALANCED();
  return 0;
}
