/* A borrowed pointer is freed, forgotten, and put behind a second handle. */
#include "refusal.h"

#define NOT_OWNED(function)                                                                        \
  function ": 0x.. belongs to a handle; release the handle, or trade it back with "                \
           "ffo_handle_into_raw"

int main(void)
{
  const ffo_handle handle =
      ffo_handle_from_raw(ffo_string_new("lent", NULL), FFO_TYPE_STRING, NULL);
  char *lent = ffo_handle_borrow_mut(handle, FFO_TYPE_STRING, NULL, NULL);
  CHECK_REFUSED(ffo_string_free(lent), FFO_E_NOT_OWNED, NOT_OWNED("ffo_string_free"));
  CHECK_REFUSED(ffo_box_free(lent, FFO_TYPE_STRING), FFO_E_NOT_OWNED, NOT_OWNED("ffo_box_free"));
  CHECK_REFUSED(ffo_forget(lent), FFO_E_NOT_OWNED, NOT_OWNED("ffo_forget"));
  CHECK_MAKES_NOTHING(ffo_handle_from_raw(lent, FFO_TYPE_STRING, &status), FFO_E_NOT_OWNED,
                      NOT_OWNED("ffo_handle_from_raw"));
  CHECK_TEXT(lent, "lent");
  CHECK_OK(ffo_handle_return(handle));
  CHECK_REFUSED(ffo_string_free(lent), FFO_E_NOT_OWNED, NOT_OWNED("ffo_string_free"));
  CHECK_OK(ffo_handle_release(handle));
  CHECK_BALANCED();
  return 0;
}
