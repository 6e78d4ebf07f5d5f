/* Settings that cannot be read are named and ignored. */
#include "capture.h"
#include "ledger.h"

#define IGNORED(setting, why) "ffi_ownership: " setting " is ignored: " why "\n"

int main(void)
{
  capture standard_error;
  capture_begin(&standard_error);
  char *text = ffo_string_new("works all the same", NULL);
  const char *complaints = capture_end(&standard_error);
  CHECK_TEXT(complaints, IGNORED("FFO_HEAP=arena", "expected slab or system")
                             IGNORED("FFO_POLICY=loud", "expected return, log or abort")
                                 IGNORED("FFO_QUARANTINE=a lot", "expected a number of bytes")
                                     IGNORED("FFO_ZERO_ON_FREE=yes", "expected 0 or 1"));

  CHECK_STATUS(ffo_string_free(text + 1), FFO_E_INTERIOR_POINTER);
  CHECK_OK(ffo_string_free(text));
  CHECK_BALANCED();
  return 0;
}
