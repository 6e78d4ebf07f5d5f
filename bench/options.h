/* What the command line says. */
#ifndef BENCH_OPTIONS_H
#define BENCH_OPTIONS_H

#include "workload.h"

typedef struct options {
  plan plan;
  const workload *sample;
  unsigned long only; /* bits of workloads[]; 0: all */
  unsigned peers;     /* 0: all */
  int rounds;
  const char *folder; /* NULL: the usual one, if the whole is run */
} options;

/* Ends the program if it makes no sense, or if it is only a question. */
options read_options(int count, char **arguments);

/* Says what is wrong with the command line, and ends the program. */
void refuse(const char *what, const char *value);

#endif
