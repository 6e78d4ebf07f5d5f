/* One thread makes what another frees, for a long time. The other never makes a block, so whatever
 * slabs come to it by its frees are of no use to it: they must find their way back. */
#include "bytes.h"
#include "ledger.h"
#include "threads.h"

enum { BLOCKS = 4000, LIVING = 1000 };

/* Which slabs are on their way between the two at a look depends on who was slower: a few may be
 * added late. One slab lost a round would be more than this already in the fewest rounds. */
enum { ALLOWANCE = 16 * 65536 };

typedef struct trips {
  size_t rounds;
  uint64_t reserved;
  uint64_t random;
  char *blocks[BLOCKS];
  char *living[LIVING];
} trips;

static const size_t sizes[] = { 20, 100, 300, 40000 };

/* Whole slabs fill up and empty again. After a while nothing more is added. */
static void fill_and_free(team *team, size_t number)
{
  trips *it = team->shared;
  for (size_t round = 0; round < it->rounds; round++) {
    /* Of the large size fewer: each is a slab of its own. */
    const size_t size = sizes[round % 4];
    const size_t count = round % 4 == 3 ? BLOCKS / 100 : BLOCKS;
    for (size_t i = 0; i < count && number == 0; i++) {
      it->blocks[i] = bytes_new(size);
    }
    team_meet(team);
    for (size_t i = 0; i < count && number == 1; i++) {
      CHECK_OK(bytes_free(it->blocks[i]));
    }
    team_meet(team);
    if (number == 0 && round == it->rounds / 2) {
      it->reserved = ledger_look().reserved_bytes;
    }
  }
}

/* Blocks live for differently long, and a round ends while most of them are still there: the slabs
 * that the freeing thread has come to own are neither full nor empty. */
static void replace(team *team, size_t number)
{
  trips *it = team->shared;
  for (size_t round = 0; round < it->rounds; round++) {
    for (size_t i = 0; i < BLOCKS && number == 0; i++) {
      it->random = it->random * 6364136223846793005u + 1442695040888963407u;
      char **place = &it->living[(it->random >> 33) % LIVING];
      it->blocks[i] = *place;
      *place = bytes_new(100);
    }
    team_meet(team);
    for (size_t i = 0; i < BLOCKS && number == 1; i++) {
      CHECK_OK(bytes_free(it->blocks[i]));
    }
    team_meet(team);
    if (number == 0 && round == it->rounds / 2) {
      it->reserved = ledger_look().reserved_bytes;
    }
  }
}

static void run(trips *it, void (*work)(team *team, size_t number))
{
  team_run(2, work, it);
  const uint64_t reserved = ledger_look().reserved_bytes;
  printf("reserved %" PRIu64 " bytes, then %" PRIu64 "\n", it->reserved, reserved);
  CHECK(reserved <= it->reserved + ALLOWANCE);
}

int main(void)
{
  static trips it;
  it.rounds = rounds(1000, 60);
  run(&it, fill_and_free);
  it.rounds /= 2;
  run(&it, replace);
  for (size_t i = 0; i < LIVING; i++) {
    CHECK_OK(bytes_free(it.living[i]));
  }
  CHECK_BALANCED();
  return 0;
}
