/* Many threads end one block, each kind by its own call and by the general one: exactly one succeeds,
 * the others are told of the double free or the stale handle. They meet before each few blocks; half
 * of them begin with the first of these and half with the last, so that they meet at some block once
 * more. The number of blocks may be given. */
#include "ledger.h"
#include "threads.h"
#include "types.h"

enum { THREADS = 8, AT_ONCE = 8 };

typedef enum kind { STRING, STRING_AS_BOX, CONFIG, CONFIG_AS_BOX, BOX, HANDLE, KINDS } kind;

typedef struct race {
  size_t count;
  kind kind;
  void *blocks[AT_ONCE];
  ffo_handle handles[AT_ONCE];
  atomic_size_t ready[2];
  atomic_size_t freed[AT_ONCE];
  atomic_size_t drops;
  ffo_type box;
} race;

static void FFO_CALL count_drop(void *payload, void *context)
{
  (void)payload;
  atomic_fetch_add(&((race *)context)->drops, 1);
}

static void *make(const race *race)
{
  switch (race->kind) {
  case BOX:
    return ffo_box_new(race->box, NULL);
  case CONFIG:
  case CONFIG_AS_BOX: {
    ffo_config *config = ffo_config_new(1, 1, NULL);
    CHECK_OK(ffo_config_set_name(config, "wanted with it"));
    return config;
  }
  default:
    return ffo_string_new("wanted by all", NULL);
  }
}

static void make_all(race *race, size_t round)
{
  race->kind = (kind)(round % KINDS);
  for (size_t i = 0; i < AT_ONCE; i++) {
    race->freed[i] = 0;
    race->blocks[i] = make(race);
    CHECK(race->blocks[i] != NULL);
    if (race->kind == HANDLE) {
      race->handles[i] = ffo_handle_from_raw(race->blocks[i], FFO_TYPE_STRING, NULL);
      CHECK(race->handles[i] != 0);
    }
  }
}

static ffo_status end(const race *race, size_t i)
{
  switch (race->kind) {
  case STRING:
    return ffo_string_free(race->blocks[i]);
  case STRING_AS_BOX:
    return ffo_box_free(race->blocks[i], FFO_TYPE_STRING);
  case CONFIG:
    return ffo_config_free(race->blocks[i]);
  case CONFIG_AS_BOX:
    return ffo_box_free(race->blocks[i], FFO_TYPE_CONFIG);
  case BOX:
    return ffo_box_free(race->blocks[i], race->box);
  default:
    return ffo_handle_release(race->handles[i]);
  }
}

static void end_all(race *race, size_t side)
{
  for (size_t j = 0; j < AT_ONCE; j++) {
    const size_t i = side == 0 ? j : AT_ONCE - 1 - j;
    const ffo_status status = end(race, i);
    if (status == FFO_OK) {
      atomic_fetch_add(&race->freed[i], 1);
    } else {
      CHECK_STATUS(status, race->kind == HANDLE ? FFO_E_STALE_HANDLE : FFO_E_DOUBLE_FREE);
    }
  }
}

/* A barrier wakes its threads one after another. The first of each side in a round begin at the same moment, if there are two
 * processors. */
static void begin_together(race *race, size_t side, size_t round)
{
  const size_t former = round * (THREADS / 2);
  atomic_fetch_add(&race->ready[side], 1);
  for (size_t i = 0; i < 5000 && race->ready[1 - side] <= former; i++) {
  }
}

static void work(team *team, size_t number)
{
  race *race = team->shared;
  for (size_t round = 0; round * AT_ONCE < race->count; round++) {
    if (number == 0) {
      make_all(race, round);
    }
    team_meet(team);
    begin_together(race, number % 2, round);
    end_all(race, number % 2);
    team_meet(team);
    for (size_t i = 0; i < AT_ONCE && number == 0; i++) {
      CHECK_EQUAL(race->freed[i], 1);
    }
  }
}

int main(int count, char **arguments)
{
  static race race;
  race.count = count > 1 ? strtoul(arguments[1], NULL, 10) : rounds(60000, 1200);
  race.box = register_type("wanted", 40, count_drop, &race);
  team_race(THREADS, work, &race);
  const size_t all = (race.count + AT_ONCE - 1) / AT_ONCE;
  CHECK_EQUAL(race.drops, (all + KINDS - 1 - BOX) / KINDS * AT_ONCE);
  CHECK_EQUAL(ledger_look().misuses, all * AT_ONCE * (THREADS - 1));
  CHECK_BALANCED();
  return 0;
}
