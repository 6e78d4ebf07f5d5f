/* Numbers that were never issued go to every call that takes a handle. */
#include "refusal.h"

#define INVALID(function) function ": handle 0x.. was never issued by this copy of the library"

static void check_invalid(ffo_handle handle)
{
  ffo_block_info info = FFO_BLOCK_INFO_INIT;
  uint32_t retained = 9;
  ffo_vec vec = FFO_VEC_INIT;
  CHECK_REFUSED(ffo_handle_retain(handle), FFO_E_INVALID_HANDLE, INVALID("ffo_handle_retain"));
  CHECK_EQUAL(last_error().handle, handle);
  CHECK_REFUSED(ffo_handle_return(handle), FFO_E_INVALID_HANDLE, INVALID("ffo_handle_return"));
  CHECK_MAKES_NOTHING(ffo_handle_borrow(handle, FFO_TYPE_STRING, NULL, &status),
                      FFO_E_INVALID_HANDLE, INVALID("ffo_handle_borrow"));
  CHECK_MAKES_NOTHING(ffo_handle_borrow_mut(handle, FFO_TYPE_STRING, NULL, &status),
                      FFO_E_INVALID_HANDLE, INVALID("ffo_handle_borrow_mut"));
  CHECK_MAKES_NOTHING(ffo_handle_into_raw(handle, FFO_TYPE_STRING, &status), FFO_E_INVALID_HANDLE,
                      INVALID("ffo_handle_into_raw"));
  CHECK_REFUSED(ffo_vec_from_handle(&vec, handle), FFO_E_INVALID_HANDLE,
                INVALID("ffo_vec_from_handle"));

  /* These two only ask. */
  const uint64_t misuses = ledger_look().misuses;
  CHECK_STATUS(ffo_handle_describe(handle, &info), FFO_E_INVALID_HANDLE);
  CHECK_STATUS(ffo_handle_try_retain(handle, &retained), FFO_E_INVALID_HANDLE);
  CHECK_EQUAL(retained, 0);
  CHECK_EQUAL(ledger_look().misuses, misuses);

  if (handle != 0) {
    CHECK_REFUSED(ffo_handle_release(handle), FFO_E_INVALID_HANDLE, INVALID("ffo_handle_release"));
    CHECK_REFUSED(ffo_handle_close(handle), FFO_E_INVALID_HANDLE, INVALID("ffo_handle_close"));
  }
}

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
