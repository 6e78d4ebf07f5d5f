/* The interface between fork_gate.c, which handles a fork, and fork_runtime.c, which prepares the .NET runtime for
 * it. C, like both of them. */
#ifndef OWN_FORK_GATE_H
#define OWN_FORK_GATE_H

#include "calls.h"
#include <time.h>

/* Whether a fork that began to wait at `start` (CLOCK_MONOTONIC) has used up its time to wait for other threads. */
OWN_HIDDEN int own_fork_gate_is_over(const struct timespec *start);

/* The current fork generation; 0: the runtime has not started. */
OWN_HIDDEN uint32_t own_fork_gate_generation(void);

/* Called once, as the library starts. */
OWN_HIDDEN void own_fork_runtime_prepare(void);

/* Called before a fork: takes the runtime's locks and suspends its other threads. `start`: when the fork began to
 * wait. */
OWN_HIDDEN void own_fork_runtime_take(const struct timespec *start);

/* Has every thread of the process see what the calling one has written before, and the other way round. The runtime has started. */
OWN_HIDDEN void own_fork_runtime_fence(void);

/* Called after the fork in the parent: resumes the other threads and opens the locks. */
OWN_HIDDEN void own_fork_runtime_open(void);

/* Called after the fork in the child: forgets the other threads and opens the locks. */
OWN_HIDDEN void own_fork_runtime_child(void);

#endif
