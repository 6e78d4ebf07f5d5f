/* Many threads end one block, each kind by its own call and by the general one: exactly one succeeds,
 * the others are told of the double free or the stale handle. The number of rounds may be given. */
#include "ledger.h"
#include "threads.h"
#include "types.h"

enum { THREADS = 8 };

typedef enum kind { STRING, STRING_AS_BOX, CONFIG, CONFIG_AS_BOX, BOX, HANDLE, KINDS } kind;

typedef struct race {
  size_t rounds;
  kind kind;
  void *block;
  ffo_handle handle;
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
  race->kind = (kind)(round % KINDS);
  switch (race->kind) {
  case BOX:
    race->block = ffo_box_new(race->box, NULL);
    break;
  case CONFIG:
  case CONFIG_AS_BOX:
    race->block = ffo_config_new(1, 1, NULL);
    CHECK_OK(ffo_config_set_name(race->block, "wanted with it"));
    break;
  default:
    race->block = ffo_string_new("wanted by all", NULL);
  }
  CHECK(race->block != NULL);
  if (race->kind == HANDLE) {
    race->handle = ffo_handle_from_raw(race->block, FFO_TYPE_STRING, NULL);
    CHECK(race->handle != 0);
  }
}

static ffo_status end(const race *race)
{
  switch (race->kind) {
  case STRING:
    return ffo_string_free(race->block);
  case STRING_AS_BOX:
    return ffo_box_free(race->block, FFO_TYPE_STRING);
  case CONFIG:
    return ffo_config_free(race->block);
  case CONFIG_AS_BOX:
    return ffo_box_free(race->block, FFO_TYPE_CONFIG);
  case BOX:
    return ffo_box_free(race->block, race->box);
  default:
    return ffo_handle_release(race->handle);
  }
}

static void work(team *team, size_t number)
{
  race *race = team->shared;
  for (size_t i = 0; i < race->rounds; i++) {
    if (number == 0) {
      make(race, i);
    }
    team_meet(team);
    const ffo_status status = end(race);
    if (status == FFO_OK) {
      atomic_fetch_add(&race->freed, 1);
    } else {
      CHECK_STATUS(status, race->kind == HANDLE ? FFO_E_STALE_HANDLE : FFO_E_DOUBLE_FREE);
    }
    team_meet(team);
    if (number == 0) {
      CHECK_EQUAL(race->freed, i + 1);
      CHECK_EQUAL(ledger_look().live_blocks, 0);
    }
  }
}

int main(int count, char **arguments)
{
  race race = { .rounds = count > 1 ? strtoul(arguments[1], NULL, 10) : rounds(60000, 600) };
  race.box = register_type("wanted", 40, count_drop, &race);
  team_run(THREADS, work, &race);
  CHECK_EQUAL(race.drops, race.rounds / KINDS);
  CHECK_BALANCED();
  return 0;
}
