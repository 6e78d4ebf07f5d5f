/* What workloads measure with: time, resident memory, memory of their own, chance. */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include "check.h"

#include <stdint.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

/* In nanoseconds. */
static inline double now(void)
{
  struct timespec time;
  CHECK(clock_gettime(CLOCK_MONOTONIC, &time) == 0);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static inline double resident_bytes(void)
{
  unsigned long resident = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  CHECK(file != NULL);
  CHECK(fscanf(file, "%*u %lu", &resident) == 1);
  fclose(file);
  return (double)resident * (double)sysconf(_SC_PAGESIZE);
}

/* Memory of the benchmark's own comes from the system, touched already: no peer's heap sees it. */
static inline void *own_memory(size_t bytes)
{
  void *memory =
      mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  CHECK(memory != MAP_FAILED);
  return memory;
}

/* Below limit; the same sequence in each run. */
static inline size_t next_random(uint64_t *state, size_t limit)
{
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (size_t)(((*state >> 32) * (uint64_t)limit) >> 32);
}

#endif
