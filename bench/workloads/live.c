/* Many live strings: caches miss, free lists are long and out of order. */
#include "calls.h"
#include "measure.h"
#include "workload.h"

/* ---- Made in order, freed in random order, twice on the same heap --------------------------- */

enum { ROUNDS = 2 };

static void shuffle(uint32_t *order, size_t count)
{
  uint64_t random = 1;
  for (size_t i = 0; i < count; i++) {
    const size_t other = next_random(&random, i + 1);
    order[i] = order[other];
    order[other] = (uint32_t)i;
  }
}

/* Values: each round's pair, then each round's parts. */
INLINE double rounds(const peer *peer, peer_kind kind, char **strings, const uint32_t *order,
                     size_t count, double *values)
{
  for (size_t round = 0; round < ROUNDS; round++) {
    const double start = now();
    for (size_t i = 0; i < count; i++) {
      strings[i] = make_string(peer, kind);
    }
    const double made = now();
    for (size_t i = 0; i < count; i++) {
      free_string(peer, kind, strings[order[i]]);
    }
    const double freed = now();
    values[round] = (freed - start) / (double)count;
    values[ROUNDS + 2 * round] = (made - start) / (double)count;
    values[ROUNDS + 2 * round + 1] = (freed - made) / (double)count;
  }
  return 0;
}

static void run_random(const workload *self, const plan *plan, peer_id id, double *values)
{
  (void)self;
  const size_t count = amount(plan, 2000000);
  char **strings = own_memory(count * sizeof *strings);
  uint32_t *order = own_memory(count * sizeof *order);
  shuffle(order, count);
  const peer it = load_with_threads(id);
  FOR_ITS_KIND(&it, rounds, strings, order, count, values);
  peer_check_balanced(&it);
}

const workload live_random = {
  .name = "live_random",
  .peers = PEERS_MALLOC,
  .rounds = 11,
  .run = run_random,
  .rows = {
    ROW("live_random_1", "2 million live, first round", "ns", RATIO(RUST, 0.6)),
    ROW("live_random_2", "2 million live, second round", "ns", RATIO(RUST, 0.32)),
    DETAIL("live_random_1_new", "first round, new in order", "ns", RATIO(RUST, 0)),
    DETAIL("live_random_1_free", "first round, free in random order", "ns", RATIO(RUST, 0)),
    DETAIL("live_random_2_new", "second round, new", "ns", RATIO(RUST, 0)),
    DETAIL("live_random_2_free", "second round, free in random order", "ns", RATIO(RUST, 0)),
  },
};

/* ---- A pair, while so many others live ------------------------------------------------------ */

/* One at random makes room for a new one. */
INLINE double replaced(const peer *peer, peer_kind kind, char **strings, size_t live, size_t count)
{
  uint64_t random = 1;
  for (size_t i = 0; i < live; i++) {
    strings[i] = make_string(peer, kind);
  }

  double start = now();
  for (size_t i = 0; i < 2 * count; i++) {
    if (i == count) { /* the first half warms up */
      start = now();
    }
    char **place = &strings[next_random(&random, live)];
    free_string(peer, kind, *place);
    *place = make_string(peer, kind);
  }
  return (now() - start) / (double)count;
}

static void run_curve(const workload *self, const plan *plan, peer_id id, double *values)
{
  (void)self;
  char **strings = own_memory(plan->point * sizeof *strings);
  const peer it = load_with_threads(id);
  values[0] = FOR_ITS_KIND(&it, replaced, strings, plan->point, amount(plan, 1000000));
  peer_check(&it, plan->point, 0); /* their end would take longer than all the rest */
}

const workload live_curve = {
  .name = "live_curve",
  .peers = PEERS_MALLOC,
  .rounds = 3,
  .run = run_curve,
  .rows = { ROW("live_curve", "string pair against live strings", "ns", RATIO(RUST, 0)) },
  .x_title = "live strings",
  .points = { 1000, 10000, 100000, 1000000, 10000000 },
  .quick_points = { 1000, 10000, 100000 },
};
