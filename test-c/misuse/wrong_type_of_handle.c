/* A handle is borrowed, and traded back, as what it is not. */
#include "refusal.h"

#define NOT_A_CONFIG(function)                                                                     \
  function ": handle 0x.. names a block of type \"string\", not \"ffo_config\""

int main(void)
{
  const ffo_handle handle =
      ffo_handle_from_raw(ffo_string_new("text", NULL), FFO_TYPE_STRING, NULL);
  size_t size = 99;
  CHECK_MAKES_NOTHING(ffo_handle_borrow(handle, FFO_TYPE_CONFIG, &size, &status), FFO_E_WRONG_TYPE,
                      NOT_A_CONFIG("ffo_handle_borrow"));
  CHECK_EQUAL(size, 0);
  CHECK_EQUAL(last_error().handle, handle);
  CHECK_MAKES_NOTHING(ffo_handle_borrow_mut(handle, FFO_TYPE_CONFIG, NULL, &status),
                      FFO_E_WRONG_TYPE, NOT_A_CONFIG("ffo_handle_borrow_mut"));
  CHECK_MAKES_NOTHING(ffo_handle_into_raw(handle, FFO_TYPE_CONFIG, &status), FFO_E_WRONG_TYPE,
                      NOT_A_CONFIG("ffo_handle_into_raw"));
  ffo_vec vec = FFO_VEC_INIT;
  CHECK_REFUSED(
      ffo_vec_from_handle(&vec, handle), FFO_E_WRONG_TYPE,
      "ffo_vec_from_handle: handle 0x.. names a block of type \"string\", not \"ffo_vec\"");
  CHECK_OK(ffo_handle_release(handle));
  CHECK_BALANCED();
  return 0;
}
