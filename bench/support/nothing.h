/* The allocator that does nothing. */
#ifndef BENCH_NOTHING_H
#define BENCH_NOTHING_H

#include "peer.h"

/* One block for all, which has the text of every string. */
extern const allocator_calls nothing_calls;

#endif
