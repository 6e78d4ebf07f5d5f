/* A sample: one workload, one peer, in a process of its own. */
#ifndef BENCH_SAMPLE_H
#define BENCH_SAMPLE_H

#include "workload.h"

/* Starts this program again and reads its values, one for each row. Ends the process if that fails. */
void take_sample(const workload *workload, peer_id id, const plan *plan, double *values);

/* The other side of it: runs the workload here and prints the values. */
void give_sample(const workload *workload, peer_id id, const plan *plan);

int row_count(const workload *workload);

#endif
