/* Threads that have nothing to do with each other, side by side. */
#include "together.h"
#include "turns.h"

typedef struct crowd {
  peer peer;
  size_t count;
} crowd;

INLINE void pair(const peer *peer, peer_kind kind, void *context)
{
  (void)context;
  free_string(peer, kind, make_string(peer, kind));
}

static void warm_up(void *context, size_t index)
{
  crowd *it = context;
  (void)index;
  FOR_ITS_KIND(&it->peer, time_turns, pair, NULL, it->count / 10);
}

static void work(void *context, size_t index)
{
  crowd *it = context;
  (void)index;
  FOR_ITS_KIND(&it->peer, time_turns, pair, NULL, it->count);
}

static void run(const workload *self, const plan *plan, peer_id id, double *values)
{
  (void)self;
  crowd it = { load_with_threads(id), amount(plan, 1000000) };
  values[0] = run_together(plan->point, WANDERING, warm_up, work, &it) / (double)it.count /
              (double)plan->point;
  peer_check_balanced(&it.peer);
}

const workload thread_curve = {
  .name = "thread_curve",
  .peers = PEERS_MALLOC,
  .rounds = 5,
  .run = run,
  .rows = { ROW("thread_curve", "string pair against threads, all together", "ns",
                RATIO(RUST, 0)) },
  .x_title = "threads",
  .points = { 1, 2, 3, 4, 6, 8 },
  .quick_points = { 1, 2, 4 },
};
