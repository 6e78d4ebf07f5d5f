/* One turn of a workload again and again, inlined into its loop: once for each kind of peer. */
#ifndef BENCH_TURNS_H
#define BENCH_TURNS_H

#include "calls.h"
#include "measure.h"
#include "workload.h"

/* The context is the workload's own. */
typedef void turn(const peer *peer, peer_kind kind, void *context);

/* Nanoseconds for each of count turns. */
INLINE double time_turns(const peer *peer, peer_kind kind, turn *turn, void *context, size_t count)
{
  const double start = now();
  for (size_t i = 0; i < count; i++) {
    turn(peer, kind, context);
  }
  return (now() - start) / (double)count;
}

/* The same, after a tenth of them that warms up. */
INLINE double measure_turns(const peer *peer, const plan *plan, turn *turn, void *context,
                            size_t full)
{
  const size_t count = amount(plan, full);
  FOR_ITS_KIND(peer, time_turns, turn, context, count / 10);
  return FOR_ITS_KIND(peer, time_turns, turn, context, count);
}

#endif
