/* A closing handle is used: only returns work on it. */
#include "refusal.h"

#define CLOSING(function) function ": handle 0x.. is closing: only ffo_handle_return works on it"

int main(void)
{
  const ffo_handle handle =
      ffo_handle_from_raw(ffo_string_new("last words", NULL), FFO_TYPE_STRING, NULL);
  const char *lent = ffo_handle_borrow(handle, FFO_TYPE_STRING, NULL, NULL);
  CHECK_OK(ffo_handle_close(handle));

  CHECK_REFUSED(ffo_handle_close(handle), FFO_E_STALE_HANDLE, CLOSING("ffo_handle_close"));
  CHECK_REFUSED(ffo_handle_release(handle), FFO_E_STALE_HANDLE, CLOSING("ffo_handle_release"));
  CHECK_REFUSED(ffo_handle_retain(handle), FFO_E_STALE_HANDLE, CLOSING("ffo_handle_retain"));
  CHECK_MAKES_NOTHING(ffo_handle_borrow(handle, FFO_TYPE_STRING, NULL, &status), FFO_E_STALE_HANDLE,
                      CLOSING("ffo_handle_borrow"));
  CHECK_MAKES_NOTHING(ffo_handle_into_raw(handle, FFO_TYPE_STRING, &status), FFO_E_STALE_HANDLE,
                      CLOSING("ffo_handle_into_raw"));
  CHECK_TEXT(lent, "last words");
  CHECK_OK(ffo_handle_return(handle));
  CHECK_REFUSED(ffo_handle_return(handle), FFO_E_STALE_HANDLE,
                "ffo_handle_return: handle 0x.. is stale: what it named is gone");
  CHECK_BALANCED();
  return 0;
}
