/* A new thread finds no memory at all: it can make nothing, but it can free what others made, and
 * that counts. With memory again it is a thread like any other. */
#include "bytes.h"
#include "faults.h"
#include "threads.h"

enum { BLOCKS = 3000 };

static char *blocks[BLOCKS];

static void work(team *team, size_t number)
{
  (void)team;
  (void)number;
  ffo_clear_error(); /* the library knows the thread now */
  const ffo_stats before = ledger_look();

  faults_arm_all();
  ffo_status status = FFO_OK;
  CHECK_EQUAL(ffo_string_new("no memory for it", &status), NULL);
  CHECK_STATUS(status, FFO_E_OUT_OF_MEMORY);
  CHECK_STATUS(ffo_last_error(), FFO_E_OUT_OF_MEMORY);
  CHECK_TEXT(ffo_last_error_message(), ffo_status_text(FFO_E_OUT_OF_MEMORY));
  for (size_t i = 0; i < BLOCKS; i++) {
    CHECK_OK(bytes_free(blocks[i]));
    CHECK_STATUS(bytes_free(blocks[i]), FFO_E_DOUBLE_FREE);
    CHECK_EQUAL(ledger_look().live_blocks, before.live_blocks - i - 1);
  }
  CHECK(faults_disarm());

  const ffo_stats now = ledger_look();
  CHECK_EQUAL(now.live_blocks, 0);
  CHECK_EQUAL(now.live_bytes, 0);
  CHECK_EQUAL(now.freed_blocks, before.freed_blocks + BLOCKS);
  CHECK_EQUAL(now.created_blocks, before.created_blocks);
  CHECK_OK(ffo_validate());
  char *text = ffo_string_new("memory again", NULL);
  CHECK_TEXT(text, "memory again");
  CHECK_OK(ffo_string_free(text));
}

int main(void)
{
  static const size_t sizes[] = { 20, 200, 2000, 20000, 200000 };
  for (size_t i = 0; i < BLOCKS; i++) {
    blocks[i] = bytes_new(sizes[i % 5]);
  }
  faults_disarm();
  team_run(1, work, NULL);

  /* What that thread could not take in comes out again. */
  for (size_t i = 0; i < BLOCKS; i++) {
    blocks[i] = bytes_new(sizes[i % 5]);
  }
  for (size_t i = 0; i < BLOCKS; i++) {
    CHECK_OK(bytes_free(blocks[i]));
  }
  CHECK_BALANCED();
  return 0;
}
