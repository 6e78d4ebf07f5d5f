/* Eight threads borrow, return, retain, release, close and trade back one handle. The block ends
 * once: at the last return, when it was closed before, or by whoever traded it back. From then on
 * the handle is stale to all of them. */
#include "ledger.h"
#include "threads.h"
#include "types.h"

enum { THREADS = 8, CONTENT = 0xB10C };

typedef struct race {
  size_t rounds;
  ffo_type type;
  ffo_handle handle;
  atomic_size_t drops;
  atomic_size_t traded_back;
} race;

static void FFO_CALL count_drop(void *payload, void *context)
{
  CHECK_EQUAL(*(uint64_t *)payload, CONTENT);
  atomic_fetch_add(&((race *)context)->drops, 1);
}

static void make(race *race)
{
  uint64_t *block = ffo_box_new(race->type, NULL);
  CHECK(block != NULL);
  *block = CONTENT;
  race->handle = ffo_handle_from_raw(block, race->type, NULL);
  CHECK(race->handle != 0);
}

/* Nobody else can end the block while it is borrowed. */
static void borrow(race *race, bool exclusive)
{
  ffo_status status;
  const uint64_t *lent = exclusive ? ffo_handle_borrow_mut(race->handle, race->type, NULL, &status)
                                   : ffo_handle_borrow(race->handle, race->type, NULL, &status);
  if (lent == NULL) {
    CHECK(status == FFO_E_STALE_HANDLE || status == FFO_E_BORROW_CONFLICT);
    return;
  }
  const size_t drops = race->drops;
  CHECK_EQUAL(*lent, CONTENT);
  CHECK_EQUAL(ffo_handle_into_raw(race->handle, race->type, &status), NULL);
  CHECK(status == FFO_E_BORROWED || status == FFO_E_SHARED || status == FFO_E_STALE_HANDLE);
  CHECK_EQUAL(race->drops, drops);
  CHECK_EQUAL(*lent, CONTENT);
  CHECK_OK(ffo_handle_return(race->handle));
}

static void trade_back(race *race)
{
  ffo_status status;
  uint64_t *block = ffo_handle_into_raw(race->handle, race->type, &status);
  if (block == NULL) {
    CHECK(status == FFO_E_STALE_HANDLE || status == FFO_E_BORROWED || status == FFO_E_SHARED);
    return;
  }
  CHECK_EQUAL(race->traded_back++ % 2, 0);
  CHECK_EQUAL(*block, CONTENT);
  CHECK_OK(ffo_box_free(block, race->type));
  race->traded_back++;
}

static void check_given_up(ffo_status status)
{
  CHECK(status == FFO_OK || status == FFO_E_STALE_HANDLE);
}

/* A reference more, given back in one way or the other; if it has become the last one, somebody may
 * have traded it back. */
static void share(race *race, bool close)
{
  uint32_t retained;
  CHECK_OK(ffo_handle_try_retain(race->handle, &retained));
  if (retained == 0) {
    return;
  }
  borrow(race, false);
  const ffo_status status =
      close ? ffo_handle_close(race->handle) : ffo_handle_release(race->handle);
  if (status == FFO_E_BORROWED) { /* the last one, and somebody reads */
    CHECK(!close);
    check_given_up(ffo_handle_close(race->handle));
  } else {
    check_given_up(status);
  }
}

static void work(team *team, size_t number)
{
  race *race = team->shared;
  for (size_t i = 0; i < race->rounds; i++) {
    if (number == 0) {
      make(race);
    }
    team_meet(team);
    borrow(race, (number + i) % 4 == 3);
    share(race, (number + i) % 2 == 0);
    if ((number + i) % THREADS == 0) { /* the one reference there was at first */
      check_given_up(ffo_handle_close(race->handle));
    } else if ((number + i) % THREADS % 3 == 1) {
      trade_back(race);
    }
    share(race, (number + i) % 2 == 1);
    team_meet(team);
    if (number == 0) {
      CHECK_EQUAL(race->drops, i + 1);
      CHECK_STATUS(ffo_handle_retain(race->handle), FFO_E_STALE_HANDLE);
      CHECK_STATUS(ffo_handle_return(race->handle), FFO_E_STALE_HANDLE);
      CHECK_EQUAL(ledger_look().live_blocks, 0);
    }
  }
}

int main(void)
{
  race race = { .rounds = rounds(20000, 200) };
  race.type = register_type("shared by eight", 64, count_drop, &race);
  team_run(THREADS, work, &race);
  printf("%zu rounds, %zu of them traded back\n", race.rounds, race.traded_back / 2);
  CHECK(RUNNING_ON_VALGRIND || race.traded_back > 0);
  CHECK_BALANCED();
  return 0;
}
