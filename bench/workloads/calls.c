/* Calls that make nothing: the floor under everything else, and a call that is refused. */
#include "measure.h"
#include "turns.h"

/* ---- No work at all ------------------------------------------------------------------------- */

static void run_empty(const workload *self, const plan *plan, peer_id id, double *values)
{
  (void)self;
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
  .peers = PEERS_RUST | PEER_BIT(PEER_MEMORY) | PEER_BIT(PEER_STATIC),
  .rounds = 11,
  .run = run_empty,
  .rows = { ROW("empty_call", "empty call", "ns", RATIO(RUST, 0)) },
};

/* ---- A second free, answered ---------------------------------------------------------------- */

INLINE void free_again(const peer *peer, peer_kind kind, void *freed)
{
  (void)kind;
  CHECK(peer->ledger.string_free(freed) == FFO_E_DOUBLE_FREE);
}

/* The same pointer each time: nothing is made meanwhile that could take its place. */
static void run_refusal(const workload *self, const plan *plan, peer_id id, double *values)
{
  (void)self;
  const peer it = load_with_threads(id);
  const size_t count = amount(plan, 500000);
  char *string = make_string(&it, KIND_LEDGER);
  free_string(&it, KIND_LEDGER, string);
  time_turns(&it, KIND_LEDGER, free_again, string, count / 10);
  values[0] = time_turns(&it, KIND_LEDGER, free_again, string, count);
  peer_check(&it, 0, count + count / 10);
}

const workload refusal = {
  .name = "refusal",
  .peers = PEER_BIT(PEER_OURS) | PEER_BIT(PEER_STATIC),
  .rounds = 11,
  .run = run_refusal,
  .rows = { ROW("refusal", "a second free, refused", "ns", ITSELF(100)) },
};
