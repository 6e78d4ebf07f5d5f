/* The freed range of a large block waits behind others of its size, eight up to 1 MiB and two above: so long a second free is
 * answered as one, and no new block has the address. */
#include "bytes.h"
#include "ledger.h"

static int wait_of(size_t size) { return size <= 1 << 20 ? 8 : 2; }

int main(void)
{
  const size_t sizes[] = { 32769,   50000,   65536, 200000, 1 << 20, (1 << 20) + 65536,
                           5 << 20, 33 << 20 };
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
    for (int round = 0; round < 20; round++) {
      char *freed = bytes_new(sizes[s]);
      CHECK_OK(bytes_free(freed));
      for (int later = 0; later < wait_of(sizes[s]); later++) {
        char *other = bytes_new(sizes[s]);
        CHECK(other != freed);
        CHECK_STATUS(bytes_free(freed), FFO_E_DOUBLE_FREE);
        CHECK_OK(bytes_free(other));
      }
    }
  }
  CHECK_BALANCED();
  return 0;
}
