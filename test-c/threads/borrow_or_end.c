/* One thread borrows a config through its handle, exclusively, and gives it back, over and over; another
 * ends the handle as soon as it may. Who has borrowed may change the config and return it, whatever the
 * other tries at that moment; and in the end the handle is stale for both. */
#include "ledger.h"
#include "threads.h"

typedef struct race {
  size_t rounds;
  ffo_handle handle;
  size_t lent;
} race;

static void make(race *race)
{
  ffo_config *config = ffo_config_new(1, 1, NULL);
  CHECK_OK(ffo_config_set_name(config, "at first"));
  race->handle = ffo_handle_from_raw(config, FFO_TYPE_CONFIG, NULL);
  CHECK(race->handle != 0);
}

static bool borrow(race *race, bool changes)
{
  ffo_status status;
  ffo_config *lent = ffo_handle_borrow_mut(race->handle, FFO_TYPE_CONFIG, NULL, &status);
  if (lent == NULL) {
    CHECK_STATUS(status, FFO_E_STALE_HANDLE);
    return false;
  }
  if (changes) {
    CHECK_OK(ffo_config_set_name(lent, "changed"));
  }
  lent->timeout_ms++;
  CHECK_OK(ffo_handle_return(race->handle));
  race->lent++;
  return true;
}

static void end(race *race)
{
  ffo_status status;
  do {
    status = ffo_handle_release(race->handle);
  } while (status == FFO_E_BORROWED);
  CHECK_OK(status);
}

static void work(team *team, size_t number)
{
  race *race = team->shared;
  for (size_t i = 0; i < race->rounds; i++) {
    if (number == 0) {
      make(race);
    }
    team_meet(team);
    if (number == 1) {
      end(race);
    } else {
      /* The other needs a moment in between, which one processor alone might never give it. */
      for (size_t turns = 0; turns < 200 && borrow(race, i % 2 == 0); turns++) {
      }
    }
    team_meet(team);
    if (number == 0) {
      CHECK_STATUS(ffo_handle_return(race->handle), FFO_E_STALE_HANDLE);
      CHECK_EQUAL(ledger_look().live_blocks, 0);
    }
  }
}

int main(void)
{
  race race = { .rounds = rounds(60000, 200) };
  team_run(2, work, &race);
  printf("%zu borrows\n", race.lent);
  CHECK_BALANCED();
  return 0;
}
