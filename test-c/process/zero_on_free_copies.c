/* FFO_ZERO_ON_FREE=1: what a call has copied and then gave back unused is cleared, too. Later blocks,
 * whose memory is not cleared for them, do not show it. */
#include "bytes.h"
#include "ledger.h"

enum { LATER = 5000 };

static const char secret[] = "S3cr3t-pa55w0rd-of-some-char";

/* Whether uninitialised memory of such blocks holds a part of the secret. */
static void check_gone(size_t size)
{
  static char *later[LATER];
  for (int i = 0; i < LATER; i++) {
    later[i] = bytes_new(size);
    for (size_t at = 0; at + 8 <= size; at++) {
      CHECK(memcmp(later[i] + at, secret + 8, 8) != 0);
    }
  }
  for (int i = 0; i < LATER; i++) {
    CHECK_OK(bytes_free(later[i]));
  }
}

int main(void)
{
  CHECK_TEXT(getenv("FFO_ZERO_ON_FREE"), "1");
  /* A name for a config that a handle owns. */
  ffo_config *config = ffo_config_new(1, 2, NULL);
  const ffo_handle handle = ffo_handle_from_raw(config, FFO_TYPE_CONFIG, NULL);
  for (int i = 0; i < 20; i++) {
    CHECK_STATUS(ffo_config_set_name(config, secret), FFO_E_NOT_OWNED);
  }
  check_gone(sizeof secret);
  CHECK_OK(ffo_handle_release(handle));

  /* A clone of a string that has become shorter: its first copy is as long as the string was. */
  for (int i = 0; i < 20; i++) {
    char *text = ffo_string_new("twice as long as what is left of it, and more", NULL);
    memcpy(text, secret, sizeof secret);
    char *clone = ffo_string_clone(text, NULL);
    CHECK_TEXT(clone, secret);
    memset(text, 'x', sizeof secret);
    CHECK_OK(ffo_string_free(clone));
    CHECK_OK(ffo_string_free(text));
  }
  check_gone(sizeof "twice as long as what is left of it, and more");

  /* A batch that is undone. */
  const char *texts[] = { secret, secret, NULL };
  char *made[3];
  for (int i = 0; i < 20; i++) {
    CHECK_STATUS(ffo_strings_new(texts, 3, made), FFO_E_NULL_ARGUMENT);
  }
  check_gone(sizeof secret);

  /* A vec that moves, and one that shrinks. */
  for (int i = 0; i < 20; i++) {
    ffo_vec vec;
    CHECK_OK(ffo_vec_init(&vec, 1, 100));
    CHECK_OK(ffo_vec_append(&vec, secret, sizeof secret));
    CHECK_OK(ffo_vec_shrink(&vec));
    CHECK_OK(ffo_vec_reserve(&vec, 1000));
    CHECK_OK(ffo_vec_dispose(&vec));
  }
  check_gone(100);
  check_gone(sizeof secret);
  check_gone(1028);
  CHECK_BALANCED();
  return 0;
}
