/* The driver: a process for each program, and what to do about a finding. */
#ifndef FFO_FUZZ_DRIVER_H
#define FFO_FUZZ_DRIVER_H

#include "program.h"

#include <sys/types.h>

/* How a process has ended; text is what it wrote. */
typedef struct outcome {
  bool good;
  char text[4096];
} outcome;

typedef struct job {
  pid_t child;
  int output;
  uint64_t seed;
} job;

/* process.c */
job job_start(const program *program, uint64_t seed, const char *print_to);
void job_end(const job *ended, int status, outcome *to);
void program_try(const program *tried, const char *print_to, outcome *to);

/* driver.c */
int program_run(const program *run, const char *print_to); /* in this very process */

/* shrink.c */
void program_shrink(program *shrunk);

/* print.c */
void program_print(const program *printed, FILE *to);

#endif
