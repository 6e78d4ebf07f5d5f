/* Many threads retain, borrow, return, release, close and trade back one handle. The block ends
 * once, with its last reference or the last return after that; from then on the handle is stale. */
#include "ledger.h"
#include "threads.h"
#include "types.h"

enum { THREADS = 4 };

typedef struct race {
  size_t rounds;
  ffo_type type;
  ffo_handle handle;
  atomic_size_t drops;
} race;

static void FFO_CALL count_drop(void *payload, void *context)
{
  CHECK_EQUAL(*(uint64_t *)payload, 0xB10C);
  atomic_fetch_add(&((race *)context)->drops, 1);
}

static void make(race *race)
{
  uint64_t *block = ffo_box_new(race->type, NULL);
  CHECK(block != NULL);
  *block = 0xB10C;
  race->handle = ffo_handle_from_raw(block, race->type, NULL);
  CHECK(race->handle != 0);
  for (size_t i = 1; i < THREADS; i++) {
    CHECK_OK(ffo_handle_retain(race->handle));
  }
}

/* Borrows through its own reference, or after having closed it through somebody else's. */
static void read_through(race *race)
{
  ffo_status status;
  const uint64_t *lent = ffo_handle_borrow(race->handle, race->type, NULL, &status);
  if (lent == NULL) {
    CHECK(status == FFO_E_STALE_HANDLE || status == FFO_E_BORROW_CONFLICT);
    return;
  }
  CHECK_EQUAL(*lent, 0xB10C);
  CHECK_OK(ffo_handle_return(race->handle));
}

static void work(team *team, size_t number)
{
  race *race = team->shared;
  for (size_t i = 0; i < race->rounds; i++) {
    if (number == 0) {
      make(race);
    }
    team_meet(team);
    const ffo_handle handle = race->handle;
    uint32_t retained = 0;
    read_through(race);
    if ((number + i) % 2 == 0) {
      CHECK_OK(ffo_handle_retain(handle));
      CHECK_OK(ffo_handle_close(handle));
    } else if (ffo_handle_borrow_mut(handle, race->type, NULL, NULL) != NULL) {
      CHECK_OK(ffo_handle_return(handle));
    }
    CHECK_OK(ffo_handle_close(handle));
    read_through(race);
    CHECK_OK(ffo_handle_try_retain(handle, &retained));
    if (retained != 0) {
      CHECK_OK(ffo_handle_close(handle));
    }
    team_meet(team);
    if (number == 0) {
      CHECK_EQUAL(race->drops, i + 1);
      CHECK_STATUS(ffo_handle_retain(handle), FFO_E_STALE_HANDLE);
      CHECK_EQUAL(ledger_look().live_blocks, 0);
    }
  }
}

int main(void)
{
  race race = { .rounds = rounds(40000, 400) };
  race.type = register_type("shared", 64, count_drop, &race);
  team_run(THREADS, work, &race);
  CHECK_BALANCED();
  return 0;
}
