/* Large blocks come and go on all threads while all of them ask what pointers into the middle of
 * such blocks lead to, and free such pointers: a block is found as long as it lives, and only it.
 */
#include "ledger.h"
#include "threads.h"

enum { THREADS = 4, SLOTS = 16 };

static _Atomic(char *) blocks[SLOTS];
static size_t blocks_made;

static const size_t sizes[] = { 1 << 10, (1 << 16) - 8, (1 << 16) + 8, 1 << 17, 1 << 20, 3 << 20 };

static char *make(size_t size)
{
  ffo_vec vec;
  void *data;
  size_t length;
  size_t capacity;
  CHECK_OK(ffo_vec_init(&vec, 1, size));
  CHECK_OK(ffo_vec_into_raw_parts(&vec, &data, &length, &capacity));
  return data;
}

static void check_own(char *block, size_t size)
{
  const size_t offsets[] = { 0, 1, size / 2, size - 1 };
  for (size_t i = 0; i < 4; i++) {
    ffo_block_info info = FFO_BLOCK_INFO_INIT;
    CHECK_OK(ffo_describe(block + offsets[i], &info));
    CHECK_EQUAL(info.address, block);
    CHECK_EQUAL(info.size, size);
    CHECK_EQUAL(info.owner, FFO_OWNER_CALLER);
    CHECK(offsets[i] == 0 || ffo_forget(block + offsets[i]) == FFO_E_INTERIOR_POINTER);
  }
}

/* Somebody else may be at it right now: any answer will do that names no other block. */
static void ask_about(char *block, size_t offset)
{
  ffo_block_info info = FFO_BLOCK_INFO_INIT;
  if (block != NULL && ffo_describe(block + offset, &info) == FFO_OK) {
    const char *start = info.address;
    CHECK(start <= block + offset && (size_t)(block + offset - start) < info.size);
  }
}

static void work(team *team, size_t number)
{
  (void)team;
  for (size_t i = 0; i < blocks_made; i++) {
    const size_t size = sizes[(i * 7 + number) % (sizeof sizes / sizeof *sizes)];
    char *made = make(size);
    check_own(made, size);
    char *former = atomic_exchange(&blocks[i * 5 % SLOTS], made);
    CHECK(former == NULL || ffo_box_free(former, FFO_TYPE_VEC) == FFO_OK);
    for (size_t slot = 0; slot < SLOTS; slot++) {
      ask_about(blocks[slot], i % 1024);
    }
    if (i % 64 == 0) {
      CHECK_OK(ffo_validate());
    }
  }
}

int main(void)
{
  blocks_made = rounds(60000, 200);
  team_run(THREADS, work, NULL);
  for (size_t i = 0; i < SLOTS; i++) {
    CHECK_OK(ffo_box_free(blocks[i], FFO_TYPE_VEC));
  }
  CHECK_BALANCED();
  return 0;
}
