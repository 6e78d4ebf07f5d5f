/* A freed block is written to while it lies in quarantine (FFO_QUARANTINE is set): validation sees
 * it at once, and the hook hears of it as the block leaves. */
#include "refusal.h"

static unsigned heard;
static ffo_status heard_status;
static const void *heard_pointer;
static bool is_leaving;

static void FFO_CALL listen(const ffo_error_info *info, void *context)
{
  (void)context;
  heard++;
  heard_status = info->status;
  heard_pointer = info->pointer;
  if (is_leaving) {
    /* The call that lets the block out goes on with others. */
    for (int i = 0; i < 100; i++) {
      CHECK_OK(ffo_string_free(ffo_string_new("made in the hook", NULL)));
    }
    CHECK_OK(ffo_thread_detach());
    CHECK_OK(ffo_string_free(ffo_string_new("and by a thread that starts again", NULL)));
  }
}

int main(void)
{
  CHECK(getenv("FFO_QUARANTINE") != NULL);
  CHECK_OK(ffo_set_misuse_hook(listen, NULL));
  char *text = ffo_string_new("0123456789", NULL);
  CHECK_OK(ffo_string_free(text));
  CHECK_OK(ffo_validate());
  CHECK_STATUS(ffo_string_free(text), FFO_E_DOUBLE_FREE);
  CHECK_EQUAL(heard, 1);

  const char filled = text[3];
  text[3] = 'X';
  CHECK_STATUS(ffo_validate(), FFO_E_WRITE_AFTER_FREE);
  CHECK_MESSAGE("ffo_validate: 0x.. was written to at offset 3 after its free (11 bytes)");
  CHECK_EQUAL(last_error().pointer, text);
  CHECK_EQUAL(last_error().offset, 3);

  /* The quarantine is full sooner or later, and the innocent call that fills it succeeds. */
  const uint64_t misuses = ledger_look().misuses;
  heard = 0;
  is_leaving = true;
  for (int i = 0; i < 4000 && heard == 0; i++) {
    CHECK_OK(
        ffo_string_free(ffo_string_new("a hundred of these fill it; they are innocent", NULL)));
  }
  CHECK_EQUAL(heard, 1);
  CHECK_EQUAL(heard_status, FFO_E_WRITE_AFTER_FREE);
  CHECK_EQUAL(heard_pointer, text);
  CHECK_EQUAL(ledger_look().misuses, misuses + 1);
  CHECK_EQUAL(ledger_look().live_blocks, 0);

  /* Without the evidence nothing is wrong, and no block has left the quarantine twice. */
  enum { KEPT = 3000 };
  static char *kept[KEPT];
  text[3] = filled;
  for (int round = 0; round < 3; round++) {
    for (int i = 0; i < KEPT; i++) {
      char content[32];
      snprintf(content, sizeof content, "string %d", i);
      kept[i] = ffo_string_new(content, NULL);
    }
    CHECK_OK(ffo_validate());
    for (int i = 0; i < KEPT; i++) {
      CHECK_EQUAL(atoi(kept[i] + strlen("string ")), i);
      CHECK_OK(ffo_string_free(kept[i]));
    }
  }
  CHECK_EQUAL(heard, 1);
  CHECK_BALANCED();
  return 0;
}
