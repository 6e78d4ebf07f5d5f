/* Many threads free one block: exactly one succeeds, the others are told of the double free. */
#include "ledger.h"
#include "threads.h"
#include "types.h"

enum { THREADS = 4 };

typedef struct race {
  size_t rounds;
  void *block;
  ffo_type type;
  atomic_size_t freed;
  atomic_size_t drops;
  ffo_type box;
} race;

static void FFO_CALL count_drop(void *payload, void *context)
{
  (void)payload;
  atomic_fetch_add(&((race *)context)->drops, 1);
}

static void make(race *race, size_t round)
{
  race->type = round % 3 == 0 ? FFO_TYPE_STRING : round % 3 == 1 ? FFO_TYPE_CONFIG : race->box;
  if (race->type == FFO_TYPE_STRING) {
    race->block = ffo_string_new("wanted by all", NULL);
  } else {
    race->block = ffo_box_new(race->type, NULL);
  }
  CHECK(race->block != NULL);
}

static void work(team *team, size_t number)
{
  race *race = team->shared;
  for (size_t i = 0; i < race->rounds; i++) {
    if (number == 0) {
      make(race, i);
    }
    team_meet(team);
    const ffo_status status = ffo_box_free(race->block, race->type);
    if (status == FFO_OK) {
      atomic_fetch_add(&race->freed, 1);
    } else {
      CHECK_STATUS(status, FFO_E_DOUBLE_FREE);
    }
    team_meet(team);
    if (number == 0) {
      CHECK_EQUAL(race->freed, i + 1);
    }
  }
}

int main(void)
{
  race race = { .rounds = rounds(60000, 600) };
  race.box = register_type("wanted", 40, count_drop, &race);
  team_run(THREADS, work, &race);
  CHECK_EQUAL(race.drops, race.rounds / 3);
  CHECK_BALANCED();
  return 0;
}
