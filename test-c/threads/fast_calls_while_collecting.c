/* Threads make the calls that do not enter the runtime, as fast as they can, in drop callbacks too, while another thread
 * has the runtime collect garbage. A collection stops the threads that are in managed code; these it must let run, wherever they
 * are, and they must not notice. Between them come calls that do enter the runtime. */
#include "garbage.h"
#include "ledger.h"
#include "threads.h"
#include "types.h"

enum { WORKERS = 2, CALLS = 200 };

static ffo_type plain;
static ffo_type dropping;
static atomic_bool is_over;

static void fast_calls(void)
{
  static const char *const texts[] = { "", "short", "fifteen bytes !",
                                       "a text that is longer than fifteen bytes, by far" };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    char *text = ffo_string_new(texts[i], NULL);
    CHECK(strcmp(text, texts[i]) == 0);
    CHECK_OK(ffo_string_free(text));
  }

  ffo_config *config = ffo_config_new(1, 2, NULL);
  CHECK_OK(ffo_config_set_name(config, "name"));
  CHECK_OK(ffo_config_free(config));

  uint64_t *box = ffo_box_new(plain, NULL);
  CHECK_EQUAL(box[0] + box[1], 0);
  const ffo_handle handle = ffo_handle_from_raw(box, plain, NULL);
  CHECK_OK(ffo_handle_retain(handle));
  CHECK(ffo_handle_borrow(handle, plain, NULL, NULL) == box);
  CHECK_OK(ffo_handle_return(handle));
  CHECK_OK(ffo_handle_release(handle));
  CHECK(ffo_handle_borrow_mut(handle, plain, NULL, NULL) == box);
  CHECK_OK(ffo_handle_return(handle));
  CHECK_OK(ffo_handle_release(handle));

  ffo_vec vec;
  CHECK_OK(ffo_vec_init(&vec, sizeof(int), 4));
  CHECK_OK(ffo_vec_push(&vec, &(int){ 1 }));
  CHECK_OK(ffo_vec_dispose(&vec));
}

static void FFO_CALL on_drop(void *payload, void *context)
{
  (void)payload;
  (void)context;
  fast_calls();
}

static void be_fast(void)
{
  while (!is_over) {
    for (size_t i = 0; i < CALLS; i++) {
      fast_calls();
    }
    CHECK_OK(ffo_box_free(ffo_box_new(dropping, NULL), dropping));
    CHECK_STATUS(ffo_handle_return(0x123), FFO_E_INVALID_HANDLE);
  }
}

static void work(team *team, size_t number)
{
  (void)team;
  if (number > 0) {
    be_fast();
    return;
  }
  make_garbage(rounds(300000, 3000));
  is_over = true;
}

int main(void)
{
  plain = register_type("plain", 16, NULL, NULL);
  dropping = register_type("dropping", 8, on_drop, NULL);
  team_run(1 + WORKERS, work, NULL);
  CHECK_OK(ffo_validate());
  CHECK_BALANCED();
  return 0;
}
