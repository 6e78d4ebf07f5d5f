/* Many copies of the library in one process, as plugins bring them along that do not know of each
 * other. What each needs of the threads' static storage there is room for, in all threads; each has
 * a ledger of its own, also for threads that use all of them. */
#include "api.h"
#include "copy.h"
#include "threads.h"

enum { COPIES = 4, THREADS = 4 };

typedef struct work_list {
  api copies[COPIES];
  size_t rounds;
} work_list;

/* It is foreign, or, where the C library has handed out the address before, a block that the copy
 * has freed itself. */
static void check_stranger(ffo_status status)
{
  CHECK(status == FFO_E_FOREIGN_POINTER || status == FFO_E_DOUBLE_FREE);
}

static void work(team *team, size_t number)
{
  const work_list *list = team->shared;
  for (size_t i = 0; i < list->rounds; i++) {
    char *texts[COPIES];
    for (size_t j = 0; j < COPIES; j++) {
      texts[j] = list->copies[j].string_new("made by one", NULL);
      CHECK(texts[j] != NULL);
    }
    for (size_t j = 0; j < COPIES; j++) {
      const api *it = &list->copies[j];
      const api *other = &list->copies[(j + 1 + (i + number) % (COPIES - 1)) % COPIES];
      const ffo_handle handle = it->handle_from_raw(texts[j], FFO_TYPE_STRING, NULL);
      CHECK(handle != 0);
      check_stranger(other->string_free(texts[j]));
      CHECK_EQUAL(other->handle_release(handle), FFO_E_INVALID_HANDLE);
      CHECK_EQUAL(it->handle_release(handle), FFO_OK);
    }
  }
}

int main(int count, char **arguments)
{
  static work_list list;
  CHECK_EQUAL(count, 2);
  list.rounds = rounds(2000, 20);
  list.copies[0] = api_load(arguments[1]);
  for (size_t i = 1; i < COPIES; i++) {
    list.copies[i] = api_load_copy(arguments[1]);
    CHECK(list.copies[i].string_new != list.copies[i - 1].string_new);
  }
  team_run(THREADS, work, &list);
  for (size_t i = 0; i < COPIES; i++) {
    api_check_balanced(&list.copies[i]);
  }
  return 0;
}
