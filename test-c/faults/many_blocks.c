/* A new thread makes thousands of blocks of all sizes and handles for some of them, and the N-th
 * allocation on its way fails: that of its heap, of slabs, of their entries, of the tables that
 * lead to them, of large blocks, of handles. The one call meanwhile is refused; the same call once
 * more succeeds, and at the end everything can be ended. One process for each N, so that the tables
 * are small and have to grow. */
#include "bytes.h"
#include "child.h"
#include "faults.h"
#include "threads.h"

enum { BLOCKS = 5000, REFUSED = 0, TOLERATED = 2, NO_FAILURE = 3 };

typedef struct attempt {
  size_t n;
  size_t refusals;
  bool fired;
} attempt;

static char *blocks[BLOCKS];
static ffo_handle handles[BLOCKS];

static const size_t sizes[] = { 10,    30,    100,   200,   400,    700,    1000,
                                2000,  5000,  9000,  20000, 30000,  60000,  100000,
                                70000, 50000, 40000, 90000, 150000, 300000, 5 << 20 };

/* Small ones mostly; the large ones are never touched. */
static size_t size_of(size_t i)
{
  return i % 16 == 0 ? sizes[i / 16 % (sizeof sizes / sizeof *sizes)] : sizes[i % 7];
}

static void check_refused(attempt *attempt, ffo_status status, const ffo_stats *before)
{
  attempt->refusals++;
  CHECK_STATUS(status, FFO_E_OUT_OF_MEMORY);
  CHECK_STATUS(ffo_last_error(), FFO_E_OUT_OF_MEMORY);
  const ffo_stats now = ledger_look();
  CHECK_EQUAL(now.live_blocks, before->live_blocks);
  CHECK_EQUAL(now.live_bytes, before->live_bytes);
  CHECK_EQUAL(now.live_handles, before->live_handles);
  CHECK_EQUAL(now.created_blocks, before->created_blocks);
  CHECK_OK(ffo_validate());
}

static void make(attempt *attempt, size_t i)
{
  const ffo_stats before = ledger_look();
  ffo_status status;
  blocks[i] = bytes_try_new(size_of(i), &status);
  if (blocks[i] == NULL) {
    check_refused(attempt, status, &before);
    blocks[i] = bytes_new(size_of(i));
  }
}

static void trade(attempt *attempt, size_t i)
{
  const ffo_stats before = ledger_look();
  ffo_status status;
  handles[i] = ffo_handle_from_raw(blocks[i], FFO_TYPE_VEC, &status);
  if (handles[i] == 0) {
    check_refused(attempt, status, &before);
    handles[i] = ffo_handle_from_raw(blocks[i], FFO_TYPE_VEC, &status);
    CHECK_OK(status);
  }
}

static void work(team *team, size_t number)
{
  attempt *attempt = team->shared;
  (void)number;
  ffo_clear_error(); /* the library knows the thread now */
  faults_arm(attempt->n);
  for (size_t i = 0; i < BLOCKS; i++) {
    make(attempt, i);
    if (i % 3 == 0) {
      trade(attempt, i);
    }
  }
  attempt->fired = faults_disarm();
}

static int run_with_failure(size_t n)
{
  CHECK_OK(ffo_string_free(ffo_string_new("the library has started", NULL)));
  attempt attempt = { .n = n };
  team_run(1, work, &attempt);
  CHECK(attempt.fired || attempt.refusals == 0);
  CHECK(attempt.refusals <= 1);
  CHECK_EQUAL(ledger_look().live_blocks, BLOCKS);
  for (size_t i = 0; i < BLOCKS; i++) {
    CHECK_OK(i % 3 == 0 ? ffo_handle_release(handles[i]) : bytes_free(blocks[i]));
  }
  CHECK_BALANCED();
  return attempt.refusals > 0 ? REFUSED : attempt.fired ? TOLERATED : NO_FAILURE;
}

int main(int count, char **arguments)
{
  child_work(count, arguments, run_with_failure);
  size_t refusals = 0;
  for (size_t n = 1;; n++) {
    const int status = child_run(arguments[0], n, run_with_failure);
    if (status == NO_FAILURE) {
      printf("%zu allocations, %zu refusals\n", n - 1, refusals);
      CHECK(refusals > 10);
      return 0;
    }
    CHECK(status == REFUSED || status == TOLERATED);
    refusals += status == REFUSED;
  }
}
