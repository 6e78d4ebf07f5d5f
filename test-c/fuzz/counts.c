/* What the ledger counts, and what the model expects of it. */
#include "run.h"

void count_add(uint64_t *count, uint64_t added)
{
  __atomic_fetch_add(count, added, __ATOMIC_RELAXED);
}

void read_counts(lane *on, counts *to)
{
  ffo_stats stats = FFO_STATS_INIT;
  if (on->world->api->stats_get(&stats) != FFO_OK) {
    found(on, "ffo_stats_get fails");
  }
  on->world->heap = stats.heap;
  *to = (counts){ stats.created_blocks, stats.freed_blocks,     stats.live_blocks,
                  stats.live_bytes,     stats.forgotten_blocks, stats.forgotten_bytes,
                  stats.live_handles,   stats.live_borrows,     stats.misuses };
}

void counts_compare(lane *on, const char *when)
{
  static const char *const names[] = { "created blocks", "freed blocks",     "live blocks",
                                       "live bytes",     "forgotten blocks", "forgotten bytes",
                                       "live handles",   "live borrows",     "misuses" };
  counts now;
  read_counts(on, &now);
  const uint64_t *are = (const uint64_t *)&now;
  const uint64_t *were = (const uint64_t *)&on->world->before;
  const uint64_t *made = (const uint64_t *)&on->world->sum;
  for (size_t i = 0; i < sizeof now / sizeof *are; i++) {
    if (are[i] != were[i] + made[i]) {
      found(on, "%s: %llu %s, and there should be %llu", when, (unsigned long long)are[i], names[i],
            (unsigned long long)(were[i] + made[i]));
    }
  }
  if (on->world->drops != on->world->expected_drops) {
    found(on, "%s: %llu drop callbacks, and there should be %llu", when,
          (unsigned long long)on->world->drops, (unsigned long long)on->world->expected_drops);
  }
  if (on->world->hook_calls != on->world->expected_hook_calls) {
    found(on, "%s: the hook was called %llu times, and should have been %llu", when,
          (unsigned long long)on->world->hook_calls,
          (unsigned long long)on->world->expected_hook_calls);
  }
}
