/* A handle is used after its release, in every way there is. */
#include "refusal.h"

#define STALE(function) function ": handle 0x.. is stale: what it named is gone"

int main(void)
{
  const ffo_handle handle =
      ffo_handle_from_raw(ffo_string_new("short life", NULL), FFO_TYPE_STRING, NULL);
  CHECK_OK(ffo_handle_release(handle));

  CHECK_REFUSED(ffo_handle_release(handle), FFO_E_STALE_HANDLE, STALE("ffo_handle_release"));
  CHECK_EQUAL(last_error().handle, handle);
  CHECK_REFUSED(ffo_handle_close(handle), FFO_E_STALE_HANDLE, STALE("ffo_handle_close"));
  CHECK_REFUSED(ffo_handle_retain(handle), FFO_E_STALE_HANDLE, STALE("ffo_handle_retain"));
  CHECK_REFUSED(ffo_handle_return(handle), FFO_E_STALE_HANDLE, STALE("ffo_handle_return"));
  CHECK_MAKES_NOTHING(ffo_handle_borrow(handle, FFO_TYPE_STRING, NULL, &status), FFO_E_STALE_HANDLE,
                      STALE("ffo_handle_borrow"));
  CHECK_MAKES_NOTHING(ffo_handle_borrow_mut(handle, FFO_TYPE_STRING, NULL, &status),
                      FFO_E_STALE_HANDLE, STALE("ffo_handle_borrow_mut"));
  CHECK_MAKES_NOTHING(ffo_handle_into_raw(handle, FFO_TYPE_STRING, &status), FFO_E_STALE_HANDLE,
                      STALE("ffo_handle_into_raw"));
  ffo_vec vec = FFO_VEC_INIT;
  CHECK_REFUSED(ffo_vec_from_handle(&vec, handle), FFO_E_STALE_HANDLE,
                STALE("ffo_vec_from_handle"));
  CHECK_BALANCED();
  return 0;
}
