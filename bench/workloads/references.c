/* What is done with a handle while it lives: a borrow and its return, a reference more and less. */
#include "turns.h"

/* A string that is shared: ours by its handle, Rust's by the map's or by an Arc. */
typedef struct shared {
  uint64_t handle;
  const void *arc;
} shared;

/* Beside the map's get, which looks at the text under its locks. */
INLINE void borrow_and_return(const peer *peer, peer_kind kind, void *context)
{
  const uint64_t handle = ((const shared *)context)->handle;
  if (kind == KIND_LEDGER) {
    const char *borrowed = peer->ledger.handle_borrow(handle, FFO_TYPE_STRING, NULL, NULL);
    CHECK(borrowed != NULL && borrowed[0] == text[0]);
    CHECK(peer->ledger.handle_return(handle) == FFO_OK);
  } else {
    CHECK(peer->plain.handle_use(handle) == text[0]);
  }
}

/* Beside an Arc's count, which nothing checks. */
INLINE void retain_and_release(const peer *peer, peer_kind kind, void *context)
{
  const shared *it = context;
  if (kind == KIND_LEDGER) {
    CHECK(peer->ledger.handle_retain(it->handle) == FFO_OK);
    CHECK(peer->ledger.handle_release(it->handle) == FFO_OK);
  } else {
    peer->plain.shared_retain(it->arc);
    peer->plain.shared_release(it->arc);
  }
}

INLINE void measure(const plan *plan, peer_id id, double *values, turn *turn)
{
  const peer it = load_with_threads(id);
  const bool is_ours = it.kind == KIND_LEDGER;
  shared shared = { 0 };
  if (is_ours) {
    char *string = make_string(&it, KIND_LEDGER);
    shared.handle = it.ledger.handle_from_raw(string, FFO_TYPE_STRING, NULL);
  } else {
    shared.handle = it.plain.handle_new(text);
    shared.arc = it.plain.shared_new(text);
    CHECK(shared.arc != NULL);
  }
  CHECK(shared.handle != 0);
  values[0] = measure_turns(&it, plan, turn, &shared, 2000000);
  if (is_ours) {
    CHECK(it.ledger.handle_release(shared.handle) == FFO_OK);
  } else {
    CHECK(it.plain.handle_free(shared.handle) == 0);
    it.plain.shared_release(shared.arc);
  }
  peer_check_balanced(&it);
}

static void run_borrow(const workload *self, const plan *plan, peer_id id, double *values)
{
  (void)self;
  measure(plan, id, values, borrow_and_return);
}

static void run_retain(const workload *self, const plan *plan, peer_id id, double *values)
{
  (void)self;
  measure(plan, id, values, retain_and_release);
}

const workload handle_borrow = {
  .name = "handle_borrow",
  .peers = PEERS_RUST,
  .rounds = 11,
  .run = run_borrow,
  .rows = { ROW("handle_borrow", "handle: borrow, return", "ns", RATIO(RUST, 0.7)) },
};

const workload handle_retain = {
  .name = "handle_retain",
  .peers = PEERS_RUST,
  .rounds = 11,
  .run = run_retain,
  .rows = { ROW("handle_retain", "handle: retain, release", "ns", RATIO(RUST, 2.2)) },
};
