/* 200,000 blocks, small and large, are freed. Then four threads free all of them again, while
 * others map and unmap memory and make small blocks of other sizes: each second free is told as what it
 * is, also where the memory has gone back to the system long ago; where a large block's addresses have gone with it, as one of a
 * foreign pointer. */
#include "bytes.h"
#include "ledger.h"
#include "pages.h"
#include "threads.h"

enum { BLOCKS = 200000, FREERS = 4, THREADS = FREERS + 3 };

typedef struct stage {
  char *blocks[BLOCKS];
  atomic_size_t freers_done;
} stage;

/* Of each size one block in so many; the sizes are of other classes than those of `others`. */
static size_t size_of(size_t i)
{
  return i % 2000 == 0  ? 5 << 20
         : i % 100 == 0 ? 40000 + i % 7 * 65536
         : i % 10 == 0  ? 3000
         : i % 10 < 3   ? 1000
         : i % 10 < 6   ? 100
                        : 20;
}

static const size_t others[] = { 50, 300, 6000, 20000 };

static void map_and_unmap(stage *stage)
{
  size_t size = 1 << 12;
  while (stage->freers_done < FREERS) {
    void *memory = pages_map(size, true);
    *(char *)memory = 'x';
    pages_unmap(memory, size);
    size = size < 64 << 20 ? size * 2 : 1 << 12;
  }
}

static void make_others(stage *stage)
{
  enum { SLOTS = 500 };
  char *slots[SLOTS] = { NULL };
  for (size_t i = 0; stage->freers_done < FREERS || i % SLOTS != 0; i++) {
    CHECK_OK(bytes_free(slots[i % SLOTS]));
    slots[i % SLOTS] = bytes_new(others[i % (sizeof others / sizeof *others)]);
  }
  for (size_t i = 0; i < SLOTS; i++) {
    CHECK_OK(bytes_free(slots[i]));
  }
}

static void work(team *team, size_t number)
{
  stage *stage = team->shared;
  if (number == FREERS) {
    map_and_unmap(stage);
  } else if (number > FREERS) {
    make_others(stage);
  } else {
    for (size_t i = 0; i < BLOCKS; i++) {
      const size_t at = i * 7919 % BLOCKS;
      const ffo_status status = bytes_free(stage->blocks[at]);
      if (size_of(at) <= 32768 || status != FFO_E_FOREIGN_POINTER) {
        CHECK_STATUS(status, FFO_E_DOUBLE_FREE);
      }
    }
    stage->freers_done++;
  }
}

int main(void)
{
  static stage stage;
  for (size_t i = 0; i < BLOCKS; i++) {
    stage.blocks[i] = bytes_new(size_of(i));
  }
  for (size_t i = 0; i < BLOCKS; i++) {
    CHECK_OK(bytes_free(stage.blocks[i]));
  }
  team_run(THREADS, work, &stage);
  CHECK_EQUAL(ledger_look().misuses, (uint64_t)FREERS * BLOCKS);
  CHECK_BALANCED();
  return 0;
}
