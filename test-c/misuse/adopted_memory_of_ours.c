/* Memory of the library's own cannot be adopted as foreign: a live block, its inside, a freed one, one
 * that is being dropped. */
#include "refusal.h"
#include "types.h"

#define OURS                                                                                       \
  "ffo_handle_adopt: the payload is memory of this library, a block or what was one; blocks are "  \
  "taken by ffo_handle_from_raw"

static ffo_type foreign;
static unsigned drops;

static void FFO_CALL drop(void *payload, void *context)
{
  ffo_status status = FFO_OK;
  (void)context;
  CHECK(ffo_handle_adopt(payload, foreign, NULL, NULL, &status) == 0);
  CHECK_STATUS(status, FFO_E_INVALID_ARGUMENT);
  drops++;
}

int main(void)
{
  foreign = register_type("foreign", 0, NULL, NULL);
  const ffo_type dropped = register_type("dropped", 64, drop, NULL);
  const ffo_type large = register_type("large", 100000, NULL, NULL);
  CHECK_OK(ffo_box_free(ffo_box_new(dropped, NULL), dropped));
  CHECK_EQUAL(drops, 1);

  char *text = ffo_string_new("some text", NULL);
  char *block = ffo_box_new(large, NULL);
  for (size_t at = 0; at < 9; at++) {
    CHECK_MAKES_NOTHING(ffo_handle_adopt(text + at, foreign, NULL, NULL, &status),
                        FFO_E_INVALID_ARGUMENT, OURS);
    CHECK_MAKES_NOTHING(ffo_handle_adopt(block + at * 10000, foreign, NULL, NULL, &status),
                        FFO_E_INVALID_ARGUMENT, OURS);
  }
  CHECK_OK(ffo_string_free(text));
  CHECK_OK(ffo_box_free(block, large));
  if (ledger_look().heap == FFO_HEAP_SLAB) {
    CHECK_MAKES_NOTHING(ffo_handle_adopt(text, foreign, NULL, NULL, &status),
                        FFO_E_INVALID_ARGUMENT, OURS);
    CHECK_MAKES_NOTHING(ffo_handle_adopt(block, foreign, NULL, NULL, &status),
                        FFO_E_INVALID_ARGUMENT, OURS);
  } else {
    /* Freed memory is the C library's there, which may have handed it to the caller. */
    ffo_status status;
    const ffo_handle handle = ffo_handle_adopt(block, foreign, NULL, NULL, &status);
    CHECK_OK(status);
    CHECK_OK(ffo_handle_release(handle));
  }
  CHECK_BALANCED();
  return 0;
}
