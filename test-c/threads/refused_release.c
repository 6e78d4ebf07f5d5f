/* A release that is refused, because an owned field holds what it may not, leaves the handle live: no
 * thread that looks meanwhile is told that it is stale, or gone. Many fields are in order before that
 * one, so that most of a refused release is spent between winning the end and giving it up. */
#include "ledger.h"
#include "threads.h"
#include "types.h"

enum { READERS = 3, FIELDS = 200 };

static ffo_handle handle;
static ffo_type type;
static atomic_bool over;
static bool
    only_asks; /* nobody takes a reference or a borrow, so that each release is of the last one */

static void release_in_vain(void)
{
  for (size_t i = 0; i < rounds(10000, 200); i++) {
    const ffo_status status = ffo_handle_release(handle);
    CHECK(status == FFO_E_FOREIGN_POINTER ||
          (!only_asks && (status == FFO_OK || status == FFO_E_BORROWED)));
    if (status == FFO_OK) {
      /* A reader's reference was given back in its place. */
      CHECK_OK(ffo_handle_retain(handle));
    }
    ffo_status answer;
    CHECK(ffo_handle_into_raw(handle, FFO_TYPE_NONE + type + 1, &answer) == NULL);
    CHECK(answer != FFO_E_STALE_HANDLE);
  }
  atomic_store(&over, true);
}

/* Refused if it is the last reference just now; then it stays. */
static void give_back(void)
{
  const ffo_status status = ffo_handle_release(handle);
  CHECK(status == FFO_OK || status == FFO_E_FOREIGN_POINTER || status == FFO_E_BORROWED);
}

static void look(void)
{
  while (!atomic_load(&over)) {
    uint32_t retained;
    CHECK_OK(ffo_handle_try_retain(handle, &retained));
    CHECK_EQUAL(retained, 1);
    ffo_status status;
    if (ffo_handle_borrow(handle, type, NULL, &status) != NULL) {
      CHECK_OK(ffo_handle_return(handle));
    } else {
      CHECK_OK(status);
    }
    ffo_block_info info = FFO_BLOCK_INFO_INIT;
    CHECK_OK(ffo_handle_describe(handle, &info));
    CHECK_EQUAL(info.handle, handle);
    give_back();
  }
}

static void ask(void)
{
  while (!atomic_load(&over)) {
    ffo_block_info info = FFO_BLOCK_INFO_INIT;
    CHECK_OK(ffo_handle_describe(handle, &info));
    CHECK_EQUAL(info.handle, handle);
    ffo_status status;
    CHECK(ffo_handle_borrow(handle, FFO_TYPE_STRING, NULL, &status) == NULL);
    CHECK_STATUS(status, FFO_E_WRONG_TYPE);
  }
}

static void work(team *team, size_t number)
{
  (void)team;
  if (number == 0) {
    release_in_vain();
  } else if (only_asks) {
    ask();
  } else {
    look();
  }
}

int main(void)
{
  ffo_owned_field fields[FIELDS];
  for (size_t i = 0; i < FIELDS; i++) {
    fields[i] = (ffo_owned_field){ 8 * i, FFO_TYPE_STRING, 0 };
  }
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  desc.name = "many strings";
  desc.size = 8 * FIELDS;
  desc.fields = fields;
  desc.field_count = FIELDS;
  CHECK_OK(ffo_type_register(&desc, &type));
  char **box = ffo_box_new(type, NULL);
  for (size_t i = 0; i < FIELDS - 1; i++) {
    CHECK_OK(ffo_box_put(box, 8 * i, ffo_string_new("a child", NULL)));
  }
  handle = ffo_handle_from_raw(box, type, NULL);
  char **lent = ffo_handle_borrow_mut(handle, type, NULL, NULL);
  static char literal[] = "a literal";
  lent[FIELDS - 1] = literal;
  CHECK_STATUS(ffo_handle_return(handle), FFO_E_FOREIGN_POINTER);

  team_race(1 + READERS, work, NULL);
  over = false;
  only_asks = true;
  while (ffo_handle_release(handle) == FFO_OK) {
  }
  team_race(2, work, NULL);
  lent = ffo_handle_borrow_mut(handle, type, NULL, NULL);
  lent[FIELDS - 1] = NULL;
  CHECK_OK(ffo_handle_return(handle));
  ffo_status status = FFO_OK;
  while (status == FFO_OK) {
    status = ffo_handle_release(handle);
  }
  CHECK_STATUS(status, FFO_E_STALE_HANDLE);
  CHECK_BALANCED();
  return 0;
}
