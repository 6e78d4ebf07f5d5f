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
  double limit; /* 0: there is no aim here */
} aim;

typedef struct row {
  const char *name, *title, *unit;
  aim aims[MOST_AIMS];
  bool detail; /* not in the tables, only in results.json */
} row;

typedef struct workload {
  const char *name;
  unsigned peers; /* PEER_BITs */
  int rounds;
  const char *needs;                                         /* a program, or NULL */
  void (*run)(const plan *plan, peer_id id, double *values); /* in a fresh process; a value a row */
  row rows[MOST_VALUES];

  /* A curve: one row, which is run for each point. Its y is the row's. */
  const char *x_title;
  size_t points[MOST_POINTS], quick_points[MOST_POINTS];
} workload;

/* NULL stands at their end. */
extern const workload *const workloads[];

extern const workload empty_call, string_pair, config_pair, config_named, handle_life,
    handle_threads, string_batch, live_random, exchange, producer, memory, startup, luajit_string,
    luajit_config, live_curve, thread_curve;

/* Loads the peer, or ends the process. */
peer load(peer_id id);

/* The same for all but the start-up: one thread was there before (C libraries skip their locks until
 * then, and a process that loads libraries is past that), and one string was made and read. */
peer load_with_threads(peer_id id);

#endif
