/* More references and borrows than a handle can count. */
#include "refusal.h"

int main(void)
{
  enum { MOST_REFERENCES = (1 << 18) - 1, MOST_BORROWS = MOST_REFERENCES - 1 };
  const ffo_handle handle =
      ffo_handle_from_raw(ffo_string_new("beloved", NULL), FFO_TYPE_STRING, NULL);
  for (int i = 1; i < MOST_REFERENCES; i++) {
    CHECK_OK(ffo_handle_retain(handle));
  }
  CHECK_REFUSED(
      ffo_handle_retain(handle), FFO_E_LIMIT,
      "ffo_handle_retain: 262143 references to this handle are out; there is room for no more");
  uint32_t retained = 9;
  CHECK_REFUSED(
      ffo_handle_try_retain(handle, &retained), FFO_E_LIMIT,
      "ffo_handle_try_retain: 262143 references to this handle are out; there is room for no more");
  CHECK_EQUAL(retained, 0);
  for (int i = 0; i < MOST_BORROWS; i++) {
    CHECK(ffo_handle_borrow(handle, FFO_TYPE_STRING, NULL, NULL) != NULL);
  }
  CHECK_MAKES_NOTHING(
      ffo_handle_borrow(handle, FFO_TYPE_STRING, NULL, &status), FFO_E_LIMIT,
      "ffo_handle_borrow: 262142 borrows of this handle are out; there is room for no more");
  for (int i = 0; i < MOST_BORROWS; i++) {
    CHECK_OK(ffo_handle_return(handle));
  }
  for (int i = 0; i < MOST_REFERENCES; i++) {
    CHECK_OK(ffo_handle_release(handle));
  }
  CHECK_BALANCED();
  return 0;
}
