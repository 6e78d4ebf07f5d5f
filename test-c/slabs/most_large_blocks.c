/* As many large blocks as there may be: the next one is refused as a limit, small ones and their slabs go on, and so does everything
 * after a free. Needs some gigabytes, and says that it has done nothing where there are none. */
#include "bytes.h"
#include "ledger.h"

#include <unistd.h>

enum { MOST = 786429, LARGE = 33000, SMALL_BLOCKS = 20000, SKIPPED = 77 };

static const size_t needed = (size_t)10 << 30;

static char *blocks[MOST];
static char *small[SMALL_BLOCKS];

int main(void)
{
  if ((size_t)sysconf(_SC_AVPHYS_PAGES) < needed / (size_t)sysconf(_SC_PAGESIZE)) {
    printf("too little memory\n");
    return SKIPPED;
  }
  ffo_status status;
  for (size_t i = 0; i < MOST; i++) {
    blocks[i] = bytes_new(LARGE);
  }
  const ffo_stats before = ledger_look();
  for (size_t size = LARGE; size < (size_t)64 << 20; size *= 3) {
    CHECK(bytes_try_new(size, &status) == NULL);
    CHECK_STATUS(status, FFO_E_LIMIT);
    CHECK_STATUS(ffo_last_error(), FFO_E_LIMIT);
  }
  CHECK_EQUAL(ledger_look().live_blocks, before.live_blocks);
  for (size_t i = 0; i < SMALL_BLOCKS; i++) {
    small[i] = bytes_new(i % 30000);
  }

  /* One goes, one comes, of another size. */
  CHECK_OK(bytes_free(blocks[0]));
  blocks[0] = bytes_new(5 << 20);
  CHECK(bytes_try_new(LARGE, &status) == NULL);
  CHECK_STATUS(status, FFO_E_LIMIT);
  for (size_t i = 0; i < SMALL_BLOCKS; i++) {
    CHECK_OK(bytes_free(small[i]));
  }
  for (size_t i = 0; i < MOST; i++) {
    CHECK_OK(bytes_free(blocks[i]));
  }
  CHECK_OK(bytes_free(bytes_new(200000)));
  CHECK_BALANCED();
  return 0;
}
