/* A handle's whole life: five calls of ours beside three of a checked map, which hands nothing out
 * and so has nothing to be returned. */
#include "together.h"
#include "turns.h"

typedef struct lives {
  peer peer;
  size_t count;
} lives;

INLINE void life(const peer *peer, peer_kind kind, void *context)
{
  (void)context;
  if (kind == KIND_LIBRARY) {
    const uint64_t handle = peer->plain.handle_new(text);
    CHECK(peer->plain.handle_use(handle) == text[0]);
    CHECK(peer->plain.handle_free(handle) == 0);
    return;
  }

  char *string = make_string(peer, kind);
  if (kind == KIND_ALLOCATOR) { /* the one that does nothing */
    CHECK(string[0] == text[0]);
    free_string(peer, kind, string);
    return;
  }
  const ffo_handle handle = peer->ledger.handle_from_raw(string, FFO_TYPE_STRING, NULL);
  const char *borrowed = peer->ledger.handle_borrow(handle, FFO_TYPE_STRING, NULL, NULL);
  CHECK(borrowed != NULL && borrowed[0] == text[0]);
  CHECK(peer->ledger.handle_return(handle) == FFO_OK);
  CHECK(peer->ledger.handle_release(handle) == FFO_OK);
}

static void warm_up(void *context, size_t index)
{
  lives *it = context;
  (void)index;
  FOR_ITS_KIND(&it->peer, time_turns, life, NULL, it->count / 10);
}

static void work(void *context, size_t index)
{
  lives *it = context;
  (void)index;
  FOR_ITS_KIND(&it->peer, time_turns, life, NULL, it->count);
}

/* The variant is the number of threads. */
static void run(const workload *self, const plan *plan, peer_id id, double *values)
{
  lives it = { load_with_threads(id), amount(plan, 500000) };
  const places places = self->variant == 1 ? WANDERING : PINNED;
  values[0] = run_together(self->variant, places, warm_up, work, &it) / (double)it.count;
  peer_check_balanced(&it.peer);
}

const workload handle_life = {
  .name = "handle_life",
  .peers = PEERS_RUST | PEER_BIT(PEER_STATIC),
  .rounds = 11,
  .run = run,
  .variant = 1,
  .rows = { ROW("handle_life", "handle: new, use, free", "ns", RATIO(RUST, 1.5)) },
};

const workload handle_threads = {
  .name = "handle_threads",
  .peers = PEERS_RUST | PEER_BIT(PEER_STATIC) | PEER_BIT(PEER_NOTHING),
  .rounds = 11,
  .run = run,
  .variant = 2,
  .rows = { ROW("handle_threads", "handle: life on 2 threads", "ns", RATIO(RUST, 0.7)) },
  .shows_least = true,
};
