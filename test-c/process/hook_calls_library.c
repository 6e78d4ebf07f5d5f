/* The hook calls the library, fails there, frees blocks and detaches its thread. What it was told, what
 * the policy writes and what the caller reads afterwards are about the call that failed. */
#include "capture.h"
#include "refusal.h"

static const char *wanted;
static unsigned calls;
static bool detaches;
static char stray;

static void FFO_CALL hook(const ffo_error_info *info, void *context)
{
  char message[512];
  calls++;
  CHECK(context == &calls);
  ffo_block_info block = FFO_BLOCK_INFO_INIT;
  CHECK_STATUS(ffo_describe(&stray, &block), FFO_E_FOREIGN_POINTER);
  CHECK_STATUS(ffo_vec_dispose(&(ffo_vec){ NULL, 0, 1, 1, 0 }), FFO_E_PARTS_MISMATCH);
  CHECK_STATUS(ffo_handle_release(1), FFO_E_INVALID_HANDLE);
  CHECK_OK(ffo_string_free(ffo_string_new("made and freed in the hook", NULL)));
  ffo_clear_error();
  CHECK_STATUS(ffo_last_error(), FFO_OK);
  if (detaches) {
    CHECK_OK(ffo_thread_detach());
    /* What the thread had is used again, if it was given back. */
    for (int i = 0; i < 100; i++) {
      char *other = malloc(64 * (size_t)i + 64);
      memset(other, 'X', 64 * (size_t)i + 64);
      free(other);
    }
  }
  normalise(message, sizeof message, info->message);
  CHECK_TEXT(message, wanted);
}

static void check(ffo_status status, ffo_status expected, const char *message)
{
  char text[512];
  CHECK_STATUS(status, expected);
  CHECK_STATUS(ffo_last_error(), expected);
  normalise(text, sizeof text, ffo_last_error_message());
  CHECK_TEXT(text, message);
  CHECK_STATUS(last_error().status, expected);
}

int main(void)
{
  CHECK_OK(ffo_set_misuse_hook(hook, &calls));
  for (int round = 0; round < 4; round++) {
    detaches = round % 2 != 0;
    CHECK_OK(ffo_set_policy(round < 2 ? FFO_POLICY_RETURN : FFO_POLICY_LOG));
    wanted =
        "ffo_string_free: 0x.. is not from this copy of the library; free it where it was made";
    char line[512];
    capture standard_error;
    capture_begin(&standard_error);
    const ffo_status status = ffo_string_free(&stray);
    normalise(line, sizeof line, capture_end(&standard_error));
    check(status, FFO_E_FOREIGN_POINTER, wanted);
    if (round >= 2) {
      CHECK_TEXT(line, "ffi_ownership: ffo_string_free: 0x.. is not from this copy of the library; "
                       "free it where it was made\n");
    }
  }
  CHECK_EQUAL(calls, 4);
  CHECK_OK(ffo_set_policy(FFO_POLICY_RETURN));

  /* Of many, the first failure is the call's; the others are told to the hook only. */
  wanted = "ffo_strings_free: 0x.. is not from this copy of the library; free it where it was made";
  char *strings[] = { ffo_string_new("a", NULL), &stray, &stray, ffo_string_new("b", NULL) };
  size_t freed;
  detaches = true;
  check(ffo_strings_free(strings, 4, &freed), FFO_E_FOREIGN_POINTER, wanted);
  CHECK_EQUAL(freed, 2);
  CHECK_EQUAL(calls, 6);
  CHECK(last_error().pointer == &stray);
  CHECK_OK(ffo_set_misuse_hook(NULL, NULL));
  CHECK_BALANCED();
  return 0;
}
