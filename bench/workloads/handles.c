/* A handle's whole life: five calls of ours beside three of a checked map, which hands nothing out
 * and so has nothing to be returned. */
#include "calls.h"
#include "measure.h"
#include "together.h"
#include "workload.h"

typedef struct lives {
  peer peer;
  size_t count;
} lives;

static void our_lives(const ledger_calls *calls, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    char *string = calls->string_new(text, NULL);
    const ffo_handle handle = calls->handle_from_raw(string, FFO_TYPE_STRING, NULL);
    const char *borrowed = calls->handle_borrow(handle, FFO_TYPE_STRING, NULL, NULL);
    CHECK(borrowed != NULL && borrowed[0] == text[0]);
    CHECK(calls->handle_return(handle) == FFO_OK);
    CHECK(calls->handle_release(handle) == FFO_OK);
  }
}

static void map_lives(const library_calls *calls, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    const uint64_t handle = calls->handle_new(text);
    CHECK(calls->handle_use(handle) == text[0]);
    CHECK(calls->handle_free(handle) == 0);
  }
}

static void live(const lives *it, size_t count)
{
  if (it->peer.kind == KIND_LEDGER) {
    our_lives(&it->peer.ledger, count);
  } else {
    map_lives(&it->peer.plain, count);
  }
}

static void warm_up(void *context, size_t index)
{
  (void)index;
  live(context, ((lives *)context)->count / 10);
}

static void work(void *context, size_t index)
{
  (void)index;
  live(context, ((lives *)context)->count);
}

static void measure(const plan *plan, peer_id id, double *values, size_t threads)
{
  lives it = { load_with_threads(id), amount(plan, 500000) };
  values[0] = run_together(threads, warm_up, work, &it) / (double)it.count;
  peer_check_balanced(&it.peer);
}

static void run_one(const plan *plan, peer_id id, double *values) { measure(plan, id, values, 1); }

static void run_two(const plan *plan, peer_id id, double *values) { measure(plan, id, values, 2); }

const workload handle_life = {
  .name = "handle_life",
  .peers = PEER_BIT(PEER_OURS) | PEER_BIT(PEER_RUST) | PEER_BIT(PEER_STATIC),
  .rounds = 11,
  .run = run_one,
  .rows = { { "handle_life", "handle: new, use, free", "ns", { { PEER_RUST, 0.95 } }, false } },
};

const workload handle_threads = {
  .name = "handle_threads",
  .peers = PEER_BIT(PEER_OURS) | PEER_BIT(PEER_RUST) | PEER_BIT(PEER_STATIC),
  .rounds = 11,
  .run = run_two,
  .rows = { { "handle_threads", "the same on 2 threads", "ns", { { PEER_RUST, 0.5 } }, false } },
};
