/* Questions: a bad answer is a status and a last error, but never a misuse. */
#include "refusal.h"

static void FFO_CALL never(const ffo_error_info *info, void *context)
{
  (void)context;
  fprintf(stderr, "the hook heard of a question: %s\n", info->message);
  _Exit(1);
}

int main(void)
{
  CHECK_OK(ffo_set_misuse_hook(never, NULL));
  CHECK_OK(ffo_set_policy(FFO_POLICY_ABORT));
  ffo_block_info info = FFO_BLOCK_INFO_INIT;
  uint32_t retained = 9;
  size_t length = 9;
  int on_stack = 0;
  char *freed = ffo_string_new("freed", NULL);
  const ffo_handle stale =
      ffo_handle_from_raw(ffo_string_new("stale", NULL), FFO_TYPE_STRING, NULL);
  ffo_config *config = ffo_config_new(1, 2, NULL);
  CHECK_OK(ffo_string_free(freed));
  CHECK_OK(ffo_handle_release(stale));

  CHECK_STATUS(ffo_describe(&on_stack, &info), FFO_E_FOREIGN_POINTER);
  CHECK_MESSAGE("ffo_describe: 0x.. is not from this copy of the library; free it where it was "
                "made");
  CHECK_EQUAL(info.address, NULL);
  CHECK_STATUS(ffo_handle_describe(stale, &info), FFO_E_STALE_HANDLE);
  CHECK_STATUS(ffo_handle_describe(5, &info), FFO_E_INVALID_HANDLE);
  CHECK_STATUS(ffo_handle_try_retain(5, &retained), FFO_E_INVALID_HANDLE);
  CHECK_OK(ffo_handle_try_retain(stale, &retained));
  CHECK_EQUAL(retained, 0);
  CHECK_STATUS(ffo_string_length(freed, &length), FFO_E_DOUBLE_FREE);
  CHECK_STATUS(ffo_string_length("literal", &length), FFO_E_FOREIGN_POINTER);
  CHECK_STATUS(ffo_string_length((const char *)config, &length), FFO_E_WRONG_TYPE);
  CHECK_EQUAL(length, 0);

  CHECK_EQUAL(ledger_look().misuses, 0);
  CHECK_OK(ffo_config_free(config));
  CHECK_BALANCED();
  return 0;
}
