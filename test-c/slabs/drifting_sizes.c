/* A cache of blocks, never more than so many, whose size grows a little from round to round: from nothing over all small sizes to more
 * than a megabyte. More large blocks are made than there are records, and each size only for a while: what served one size must serve
 * the next. */
#include "bytes.h"
#include "ledger.h"

enum { BLOCKS = 30000, SMALL_ROUNDS = 20, LARGE_ROUNDS = 40 };

static char *blocks[BLOCKS];

static void replace_all(size_t size)
{
  for (size_t i = 0; i < BLOCKS; i++) {
    CHECK_OK(bytes_free(blocks[i]));
    blocks[i] = bytes_new(size);
  }
  CHECK_EQUAL(ledger_look().live_bytes, BLOCKS * size);
}

int main(void)
{
  for (size_t round = 0; round < SMALL_ROUNDS; round++) {
    replace_all(round * round * 5);
  }
  double size = 60000;
  for (size_t round = 0; round < rounds(LARGE_ROUNDS, 2); round++, size *= 1.08) {
    replace_all((size_t)size);
  }
  CHECK_OK(ffo_validate());
  for (size_t i = 0; i < BLOCKS; i++) {
    CHECK_OK(bytes_free(blocks[i]));
  }
  CHECK_BALANCED();
  return 0;
}
