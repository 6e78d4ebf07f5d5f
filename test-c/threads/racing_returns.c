/* Two threads give one exclusive borrow of a config back, which looks through the config's fields, and one of them then ends
 * the handle. One return succeeds; the other is told that there is nothing to return any more, or that a call is at work just
 * now, or that the handle has ended: never that the config is in disorder. One begins with the first of a few handles, the
 * other with the last one, so that they meet at some handle. */
#include "ledger.h"
#include "threads.h"

enum { HANDLES = 16 };

typedef struct race {
  size_t rounds;
  ffo_handle handles[HANDLES];
  atomic_size_t returned[HANDLES];
} race;

static void make_all(race *race)
{
  for (size_t i = 0; i < HANDLES; i++) {
    ffo_config *config = ffo_config_new(1, 1, NULL);
    CHECK_OK(ffo_config_set_name(config, "looked at by both"));
    race->returned[i] = 0;
    race->handles[i] = ffo_handle_from_raw(config, FFO_TYPE_CONFIG, NULL);
    CHECK_EQUAL(ffo_handle_borrow_mut(race->handles[i], FFO_TYPE_CONFIG, NULL, NULL), config);
  }
}

static void give_back(race *race, size_t i)
{
  const ffo_status status = ffo_handle_return(race->handles[i]);
  CHECK(status == FFO_OK || status == FFO_E_NOT_BORROWED || status == FFO_E_BORROWED ||
        status == FFO_E_STALE_HANDLE);
  race->returned[i] += status == FFO_OK;
}

static void end(const race *race, size_t i)
{
  ffo_status status;
  do {
    status = ffo_handle_release(race->handles[i]);
  } while (status == FFO_E_BORROWED); /* while the other gives it back */
  CHECK_OK(status);
}

static void work(team *team, size_t number)
{
  race *race = team->shared;
  for (size_t round = 0; round < race->rounds; round++) {
    if (number == 0) {
      make_all(race);
    }
    team_meet_closely(team);
    for (size_t i = 0; i < HANDLES; i++) {
      if (number == 0) {
        give_back(race, i);
      } else {
        give_back(race, HANDLES - 1 - i);
        end(race, HANDLES - 1 - i);
      }
    }
    team_meet(team);
    if (number == 0) {
      for (size_t i = 0; i < HANDLES; i++) {
        CHECK_EQUAL(race->returned[i], 1);
      }
      CHECK_EQUAL(ledger_look().live_blocks, 0);
      CHECK_EQUAL(ledger_look().live_borrows, 0);
    }
  }
}

int main(void)
{
  race race = { .rounds = rounds(4000, 200) };
  team_race(2, work, &race);
  CHECK_BALANCED();
  return 0;
}
