/* A borrow is returned that is not out. */
#include "refusal.h"

int main(void)
{
  const ffo_handle handle =
      ffo_handle_from_raw(ffo_string_new("here", NULL), FFO_TYPE_STRING, NULL);
  CHECK(ffo_handle_borrow(handle, FFO_TYPE_STRING, NULL, NULL) != NULL);
  CHECK_OK(ffo_handle_return(handle));
  CHECK_REFUSED(ffo_handle_return(handle), FFO_E_NOT_BORROWED,
                "ffo_handle_return: handle 0x.. has no borrow out");
  CHECK_EQUAL(last_error().handle, handle);
  CHECK_OK(ffo_handle_release(handle));
  CHECK_BALANCED();
  return 0;
}
