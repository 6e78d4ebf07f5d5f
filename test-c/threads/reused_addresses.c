/* Eight threads make and free blocks of few sizes, so that the same addresses come out again and
 * again, from one thread and then from another. Meanwhile one of them walks the ledger: it finds no
 * overrun that nobody made, and no block gets lost. */
#include "bytes.h"
#include "ledger.h"
#include "threads.h"

enum { THREADS = 8, SLOTS = 64, VALIDATIONS_LEAST = 20 };

typedef struct mill {
  size_t rounds;
  atomic_size_t at_work;
  atomic_uint_fast64_t freed;
  _Atomic(char *) slots[SLOTS];
} mill;

static const size_t sizes[] = { 1, 8, 24, 25, 100, 100, 1000, 70000 };

static size_t size_of(size_t i) { return sizes[i % (sizeof sizes / sizeof *sizes)]; }

/* The whole block is the maker's, from end to end, until it is passed on. */
static char *make(size_t size, size_t number)
{
  char *block = bytes_new(size);
  memset(block, (int)number, size);
  ffo_block_info info = FFO_BLOCK_INFO_INIT;
  CHECK_OK(ffo_describe(block, &info));
  CHECK_EQUAL(info.address, block);
  CHECK_EQUAL(info.size, size);
  CHECK_EQUAL(info.owner, FFO_OWNER_CALLER);
  return block;
}

static void walk(mill *mill)
{
  size_t validations = 0;
  while (mill->at_work > 0 || validations < VALIDATIONS_LEAST) {
    CHECK_OK(ffo_validate());
    validations++;
  }
  printf("%zu validations\n", validations);
}

static void work(team *team, size_t number)
{
  mill *mill = team->shared;
  if (number == 0) {
    walk(mill);
    return;
  }
  for (size_t i = 0; i < mill->rounds; i++) {
    char *block = make(size_of(i + number), number);
    CHECK_EQUAL(block[size_of(i + number) - 1], number);
    if (i % 2 == 0) {
      block = atomic_exchange(&mill->slots[(i * 5 + number) % SLOTS], block);
    }
    if (block != NULL) {
      CHECK_OK(bytes_free(block));
      mill->freed++;
    }
  }
  mill->at_work--;
}

int main(void)
{
  static mill mill;
  mill.rounds = rounds(200000, 1000);
  mill.at_work = THREADS - 1;
  const ffo_stats before = ledger_look();
  team_run(THREADS, work, &mill);
  for (size_t i = 0; i < SLOTS; i++) {
    mill.freed += mill.slots[i] != NULL;
    CHECK_OK(bytes_free(mill.slots[i]));
  }
  const uint64_t made = (THREADS - 1) * (uint64_t)mill.rounds;
  CHECK_EQUAL(mill.freed, made);
  CHECK_EQUAL(ledger_look().created_blocks, before.created_blocks + made);
  CHECK_BALANCED();
  return 0;
}
