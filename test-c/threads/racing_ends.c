/* Many threads end one handle that has one reference: by release, by close, by trading it back. One
 * succeeds, and whoever has the pointer then frees it. */
#include "ledger.h"
#include "threads.h"

enum { THREADS = 4 };

typedef struct race {
  size_t rounds;
  ffo_handle handle;
  atomic_size_t ended;
} race;

static void end(race *race, size_t how)
{
  ffo_status status;
  if (how == 0) {
    status = ffo_handle_release(race->handle);
  } else if (how == 1) {
    status = ffo_handle_close(race->handle);
  } else {
    char *text = ffo_handle_into_raw(race->handle, FFO_TYPE_STRING, &status);
    if (text != NULL) {
      CHECK_TEXT(text, "to be ended");
      CHECK_OK(ffo_string_free(text));
    }
  }
  if (status == FFO_OK) {
    atomic_fetch_add(&race->ended, 1);
  } else {
    CHECK_STATUS(status, FFO_E_STALE_HANDLE);
  }
}

static void work(team *team, size_t number)
{
  race *race = team->shared;
  for (size_t i = 0; i < race->rounds; i++) {
    if (number == 0) {
      race->handle =
          ffo_handle_from_raw(ffo_string_new("to be ended", NULL), FFO_TYPE_STRING, NULL);
      CHECK(race->handle != 0);
    }
    team_meet(team);
    end(race, (number + i) % 3);
    team_meet(team);
    if (number == 0) {
      CHECK_EQUAL(race->ended, i + 1);
    }
  }
}

int main(void)
{
  race race = { .rounds = rounds(60000, 600) };
  team_run(THREADS, work, &race);
  CHECK_BALANCED();
  return 0;
}
