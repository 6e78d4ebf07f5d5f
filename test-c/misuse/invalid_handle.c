/* Numbers that were never issued. */
#include "invalid_handle.h"

int main(void)
{
  const ffo_handle live = ffo_handle_from_raw(ffo_string_new("live", NULL), FFO_TYPE_STRING, NULL);
  CHECK(live >> 62 == 1);

  check_invalid(0);
  check_invalid(1);
  check_invalid((ffo_handle)1 << 62);
  check_invalid(UINT64_MAX);
  check_invalid((uintptr_t)&live);
  for (unsigned bit = 0; bit < 64; bit++) {
    check_invalid(live ^ (ffo_handle)1 << bit);
  }

  /* Any number at all: 11 check bits, an index and a generation have to be right at once. */
  uint64_t random = 0x9E3779B97F4A7C15;
  for (size_t i = 0; i < rounds(1000000, 10000); i++) {
    random ^= random << 13;
    random ^= random >> 7;
    random ^= random << 17;
    CHECK_STATUS(ffo_handle_retain(random), FFO_E_INVALID_HANDLE);
  }
  CHECK_OK(ffo_handle_release(live));
  CHECK_BALANCED();
  return 0;
}
