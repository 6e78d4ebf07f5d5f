/* A stale handle stays stale, however often its slot is issued again. */
#include "refusal.h"

int main(void)
{
  char *text = ffo_string_new("again and again", NULL);
  const ffo_handle first = ffo_handle_from_raw(text, FFO_TYPE_STRING, NULL);
  CHECK_EQUAL(ffo_handle_into_raw(first, FFO_TYPE_STRING, NULL), text);

  for (size_t i = 0; i < rounds(1000000, 20000); i++) {
    const ffo_handle next = ffo_handle_from_raw(text, FFO_TYPE_STRING, NULL);
    CHECK(next != first && next != 0);
    CHECK_EQUAL(ffo_handle_into_raw(next, FFO_TYPE_STRING, NULL), text);
  }

  /* Free slots are reused in turn, and here there is but one: the live handle has it now. */
  const ffo_handle live = ffo_handle_from_raw(text, FFO_TYPE_STRING, NULL);
  CHECK_REFUSED(ffo_handle_release(first), FFO_E_STALE_HANDLE,
                "ffo_handle_release: handle 0x.. is stale: what it named is gone");
  CHECK_OK(ffo_handle_release(live));
  CHECK_BALANCED();
  return 0;
}
