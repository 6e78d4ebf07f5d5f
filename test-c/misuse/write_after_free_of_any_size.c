/* A freed block is written to while it lies in quarantine: whatever its size, each of its bytes is
 * looked at. */
#include "bytes.h"
#include "ledger.h"
#include "refusal.h"

static void check(size_t size)
{
  char *block = bytes_new(size);
  CHECK_OK(bytes_free(block));
  const size_t step = size < 600 ? 1 : size / 7;
  for (size_t at = 0; at < size; at += step) {
    block[at]++;
    CHECK_STATUS(ffo_validate(), FFO_E_WRITE_AFTER_FREE);
    CHECK_EQUAL(last_error().pointer, block);
    CHECK_EQUAL(last_error().offset, at);
    block[at]--;
  }
  CHECK_OK(ffo_validate());
}

int main(void)
{
  static const size_t sizes[] = { 0, 1, 7, 8, 9, 16, 100, 255, 256, 257, 300, 3000, 20000, 400000 };
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    check(sizes[i]);
  }
  CHECK_EQUAL(ledger_look().live_blocks, 0);
  return 0;
}
