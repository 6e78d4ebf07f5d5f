/* What is lent out is released, or traded back. */
#include "refusal.h"

#define BORROWED(function)                                                                         \
  function                                                                                         \
      ": handle 0x.. has borrows out, or another call is at work on its block; return them first"

static void check_borrowed(ffo_handle handle)
{
  CHECK_REFUSED(ffo_handle_release(handle), FFO_E_BORROWED, BORROWED("ffo_handle_release"));
  CHECK_MAKES_NOTHING(ffo_handle_into_raw(handle, FFO_TYPE_STRING, &status), FFO_E_BORROWED,
                      BORROWED("ffo_handle_into_raw"));
}

int main(void)
{
  const ffo_handle handle =
      ffo_handle_from_raw(ffo_string_new("lent", NULL), FFO_TYPE_STRING, NULL);
  CHECK(ffo_handle_borrow(handle, FFO_TYPE_STRING, NULL, NULL) != NULL);
  check_borrowed(handle);
  CHECK_OK(ffo_handle_return(handle));
  CHECK(ffo_handle_borrow_mut(handle, FFO_TYPE_STRING, NULL, NULL) != NULL);
  check_borrowed(handle);
  CHECK_OK(ffo_handle_return(handle));
  CHECK_OK(ffo_handle_release(handle));
  CHECK_BALANCED();
  return 0;
}
