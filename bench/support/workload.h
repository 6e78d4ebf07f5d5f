/* A workload: what is done with a peer, what comes out, and how good it is to be. */
#ifndef BENCH_WORKLOAD_H
#define BENCH_WORKLOAD_H

#include "peer.h"

enum { MOST_VALUES = 8, MOST_AIMS = 4, MOST_POINTS = 8 };

/* How much a sample does. */
typedef struct plan {
  bool quick;
  size_t point; /* of a curve: its x */
} plan;

/* That much, or a tenth of it. */
static inline size_t amount(const plan *plan, size_t full)
{
  return plan->quick ? full / 10 : full;
}

/* Ours divided by the peer's is to be at most this. With PEER_OURS: ours itself is. */
typedef struct aim {
  peer_id peer;
  double limit;    /* 0: there is no aim here */
  bool difference; /* not the quotient: ours less the peer's, in the row's unit */
} aim;

typedef struct row {
  const char *name, *title, *unit;
  aim aims[MOST_AIMS];
  bool detail; /* not in the tables, only in results.json */
} row;

#define RATIO(peer, limit)                                                                         \
  {                                                                                                \
    PEER_##peer, limit, false                                                                      \
  }
#define BEYOND(peer, limit)                                                                        \
  {                                                                                                \
    PEER_##peer, limit, true                                                                       \
  }
#define ITSELF(limit)                                                                              \
  {                                                                                                \
    PEER_OURS, limit, false                                                                        \
  }
#define ROW(name, title, unit, ...)                                                                \
  {                                                                                                \
    name, title, unit, { __VA_ARGS__ }, false                                                      \
  }
#define DETAIL(name, title, unit, ...)                                                             \
  {                                                                                                \
    name, title, unit, { __VA_ARGS__ }, true                                                       \
  }

typedef struct workload workload;
struct workload {
  const char *name;
  unsigned peers; /* PEER_BITs */
  int rounds;
  const char *needs; /* a program, or NULL */

  /* In a fresh process; a value a row. */
  void (*run)(const workload *self, const plan *plan, peer_id id, double *values);
  size_t variant; /* for run: what tells it from others with the same one */
  row rows[MOST_VALUES];

  /* Between threads: the tables show the least of the samples beside the median, since where the
   * machine puts two processors moves these lines more than anything that is measured. */
  bool shows_least;

  /* A curve: one row, which is run for each point. Its y is the row's. */
  const char *x_title;
  size_t points[MOST_POINTS], quick_points[MOST_POINTS];
};

/* All of them, in the order of the tables. */
/* clang-format off */
#define WORKLOADS(EACH)                                                                            \
  EACH(empty_call)                                                                                 \
  EACH(string_pair) EACH(string_40) EACH(string_200) EACH(string_from_bytes)                       \
  EACH(string_from_utf8) EACH(config_pair) EACH(config_named) EACH(box_zeroed) EACH(box_string)    \
  EACH(handle_life) EACH(handle_threads) EACH(handle_borrow) EACH(handle_retain)                   \
  EACH(vec_push) EACH(vec_append) EACH(vec_init) EACH(string_batch) EACH(large_buffer)             \
  EACH(live_random) EACH(exchange) EACH(exchange_64) EACH(producer) EACH(refusal)                  \
  EACH(memory) EACH(startup)                                                                       \
  EACH(luajit_string) EACH(luajit_string_40) EACH(luajit_string_200) EACH(luajit_from_bytes)       \
  EACH(luajit_from_utf8) EACH(luajit_config)                                                       \
  EACH(live_curve) EACH(thread_curve)
/* clang-format on */

#define DECLARE_WORKLOAD(name) extern const workload name;
WORKLOADS(DECLARE_WORKLOAD)

/* NULL stands at their end. */
extern const workload *const workloads[];

/* Letters, so many; for 15 it is the text of every string. Stays until the next call. */
const char *text_of(size_t length);

/* Loads the peer, or ends the process. */
peer load(peer_id id);

/* The same for all but the start-up: one thread was there before (C libraries skip their locks until
 * then, and a process that loads libraries is past that), and one string was made and read. */
peer load_with_threads(peer_id id);

#endif
