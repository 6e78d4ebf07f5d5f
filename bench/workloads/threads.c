/* Blocks that are freed on another thread than they were made on, and threads side by side. */
#include "calls.h"
#include "measure.h"
#include "together.h"
#include "workload.h"

typedef struct scene {
  peer peer;
  size_t count; /* strings that each thread makes */
  ring rings[2];
} scene;

/* ---- Two threads exchange: each frees what the other made ----------------------------------- */

INLINE int exchange_strings(const peer *peer, peer_kind kind, ring *out, ring *in, size_t count)
{
  size_t made = 0;
  size_t freed = 0;
  unsigned turns = 0;
  char *waiting = NULL; /* made, but the ring is full */
  while (made < count || waiting != NULL || freed < count) {
    bool idle = true;
    if (waiting == NULL && made < count) {
      waiting = make_string(peer, kind);
      made++;
    }
    if (waiting != NULL && ring_put(out, waiting)) {
      waiting = NULL;
      idle = false;
    }
    char *string = ring_take(in);
    if (string != NULL) {
      free_string(peer, kind, string);
      freed++;
      idle = false;
    }
    if (idle) {
      wait_a_little(&turns);
    }
  }
  return 0;
}

static void exchange_work(void *context, size_t index)
{
  scene *it = context;
  FOR_ITS_KIND(&it->peer, exchange_strings, &it->rings[index], &it->rings[1 - index], it->count);
}

/* ---- A producer and a consumer -------------------------------------------------------------- */

INLINE int produce(const peer *peer, peer_kind kind, ring *out, size_t count)
{
  unsigned turns = 0;
  for (size_t i = 0; i < count; i++) {
    char *string = make_string(peer, kind);
    while (!ring_put(out, string)) {
      wait_a_little(&turns);
    }
  }
  return 0;
}

INLINE int consume(const peer *peer, peer_kind kind, ring *in, size_t count)
{
  unsigned turns = 0;
  for (size_t freed = 0; freed < count;) {
    char *string = ring_take(in);
    if (string == NULL) {
      wait_a_little(&turns);
      continue;
    }
    free_string(peer, kind, string);
    freed++;
  }
  return 0;
}

static void producer_work(void *context, size_t index)
{
  scene *it = context;
  if (index == 0) {
    FOR_ITS_KIND(&it->peer, produce, &it->rings[0], it->count);
  } else {
    FOR_ITS_KIND(&it->peer, consume, &it->rings[0], it->count);
  }
}

/* ---- Threads that have nothing to do with each other ---------------------------------------- */

INLINE int pairs(const peer *peer, peer_kind kind, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    free_string(peer, kind, make_string(peer, kind));
  }
  return 0;
}

static void pairs_prepare(void *context, size_t index)
{
  scene *it = context;
  (void)index;
  FOR_ITS_KIND(&it->peer, pairs, it->count / 10);
}

static void pairs_work(void *context, size_t index)
{
  scene *it = context;
  (void)index;
  FOR_ITS_KIND(&it->peer, pairs, it->count);
}

/* ---- The workloads -------------------------------------------------------------------------- */

static void measure_two(const plan *plan, peer_id id, double *values,
                        void (*work)(void *context, size_t index))
{
  static scene it; /* zero: its rings are empty */
  it.peer = load_with_threads(id);
  it.count = amount(plan, 100000);
  run_together(2, NULL, work, &it); /* warms up */
  it.count = amount(plan, 1000000);
  values[0] = run_together(2, NULL, work, &it) / (double)it.count;
  peer_check_balanced(&it.peer);
}

static void run_exchange(const plan *plan, peer_id id, double *values)
{
  measure_two(plan, id, values, exchange_work);
}

static void run_producer(const plan *plan, peer_id id, double *values)
{
  measure_two(plan, id, values, producer_work);
}

static void run_curve(const plan *plan, peer_id id, double *values)
{
  static scene it;
  it.peer = load_with_threads(id);
  it.count = amount(plan, 1000000);
  values[0] = run_together(plan->point, pairs_prepare, pairs_work, &it) / (double)it.count /
              (double)plan->point;
  peer_check_balanced(&it.peer);
}

const workload exchange = {
  .name = "exchange",
  .peers = PEERS_ALL,
  .rounds = 11,
  .run = run_exchange,
  .rows = { { "exchange", "2 threads free each other's", "ns", { { PEER_RUST, 0.8 } }, false } },
};

const workload producer = {
  .name = "producer",
  .peers = PEERS_ALL,
  .rounds = 11,
  .run = run_producer,
  .rows = { { "producer", "producer to consumer", "ns", { { PEER_RUST, 0.8 } }, false } },
};

const workload thread_curve = {
  .name = "thread_curve",
  .peers =
      PEER_BIT(PEER_OURS) | PEER_BIT(PEER_RUST) | PEER_BIT(PEER_GLIBC) | PEER_BIT(PEER_MIMALLOC),
  .rounds = 5,
  .run = run_curve,
  .rows = { { "thread_curve",
              "string pair against threads, all together",
              "ns",
              { { PEER_RUST, 0 } },
              false } },
  .x_title = "threads",
  .points = { 1, 2, 3, 4, 6, 8 },
  .quick_points = { 1, 2, 4 },
};
