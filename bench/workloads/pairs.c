/* Pairs of making and freeing, one after the other: the least that a boundary costs. */
#include "calls.h"
#include "measure.h"
#include "workload.h"

typedef enum pair { PAIR_STRING, PAIR_CONFIG, PAIR_NAMED } pair;

INLINE double pairs(const peer *peer, peer_kind kind, pair pair, size_t count)
{
  const double start = now();
  for (size_t i = 0; i < count; i++) {
    if (pair == PAIR_STRING) {
      free_string(peer, kind, make_string(peer, kind));
    } else {
      void *config = make_config(peer, kind);
      if (pair == PAIR_NAMED) {
        name_config(peer, kind, config);
      }
      free_config(peer, kind, config);
    }
  }
  return (now() - start) / (double)count;
}

INLINE void measure(const plan *plan, peer_id id, double *values, pair pair)
{
  const peer it = load_with_threads(id);
  FOR_ITS_KIND(&it, pairs, pair, amount(plan, 200000));
  values[0] = FOR_ITS_KIND(&it, pairs, pair, amount(plan, 2000000));
  peer_check_balanced(&it);
}

static void run_string(const plan *plan, peer_id id, double *values)
{
  measure(plan, id, values, PAIR_STRING);
}

static void run_config(const plan *plan, peer_id id, double *values)
{
  measure(plan, id, values, PAIR_CONFIG);
}

static void run_named(const plan *plan, peer_id id, double *values)
{
  measure(plan, id, values, PAIR_NAMED);
}

/* No work at all: the floor under everything else. */
static void run_empty(const plan *plan, peer_id id, double *values)
{
  const peer it = load_with_threads(id);
  uint32_t (*const empty)(void) = it.kind == KIND_LEDGER ? it.ledger.abi_version : it.plain.empty;
  const size_t count = amount(plan, 10000000);
  double start = 0;
  for (int round = 0; round < 2; round++) { /* the first one warms up */
    start = now();
    for (size_t i = 0; i < count; i++) {
      CHECK(empty() == 1);
    }
  }
  values[0] = (now() - start) / (double)count;
}

const workload empty_call = {
  .name = "empty_call",
  .peers =
      PEER_BIT(PEER_OURS) | PEER_BIT(PEER_RUST) | PEER_BIT(PEER_MEMORY) | PEER_BIT(PEER_STATIC),
  .rounds = 7,
  .run = run_empty,
  .rows = { { "empty_call", "empty call", "ns", { { PEER_RUST, 0 } }, false } },
};

const workload string_pair = {
  .name = "string_pair",
  .peers = PEERS_ALL,
  .rounds = 11,
  .run = run_string,
  .rows = { { "string_pair",
              "string: new, free",
              "ns",
              { { PEER_RUST, 1.0 }, { PEER_MEMORY, 0.75 }, { PEER_GCHANDLE, 0.5 } },
              false } },
};

const workload config_pair = {
  .name = "config_pair",
  .peers = PEERS_ALL,
  .rounds = 11,
  .run = run_config,
  .rows = { { "config_pair",
              "config: new, free",
              "ns",
              { { PEER_RUST, 1.8 }, { PEER_MEMORY, 0.75 }, { PEER_GCHANDLE, 0.5 } },
              false } },
};

const workload config_named = {
  .name = "config_named",
  .peers = PEERS_ALL,
  .rounds = 11,
  .run = run_named,
  .rows = { { "config_named", "config: new, name, free", "ns", { { PEER_RUST, 1.0 } }, false } },
};
