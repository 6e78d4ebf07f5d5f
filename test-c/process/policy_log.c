/* FFO_POLICY=log: a misuse is written to standard error, one line with the message. What is no
 * misuse is not. */
#include "capture.h"
#include "refusal.h"

int main(void)
{
  capture standard_error;
  char text[512];
  char literal[] = "literal";
  CHECK_TEXT(getenv("FFO_POLICY"), "log");
  capture_begin(&standard_error);
  const ffo_status status = ffo_string_free(literal);
  CHECK_STATUS(ffo_vec_init(NULL, 1, 1), FFO_E_NULL_ARGUMENT);
  normalise(text, sizeof text, capture_end(&standard_error));
  CHECK_STATUS(status, FFO_E_FOREIGN_POINTER);
  CHECK_TEXT(text,
             "ffi_ownership: ffo_string_free: 0x.. is not from this copy of the library; free "
             "it where it was made\n");

  CHECK_OK(ffo_set_policy(FFO_POLICY_RETURN));
  capture_begin(&standard_error);
  CHECK_STATUS(ffo_string_free(literal), FFO_E_FOREIGN_POINTER);
  CHECK_TEXT(capture_end(&standard_error), "");
  CHECK_BALANCED();
  return 0;
}
