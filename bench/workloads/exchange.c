/* Blocks that are freed on another thread than they were made on. */
#include "calls.h"
#include "measure.h"
#include "together.h"
#include "workload.h"

enum { MOST_AT_ONCE = 64 };

typedef struct scene {
  peer peer;
  size_t count; /* strings that a thread makes */
  ring rings[2];
} scene;

INLINE void make_strings(const peer *peer, peer_kind kind, void **strings, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    strings[i] = make_string(peer, kind);
  }
}

INLINE void free_strings(const peer *peer, peer_kind kind, void **strings, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    free_string(peer, kind, strings[i]);
  }
}

/* ---- Two threads exchange: each frees what the other made ----------------------------------- */

/* So many are handed over at once; calls are for one string each. */
INLINE int exchange_strings(const peer *peer, peer_kind kind, ring *out, ring *in, size_t count,
                            size_t at_once)
{
  void *mine[MOST_AT_ONCE];
  void *others[MOST_AT_ONCE];
  size_t made = 0;
  size_t freed = 0;
  unsigned turns = 0;
  bool waiting = false; /* made, but the ring is full */
  while (made < count || waiting || freed < count) {
    bool idle = true;
    if (!waiting && made < count) {
      make_strings(peer, kind, mine, at_once);
      made += at_once;
      waiting = true;
    }
    if (waiting && ring_put(out, mine, at_once)) {
      waiting = false;
      idle = false;
    }
    if (freed < count && ring_take(in, others, at_once)) {
      free_strings(peer, kind, others, at_once);
      freed += at_once;
      idle = false;
    }
    if (idle) {
      wait_a_little(&turns);
    }
  }
  return 0;
}

static void exchange_one(void *context, size_t index)
{
  scene *it = context;
  FOR_ITS_KIND(&it->peer, exchange_strings, &it->rings[index], &it->rings[1 - index], it->count, 1);
}

static void exchange_many(void *context, size_t index)
{
  scene *it = context;
  FOR_ITS_KIND(&it->peer, exchange_strings, &it->rings[index], &it->rings[1 - index], it->count,
               MOST_AT_ONCE);
}

/* ---- A producer and a consumer -------------------------------------------------------------- */

INLINE int produce(const peer *peer, peer_kind kind, ring *out, size_t count)
{
  unsigned turns = 0;
  for (size_t i = 0; i < count; i++) {
    void *string = make_string(peer, kind);
    while (!ring_put(out, &string, 1)) {
      wait_a_little(&turns);
    }
  }
  return 0;
}

INLINE int consume(const peer *peer, peer_kind kind, ring *in, size_t count)
{
  unsigned turns = 0;
  for (size_t freed = 0; freed < count;) {
    void *string;
    if (ring_take(in, &string, 1)) {
      free_string(peer, kind, string);
      freed++;
    } else {
      wait_a_little(&turns);
    }
  }
  return 0;
}

static void produce_or_consume(void *context, size_t index)
{
  scene *it = context;
  if (index == 0) {
    FOR_ITS_KIND(&it->peer, produce, &it->rings[0], it->count);
  } else {
    FOR_ITS_KIND(&it->peer, consume, &it->rings[0], it->count);
  }
}

/* ---- The workloads -------------------------------------------------------------------------- */

static void measure(const plan *plan, peer_id id, double *values,
                    void (*work)(void *context, size_t index))
{
  static scene it; /* zero: its rings are empty */
  it.peer = load_with_threads(id);
  it.count = amount(plan, 100000) / MOST_AT_ONCE * MOST_AT_ONCE;
  run_together(2, PINNED, NULL, work, &it); /* warms up */
  it.count = 10 * it.count;
  values[0] = run_together(2, PINNED, NULL, work, &it) / (double)it.count;
  peer_check_balanced(&it.peer);
}

static void run_exchange(const workload *self, const plan *plan, peer_id id, double *values)
{
  measure(plan, id, values, self->variant == 1 ? exchange_one : exchange_many);
}

static void run_producer(const workload *self, const plan *plan, peer_id id, double *values)
{
  (void)self;
  measure(plan, id, values, produce_or_consume);
}

const workload exchange = {
  .name = "exchange",
  .peers = PEERS_ALL | PEER_BIT(PEER_NOTHING),
  .rounds = 11,
  .run = run_exchange,
  .variant = 1,
  .rows = { ROW("exchange", "2 threads free each other's", "ns", RATIO(RUST, 1.0)) },
  .shows_least = true,
};

const workload exchange_64 = {
  .name = "exchange_64",
  .peers = PEERS_MALLOC | PEER_BIT(PEER_NOTHING),
  .rounds = 11,
  .run = run_exchange,
  .variant = MOST_AT_ONCE,
  .rows = { ROW("exchange_64", "2 threads, handed over by 64", "ns", RATIO(RUST, 0.5)) },
  .shows_least = true,
};

const workload producer = {
  .name = "producer",
  .peers = PEERS_ALL | PEER_BIT(PEER_NOTHING),
  .rounds = 11,
  .run = run_producer,
  .rows = { ROW("producer", "producer to consumer", "ns", RATIO(RUST, 0.5)) },
  .shows_least = true,
};
