/* The system refuses to take memory back, as it does for locked pages: what is handed out zeroed is
 * zero all the same, and the ledger's own memory stays sound. */
#include "bytes.h"
#include "ledger.h"
#include "types.h"

#include <errno.h>
#include <sys/mman.h>

static size_t refused;

/* The library's calls come here. */
int madvise(void *memory, size_t size, int advice)
{
  (void)memory;
  (void)size;
  (void)advice;
  refused++;
  errno = EINVAL;
  return -1;
}

static void check_zeroed(size_t size, size_t count)
{
  char name[32];
  snprintf(name, sizeof name, "%zu bytes", size);
  const ffo_type type = register_type(name, size, NULL, NULL);
  char **blocks = calloc(count, sizeof *blocks);
  for (int round = 0; round < 3; round++) {
    for (size_t i = 0; i < count; i++) {
      blocks[i] = ffo_box_new(type, NULL);
      CHECK(blocks[i] != NULL);
      for (size_t j = 0; j < size; j++) {
        CHECK(blocks[i][j] == 0);
      }
      memset(blocks[i], 0xAA, size);
    }
    for (size_t i = 0; i < count; i++) {
      CHECK_OK(ffo_box_free(blocks[i], type));
    }
    CHECK_OK(ffo_validate());
  }
  free(blocks);
}

int main(void)
{
  check_zeroed(6 << 20, 4);
  check_zeroed(1 << 20, 40);
  check_zeroed(100000, 400);
  check_zeroed(32768, 400);
  check_zeroed(48, 500000);
  CHECK(refused > 0);
  CHECK_BALANCED();
  return 0;
}
