/* A block is written to after its free, as if it were still there. The next blocks of its size that
 * are made zeroed are zero, wherever they lie. Some of the largest are really gone, and not written to: that would end the process. */
#include "ledger.h"
#include "types.h"

enum { BLOCKS = 12 };

int main(void)
{
  const size_t sizes[] = { 16, 48, 1000, 32767, 32768, 40000, 65536, 1 << 20, 6 << 20, 20 << 20 };
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
    char name[32];
    snprintf(name, sizeof name, "%zu bytes", sizes[s]);
    const ffo_type type = register_type(name, sizes[s], NULL, NULL);
    char *blocks[BLOCKS];
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < BLOCKS; i++) {
        blocks[i] = ffo_box_new(type, NULL);
        CHECK(blocks[i] != NULL);
        for (size_t j = 0; j < sizes[s]; j++) {
          CHECK(blocks[i][j] == 0);
        }
      }
      for (int i = 0; i < BLOCKS; i++) {
        CHECK_OK(ffo_box_free(blocks[i], type));
      }
      for (int i = 0; i < BLOCKS; i++) {
        ffo_block_info info = FFO_BLOCK_INFO_INIT;
        if (ffo_describe(blocks[i], &info) == FFO_OK) {
          memset(blocks[i], 'x', sizes[s]);
        }
      }
    }
  }
  CHECK_BALANCED();
  return 0;
}
