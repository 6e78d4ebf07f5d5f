/* What the two files about fork know of each other. */
#ifndef OWN_FORK_GATE_H
#define OWN_FORK_GATE_H

#include <time.h>

#define OWN_HIDDEN __attribute__((visibility("hidden")))

/* Whether the time that a fork may wait for others is over. */
OWN_HIDDEN int own_fork_gate_is_over(const struct timespec *start);

/* The runtime's part: once; before a fork; after it, in the parent and in the child. */
OWN_HIDDEN void own_fork_runtime_prepare(void);
OWN_HIDDEN void own_fork_runtime_take(const struct timespec *start);
OWN_HIDDEN void own_fork_runtime_open(void);
OWN_HIDDEN void own_fork_runtime_child(void);

#endif
