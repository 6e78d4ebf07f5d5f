/* Each operation that allocates is done with its N-th allocation failing, for N = 1, 2, 3 ... until
 * it succeeds without a failure. A refused one answers FFO_E_OUT_OF_MEMORY and has changed nothing.
 * Each operation has a process of its own, so that the library's tables are small and have to grow.
 * The slab heap takes so much at once that few operations of a young process meet a failure. */
#include "child.h"
#include "faults.h"
#include "operations.h"

enum { REFUSED = 0, NEVER_REFUSED = 2 };

/* What there was there still is, and nothing else: what a refused call had made it has ended. */
static void check_kept(const ffo_stats *before)
{
  ffo_stats now = ledger_look();
  CHECK_EQUAL(now.created_blocks - before->created_blocks, now.freed_blocks - before->freed_blocks);
  now.created_blocks = before->created_blocks;
  now.freed_blocks = before->freed_blocks;
  now.reserved_bytes = before->reserved_bytes;
  CHECK(memcmp(&now, before, sizeof now) == 0);
}

/* Returns whether this was the round without a failure. */
static bool run_with_failure(const operation *operation, size_t n, size_t *refusals)
{
  if (operation->prepare != NULL) {
    operation->prepare();
  }
  const ffo_stats before = ledger_look();
  faults_arm(n);
  const ffo_status status = operation->attempt();
  const bool fired = faults_disarm();
  if (status != FFO_OK) {
    CHECK(fired);
    CHECK_STATUS(status, FFO_E_OUT_OF_MEMORY);
    CHECK_STATUS(ffo_last_error(), FFO_E_OUT_OF_MEMORY);
    check_kept(&before);
    ++*refusals;
  }
  CHECK_OK(ffo_validate());
  if (operation->clean_up != NULL) {
    operation->clean_up();
  }
  CHECK_BALANCED();
  return !fired;
}

static int run(size_t number)
{
  const operation *operation = &operations[number];
  CHECK_OK(ffo_string_free(ffo_string_new("the library has started", NULL)));
  ffo_abi_check(0);
  size_t n = 1;
  size_t refusals = 0;
  while (!run_with_failure(operation, n, &refusals)) {
    n++;
  }
  printf("%-24s %3zu allocations, %3zu refusals\n", operation->name, n - 1, refusals);
  fflush(stdout);
  /* A report puts up with every failure of its own. */
  CHECK(refusals > 0 || operation->attempt == report_leaks || ledger_look().heap == FFO_HEAP_SLAB);
  return refusals > 0 ? REFUSED : NEVER_REFUSED;
}

int main(int count, char **arguments)
{
  child_work(count, arguments, run);
  size_t refused = 0;
  for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
    const int status = child_run(arguments[0], i, run);
    const bool was_refused = status == REFUSED;
    CHECK(was_refused || status == NEVER_REFUSED);
    refused += was_refused;
  }
  CHECK(refused > 0);
  return 0;
}
