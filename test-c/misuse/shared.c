/* A handle with two references is traded back. */
#include "refusal.h"

int main(void)
{
  const ffo_handle handle =
      ffo_handle_from_raw(ffo_string_new("ours", NULL), FFO_TYPE_STRING, NULL);
  CHECK_OK(ffo_handle_retain(handle));
  CHECK_MAKES_NOTHING(ffo_handle_into_raw(handle, FFO_TYPE_STRING, &status), FFO_E_SHARED,
                      "ffo_handle_into_raw: handle 0x.. is not the only reference; release the "
                      "others first");
  CHECK_OK(ffo_handle_release(handle));
  CHECK_OK(ffo_handle_release(handle));
  CHECK_BALANCED();
  return 0;
}
