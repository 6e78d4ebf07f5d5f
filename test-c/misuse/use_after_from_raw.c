/* A pointer that was traded for a handle names nothing any more, unless a borrow lends it. */
#include "refusal.h"

#define BELONGS_TO_A_HANDLE                                                                        \
  ": 0x.. belongs to a handle; release the handle, or trade it back with ffo_handle_into_raw"

int main(void)
{
  char *text = ffo_string_new("the handle's now", NULL);
  const ffo_handle handle = ffo_handle_from_raw(text, FFO_TYPE_STRING, NULL);
  size_t length = 1;
  CHECK_MAKES_NOTHING(ffo_string_clone(text, &status), FFO_E_NOT_OWNED,
                      "ffo_string_clone" BELONGS_TO_A_HANDLE);
  CHECK_STATUS(ffo_string_length(text, &length), FFO_E_NOT_OWNED);
  CHECK_EQUAL(length, 0);
  CHECK_REFUSED(ffo_string_free(text), FFO_E_NOT_OWNED, "ffo_string_free" BELONGS_TO_A_HANDLE);
  CHECK_MAKES_NOTHING(ffo_handle_from_raw(text, FFO_TYPE_STRING, &status), FFO_E_NOT_OWNED,
                      "ffo_handle_from_raw" BELONGS_TO_A_HANDLE);

  CHECK_EQUAL(ffo_handle_borrow(handle, FFO_TYPE_STRING, NULL, NULL), text);
  char *clone = ffo_string_clone(text, NULL);
  CHECK(clone != NULL);
  CHECK_OK(ffo_string_free(clone));
  CHECK_OK(ffo_handle_return(handle));
  CHECK_OK(ffo_handle_release(handle));
  CHECK_BALANCED();
  return 0;
}
