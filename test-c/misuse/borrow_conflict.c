/* Borrows that exclude each other. */
#include "refusal.h"

#define CONFLICT(function)                                                                         \
  function ": handle 0x.. is borrowed in a way that forbids this borrow; return that one first"

int main(void)
{
  const ffo_handle handle =
      ffo_handle_from_raw(ffo_string_new("one at a time", NULL), FFO_TYPE_STRING, NULL);
  CHECK(ffo_handle_borrow_mut(handle, FFO_TYPE_STRING, NULL, NULL) != NULL);
  CHECK_MAKES_NOTHING(ffo_handle_borrow(handle, FFO_TYPE_STRING, NULL, &status),
                      FFO_E_BORROW_CONFLICT, CONFLICT("ffo_handle_borrow"));
  CHECK_MAKES_NOTHING(ffo_handle_borrow_mut(handle, FFO_TYPE_STRING, NULL, &status),
                      FFO_E_BORROW_CONFLICT, CONFLICT("ffo_handle_borrow_mut"));
  CHECK_OK(ffo_handle_return(handle));

  CHECK(ffo_handle_borrow(handle, FFO_TYPE_STRING, NULL, NULL) != NULL);
  CHECK(ffo_handle_borrow(handle, FFO_TYPE_STRING, NULL, NULL) != NULL);
  CHECK_MAKES_NOTHING(ffo_handle_borrow_mut(handle, FFO_TYPE_STRING, NULL, &status),
                      FFO_E_BORROW_CONFLICT, CONFLICT("ffo_handle_borrow_mut"));
  CHECK_OK(ffo_handle_return(handle));
  CHECK_OK(ffo_handle_return(handle));
  CHECK_OK(ffo_handle_release(handle));
  CHECK_BALANCED();
  return 0;
}
