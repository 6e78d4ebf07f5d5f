/* An overrun comes to light at the release of a handle. */
#include "refusal.h"

int main(void)
{
  const ffo_handle handle =
      ffo_handle_from_raw(ffo_string_new("full", NULL), FFO_TYPE_STRING, NULL);
  char *text = ffo_handle_borrow_mut(handle, FFO_TYPE_STRING, NULL, NULL);
  text[4] = '!';
  CHECK_OK(ffo_handle_return(handle));
  CHECK_STATUS(ffo_handle_release(handle), FFO_E_OVERRUN);
  CHECK_MESSAGE("ffo_handle_release: 0x.. was overrun: its bytes from offset 4 on were overwritten "
                "(type \"string\"); it is freed all the same");
  CHECK_STATUS(ffo_handle_release(handle), FFO_E_STALE_HANDLE);
  CHECK_BALANCED();
  return 0;
}
