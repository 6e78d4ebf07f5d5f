/* Two threads free what a third has made, one every other block and one those between, so that they give slots of the same
 * slabs back at the same moment, all the time. None of the slots gets lost: round after round the same memory is enough. */
#include "bytes.h"
#include "ledger.h"
#include "threads.h"

enum { BLOCKS = 600, SIZE = 1000 };

typedef struct trade {
  size_t rounds;
  uint64_t reserved;
  char *blocks[BLOCKS];
} trade;

static void work(team *team, size_t number)
{
  trade *trade = team->shared;
  for (size_t round = 0; round < trade->rounds; round++) {
    for (size_t i = 0; i < BLOCKS && number == 2; i++) {
      trade->blocks[i] = bytes_new(SIZE);
    }
    team_meet_closely(team);
    for (size_t i = number; i < BLOCKS && number < 2; i += 2) {
      CHECK_OK(bytes_free(trade->blocks[i]));
    }
    team_meet(team);
    if (number == 2 && round == trade->rounds / 4) {
      trade->reserved = ledger_look().reserved_bytes;
    }
  }
}

int main(void)
{
  static trade trade;
  trade.rounds = rounds(1000, 40);
  team_race(3, work, &trade);
  const uint64_t reserved = ledger_look().reserved_bytes;
  printf("reserved %" PRIu64 " bytes, then %" PRIu64 "\n", trade.reserved, reserved);
  CHECK(reserved <= trade.reserved + BLOCKS * SIZE);
  CHECK_BALANCED();
  return 0;
}
