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
#else
#include <unistd.h>

static inline size_t resident_bytes(void)
{
  size_t pages_of_address_space = 0;
  size_t pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  CHECK(file != NULL);
  CHECK_EQUAL(fscanf(file, "%zu %zu", &pages_of_address_space, &pages), 2);
  fclose(file);
  return pages * (size_t)sysconf(_SC_PAGESIZE);
}
#endif

#endif
