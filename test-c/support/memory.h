/* What the process holds. */
#ifndef FFO_TEST_MEMORY_H
#define FFO_TEST_MEMORY_H

#include "check.h"

#ifdef _WIN32
#include <windows.h>

#include <psapi.h>

static inline size_t resident_bytes(void)
{
  PROCESS_MEMORY_COUNTERS counters = { .cb = sizeof counters };
  CHECK(K32GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof counters));
  return counters.WorkingSetSize;
}

static inline long page_faults(void)
{
  PROCESS_MEMORY_COUNTERS counters = { .cb = sizeof counters };
  CHECK(K32GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof counters));
  return (long)counters.PageFaultCount;
}
#else
#include <sys/resource.h>
#include <unistd.h>

/* What /proc/self/statm has at a position, in bytes. */
static inline size_t statm_bytes(size_t position)
{
  size_t pages[2] = { 0, 0 };
  FILE *file = fopen("/proc/self/statm", "r");
  CHECK(file != NULL);
  CHECK_EQUAL(fscanf(file, "%zu %zu", &pages[0], &pages[1]), 2);
  fclose(file);
  return pages[position] * (size_t)sysconf(_SC_PAGESIZE);
}

static inline size_t address_space_bytes(void) { return statm_bytes(0); }

static inline size_t resident_bytes(void) { return statm_bytes(1); }

static inline long page_faults(void)
{
  struct rusage usage;
  CHECK_EQUAL(getrusage(RUSAGE_SELF, &usage), 0);
  return usage.ru_minflt;
}
#endif

#endif
