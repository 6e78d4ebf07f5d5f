/* Vecs of ints: elements added where there is room, and a vec's whole life. */
#include "turns.h"

enum { ROOM = 1024, GROUP = 16 };

/* The one that the peer has, and what is added. */
typedef struct vecs {
  ffo_vec ours;
  rust_vec rust;
  int32_t values[GROUP];
} vecs;

INLINE void empty(const peer *peer, peer_kind kind, vecs *it)
{
  if (kind == KIND_LEDGER) {
    it->ours.length = 0;
  } else {
    peer->plain.vec_clear(&it->rust);
  }
}

/* ---- One by one, until it is full ----------------------------------------------------------- */

INLINE void push_all(const peer *peer, peer_kind kind, void *context)
{
  vecs *it = context;
  empty(peer, kind, it);
  for (size_t i = 0; i < ROOM; i++) {
    if (kind == KIND_LEDGER) {
      CHECK(peer->ledger.vec_push(&it->ours, &it->values[i % GROUP]) == FFO_OK);
    } else {
      peer->plain.vec_push(&it->rust, it->values[i % GROUP]);
    }
  }
}

/* ---- Sixteen at once, until it is full ------------------------------------------------------ */

INLINE void append_all(const peer *peer, peer_kind kind, void *context)
{
  vecs *it = context;
  empty(peer, kind, it);
  for (size_t i = 0; i < ROOM / GROUP; i++) {
    if (kind == KIND_LEDGER) {
      CHECK(peer->ledger.vec_append(&it->ours, it->values, GROUP) == FFO_OK);
    } else {
      peer->plain.vec_append(&it->rust, it->values, GROUP);
    }
  }
}

/* ---- Room for sixteen, and its end ---------------------------------------------------------- */

INLINE void init_and_dispose(const peer *peer, peer_kind kind, void *context)
{
  vecs *it = context;
  switch (kind) {
  case KIND_LEDGER:
    CHECK(peer->ledger.vec_init(&it->ours, sizeof(int32_t), GROUP) == FFO_OK);
    CHECK(peer->ledger.vec_dispose(&it->ours) == FFO_OK);
    break;
  case KIND_LIBRARY:
    peer->plain.vec_init(&it->rust, GROUP);
    peer->plain.vec_dispose(&it->rust);
    break;
  case KIND_ALLOCATOR: {
    void *data = peer->allocator.allocate(GROUP * sizeof(int32_t));
    CHECK(data != NULL);
    peer->allocator.release(data);
    break;
  }
  }
}

/* ---- The workloads -------------------------------------------------------------------------- */

/* The variant is how many a turn adds at once. */
INLINE void measure_adding(const workload *self, const plan *plan, peer_id id, double *values,
                           turn *turn)
{
  const peer it = load_with_threads(id);
  vecs vecs = { .values = { 1, 2, 3 } };
  if (it.kind == KIND_LEDGER) {
    CHECK(it.ledger.vec_init(&vecs.ours, sizeof(int32_t), ROOM) == FFO_OK);
  } else {
    it.plain.vec_init(&vecs.rust, ROOM);
  }
  const size_t calls = ROOM / self->variant;
  values[0] = measure_turns(&it, plan, turn, &vecs, 4000000 / calls) / (double)calls;
  if (it.kind == KIND_LEDGER) {
    CHECK(vecs.ours.length == ROOM && vecs.ours.capacity == ROOM);
    CHECK(it.ledger.vec_dispose(&vecs.ours) == FFO_OK);
  } else {
    it.plain.vec_dispose(&vecs.rust);
  }
  peer_check_balanced(&it);
}

static void run_push(const workload *self, const plan *plan, peer_id id, double *values)
{
  measure_adding(self, plan, id, values, push_all);
}

static void run_append(const workload *self, const plan *plan, peer_id id, double *values)
{
  measure_adding(self, plan, id, values, append_all);
}

static void run_init(const workload *self, const plan *plan, peer_id id, double *values)
{
  (void)self;
  const peer it = load_with_threads(id);
  vecs vecs = { .values = { 0 } };
  values[0] = measure_turns(&it, plan, init_and_dispose, &vecs, 2000000);
  peer_check_balanced(&it);
}

const workload vec_push = {
  .name = "vec_push",
  .peers = PEERS_RUST,
  .rounds = 11,
  .run = run_push,
  .variant = 1,
  .rows = { ROW("vec_push", "vec: push, room left", "ns", RATIO(RUST, 2.0)) },
};

const workload vec_append = {
  .name = "vec_append",
  .peers = PEERS_RUST,
  .rounds = 11,
  .run = run_append,
  .variant = GROUP,
  .rows = { ROW("vec_append", "vec: append 16, room left", "ns", RATIO(RUST, 1.8)) },
};

const workload vec_init = {
  .name = "vec_init",
  .peers = PEERS_MALLOC,
  .rounds = 11,
  .run = run_init,
  .rows = { ROW("vec_init", "vec of 16: init, dispose", "ns", RATIO(RUST, 1.0)) },
};
