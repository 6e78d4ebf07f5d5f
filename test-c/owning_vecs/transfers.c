/* A block without its vec still knows its elements: as raw data, behind a handle, forgotten. */
#include "people.h"

static void *data;
static size_t length;
static size_t capacity;

static void raw_data(void)
{
  ffo_vec people = people_new(3, 4);
  *person_at(&people, 3) = person_new(3);
  people.length = 4;
  CHECK_OK(ffo_vec_into_raw_parts(&people, &data, &length, &capacity));
  CHECK_EQUAL(length, 4);
  CHECK_EQUAL(look(((person *)data)[3].name).owned_by, data);
  CHECK_OK(ffo_vec_from_raw_parts(&people, data, length, capacity, sizeof(person)));
  check_people(&people, 0);
  CHECK_OK(ffo_vec_into_raw_parts(&people, &data, &length, &capacity));
  CHECK_STATUS(ffo_box_free(data, person_type()), FFO_E_WRONG_TYPE);
  CHECK_OK(ffo_box_free(data, FFO_TYPE_VEC));
  check_ended(0, 4);
  CHECK_STATUS(ffo_box_free(data, FFO_TYPE_VEC), FFO_E_DOUBLE_FREE);

  people = people_new(2, 4);
  CHECK_OK(ffo_box_free(people.data, FFO_TYPE_VEC));
  check_ended(0, 2);
  CHECK_STATUS(ffo_vec_dispose(&people), FFO_E_DOUBLE_FREE);
}

static void handles(void)
{
  ffo_vec people = people_new(3, 8);
  *person_at(&people, 3) = person_new(3);
  people.length = 4;
  ffo_handle handle = ffo_vec_into_handle(&people, NULL);
  CHECK(handle != 0);
  size_t size = 0;
  const person *lent = ffo_handle_borrow(handle, FFO_TYPE_VEC, &size, NULL);
  CHECK_EQUAL(size, 4 * sizeof(person));
  CHECK_EQUAL(look(lent[3].name).owned_by, lent);
  CHECK_OK(ffo_handle_return(handle));

  /* What an exclusive borrower has put, or stored, is the block's afterwards. */
  person *mine = ffo_handle_borrow_mut(handle, FFO_TYPE_VEC, NULL, NULL);
  const size_t offset = 2 * sizeof(person) + offsetof(person, name);
  char *former = ffo_box_take(mine, offset, NULL);
  CHECK_OK(ffo_string_free(former));
  mine[2].name = ffo_string_new("somebody", NULL);
  CHECK_OK(ffo_box_put(mine, offset - sizeof(person), ffo_string_new("somebody", NULL)));
  CHECK_OK(ffo_handle_return(handle));
  CHECK_EQUAL(look(mine[2].name).owned_by, mine);
  CHECK_OK(ffo_vec_from_handle(&people, handle));
  check_people(&people, 0);

  handle = ffo_vec_into_handle(&people, NULL);
  CHECK_OK(ffo_handle_release(handle));
  check_ended(0, 4);

  people = people_new(3, 8);
  CHECK_OK(ffo_vec_into_raw_parts(&people, &data, &length, &capacity));
  handle = ffo_handle_from_raw(data, FFO_TYPE_VEC, NULL);
  CHECK_EQUAL(ffo_handle_into_raw(handle, FFO_TYPE_VEC, NULL), data);
  handle = ffo_handle_from_raw(data, FFO_TYPE_VEC, NULL);
  CHECK(ffo_handle_borrow_mut(handle, FFO_TYPE_VEC, NULL, NULL) != NULL);
  CHECK_OK(ffo_handle_close(handle));
  CHECK_OK(ffo_handle_return(handle));
  check_ended(0, 3);

  /* Vecs of bytes go through the same calls. */
  ffo_vec bytes;
  CHECK_OK(ffo_vec_init(&bytes, 1, 10));
  handle = ffo_handle_from_raw(bytes.data, FFO_TYPE_VEC, NULL);
  CHECK(ffo_handle_borrow_mut(handle, FFO_TYPE_VEC, NULL, NULL) != NULL);
  CHECK_OK(ffo_handle_return(handle));
  CHECK_OK(ffo_handle_release(handle));
  CHECK_OK(ffo_vec_init(&bytes, 1, 10));
  CHECK_OK(ffo_box_free(bytes.data, FFO_TYPE_VEC));
}

static void other_copies(void)
{
  ffo_vec people = people_new(2, 2);
  ffo_vec copy = people;
  CHECK_OK(ffo_vec_reserve(&people, 10));
  CHECK_STATUS(ffo_vec_push(&copy, person_at(&people, 0)), FFO_E_DOUBLE_FREE);
  CHECK_STATUS(ffo_vec_dispose(&copy), FFO_E_DOUBLE_FREE);
  copy = people;
  CHECK_OK(ffo_vec_dispose(&people));
  CHECK_STATUS(ffo_vec_dispose(&copy), FFO_E_DOUBLE_FREE);
  check_ended(0, 2);
}

int main(void)
{
  raw_data();
  handles();
  other_copies();
  CHECK_BALANCED();

  ffo_vec people = people_new(2, 2);
  CHECK_OK(ffo_forget(people.data));
  CHECK_EQUAL(look(person_at(&people, 1)->settings->name).flags, FFO_BLOCK_FORGOTTEN);
  CHECK_STATUS(ffo_vec_dispose(&people), FFO_E_FORGOTTEN);
  CHECK_EQUAL(ledger_look().forgotten_blocks, 7);
  check_ended(0, 0);
  CHECK_BALANCED();
  return 0;
}
