/* A thread's first misuse finds no memory to keep its details: the status is right all the same, it
 * counts, the hook hears of it, and the status's own sentence is the message. */
#include "faults.h"
#include "threads.h"

static size_t heard;

static void FFO_CALL listen(const ffo_error_info *info, void *context)
{
  (void)context;
  heard++;
  CHECK_STATUS(info->status, FFO_E_FOREIGN_POINTER);
  CHECK_TEXT(info->message, ffo_status_text(FFO_E_FOREIGN_POINTER));
}

static void work(team *team, size_t number)
{
  (void)team;
  (void)number;
  char literal[] = "literal";
  ffo_clear_error(); /* the library knows the thread now */
  faults_arm(1);
  const ffo_status status = ffo_string_free(literal);
  CHECK(faults_disarm());
  CHECK_STATUS(status, FFO_E_FOREIGN_POINTER);
  CHECK_STATUS(ffo_last_error(), FFO_E_FOREIGN_POINTER);
  CHECK_TEXT(ffo_last_error_message(), ffo_status_text(FFO_E_FOREIGN_POINTER));
  ffo_error_info info = FFO_ERROR_INFO_INIT;
  CHECK_OK(ffo_last_error_info(&info));
  CHECK_STATUS(info.status, FFO_E_FOREIGN_POINTER);

  /* With memory again, the next failure is told in full. */
  CHECK_STATUS(ffo_vec_init(NULL, 1, 1), FFO_E_NULL_ARGUMENT);
  CHECK_TEXT(ffo_last_error_message(), "ffo_vec_init: vec is NULL");
}

int main(void)
{
  CHECK_OK(ffo_string_free(ffo_string_new("the library has started", NULL)));
  CHECK_OK(ffo_set_misuse_hook(listen, NULL));
  const uint64_t misuses = ledger_look().misuses;
  faults_disarm();
  team_run(1, work, NULL);
  CHECK_EQUAL(heard, 1);
  CHECK_EQUAL(ledger_look().misuses, misuses + 1);
  CHECK_BALANCED();
  return 0;
}
