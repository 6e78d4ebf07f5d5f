/* Pointers into the middle of blocks of every size, up to 64 MiB. */
#include "refusal.h"

int main(void)
{
  for (size_t size = 2; size <= (size_t)64 << 20; size *= 4) {
    ffo_vec vec;
    CHECK_OK(ffo_vec_init(&vec, 1, size));
    const size_t offsets[] = { 1, size / 2, size - 1 };
    for (size_t i = 0; i < 3; i++) {
      char message[128];
      snprintf(message, sizeof message,
               "ffo_forget: 0x.. lies %zu byte%s into the block at 0x.. of type \"ffo_vec\"; only "
               "its start names it",
               offsets[i], offsets[i] == 1 ? "" : "s");
      CHECK_REFUSED(ffo_forget((char *)vec.data + offsets[i]), FFO_E_INTERIOR_POINTER, message);
    }
    CHECK_OK(ffo_vec_dispose(&vec));
  }
  CHECK_BALANCED();
  return 0;
}
