/* A number that names nothing, in every call that takes a handle. */
#ifndef FFO_TEST_INVALID_HANDLE_H
#define FFO_TEST_INVALID_HANDLE_H

#include "refusal.h"

#ifndef INVALID /* the message that is expected */
#define INVALID(function) function ": handle 0x.. was never issued by this copy of the library"
#endif

static inline void check_invalid(ffo_handle handle)
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

#endif
