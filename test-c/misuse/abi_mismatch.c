/* The header of another version. */
#include "refusal.h"

int main(void)
{
  CHECK_OK(FFO_ABI_CHECK());
#ifdef FFO_VERSION_CHECK
  CHECK_OK(FFO_VERSION_CHECK());
#endif
  const uint32_t others[] = { 0, FFO_ABI_VERSION + 1, UINT32_MAX };
  for (size_t i = 0; i < 3; i++) {
    CHECK_STATUS(ffo_abi_check(others[i]), FFO_E_ABI_MISMATCH);
  }
  CHECK_STATUS(ffo_last_error(), FFO_OK); /* the functions of this section never set it */
  CHECK_BALANCED();
  return 0;
}
