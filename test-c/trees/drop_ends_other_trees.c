/* Drop callbacks end other trees, whose callbacks end others: a chain of 1,000 handles, each of
 * which is released by the drop of the one before it. Their own handle is stale in there. */
#include "ledger.h"
#include "types.h"

typedef struct link {
  ffo_handle self;
  ffo_handle next;
} link;

static size_t drops;

static void FFO_CALL release_next(void *payload, void *context)
{
  const link *it = payload;
  (void)context;
  drops++;
  CHECK_STATUS(ffo_handle_release(it->self), FFO_E_STALE_HANDLE);
  CHECK_OK(ffo_handle_release(it->next));
}

int main(void)
{
  enum { COUNT = 1000 };
  const ffo_type type = register_type("link", sizeof(link), release_next, NULL);
  ffo_handle next = 0;
  for (size_t i = 0; i < COUNT; i++) {
    link *it = ffo_box_new(type, NULL);
    const ffo_handle handle = ffo_handle_from_raw(it, type, NULL);
    link *lent = ffo_handle_borrow_mut(handle, type, NULL, NULL);
    lent->self = handle;
    lent->next = next;
    CHECK_OK(ffo_handle_return(handle));
    next = handle;
  }
  CHECK_OK(ffo_handle_release(next));
  CHECK_EQUAL(drops, COUNT);
  CHECK_BALANCED();
  return 0;
}
