/* A release that is refused, because an owned field holds what it may not, leaves the handle live: no
 * thread that looks meanwhile is told that it is stale, or gone. */
#include "ledger.h"
#include "threads.h"
#include "types.h"

enum { READERS = 3 };

static ffo_handle handle;
static ffo_type type;
static atomic_bool over;

static void release_in_vain(void)
{
  for (size_t i = 0; i < rounds(60000, 500); i++) {
    const ffo_status status = ffo_handle_release(handle);
    CHECK(status == FFO_OK || status == FFO_E_FOREIGN_POINTER || status == FFO_E_BORROWED);
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

static void work(team *team, size_t number)
{
  (void)team;
  if (number == 0) {
    release_in_vain();
  } else {
    look();
  }
}

int main(void)
{
  ffo_owned_field fields[8];
  for (size_t i = 0; i < 8; i++) {
    fields[i] = (ffo_owned_field){ 8 * i, FFO_TYPE_STRING, 0 };
  }
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  desc.name = "eight strings";
  desc.size = 64;
  desc.fields = fields;
  desc.field_count = 8;
  CHECK_OK(ffo_type_register(&desc, &type));
  char **box = ffo_box_new(type, NULL);
  for (size_t i = 0; i < 7; i++) {
    CHECK_OK(ffo_box_put(box, 8 * i, ffo_string_new("a child", NULL)));
  }
  handle = ffo_handle_from_raw(box, type, NULL);
  char **lent = ffo_handle_borrow_mut(handle, type, NULL, NULL);
  static char literal[] = "a literal";
  lent[7] = literal;
  CHECK_STATUS(ffo_handle_return(handle), FFO_E_FOREIGN_POINTER);

  team_run(1 + READERS, work, NULL);
  lent = ffo_handle_borrow_mut(handle, type, NULL, NULL);
  lent[7] = NULL;
  CHECK_OK(ffo_handle_return(handle));
  ffo_status status = FFO_OK;
  while (status == FFO_OK) {
    status = ffo_handle_release(handle);
  }
  CHECK_STATUS(status, FFO_E_STALE_HANDLE);
  CHECK_BALANCED();
  return 0;
}
