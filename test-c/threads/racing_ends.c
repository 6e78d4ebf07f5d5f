/* Many threads end handles that have one reference each: by release, by close, by trading them back. Each ends once, and
 * whoever has the pointer then frees it. Half of the threads begin with the first handle and half with the last one, so that
 * they meet at some handle, at the same moment if there are two processors. */
#include "ledger.h"
#include "threads.h"

enum { THREADS = 4, HANDLES = 16 };

typedef struct race {
  size_t rounds;
  ffo_handle handles[HANDLES];
  atomic_size_t ended[HANDLES];
} race;

static void make_all(race *race)
{
  for (size_t i = 0; i < HANDLES; i++) {
    race->ended[i] = 0;
    race->handles[i] =
        ffo_handle_from_raw(ffo_string_new("to be ended", NULL), FFO_TYPE_STRING, NULL);
    CHECK(race->handles[i] != 0);
  }
}

static void end(race *race, size_t i, size_t how)
{
  ffo_status status;
  if (how == 0) {
    status = ffo_handle_release(race->handles[i]);
  } else if (how == 1) {
    status = ffo_handle_close(race->handles[i]);
  } else {
    char *text = ffo_handle_into_raw(race->handles[i], FFO_TYPE_STRING, &status);
    if (text != NULL) {
      CHECK_TEXT(text, "to be ended");
      CHECK_OK(ffo_string_free(text));
    }
  }
  if (status == FFO_OK) {
    atomic_fetch_add(&race->ended[i], 1);
  } else {
    CHECK_STATUS(status, FFO_E_STALE_HANDLE);
  }
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
      end(race, number % 2 == 0 ? i : HANDLES - 1 - i, (number + round + i) % 3);
    }
    team_meet(team);
    for (size_t i = 0; i < HANDLES && number == 0; i++) {
      CHECK_EQUAL(race->ended[i], 1);
    }
  }
}

/* Two threads meet most closely, more of them in more ways. */
int main(void)
{
  race race = { .rounds = rounds(2000, 60) };
  team_race(2, work, &race);
  race.rounds /= 4;
  team_race(THREADS, work, &race);
  CHECK_BALANCED();
  return 0;
}
