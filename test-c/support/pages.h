/* Pages of memory from the system itself. */
#ifndef FFO_TEST_PAGES_H
#define FFO_TEST_PAGES_H

#include "check.h"

enum { PAGE_BYTES = 65536 }; /* a multiple of every system's */

#ifdef _WIN32
#include <windows.h>

static inline void *pages_map(size_t size, bool is_accessible)
{
  void *memory = VirtualAlloc(NULL, size, MEM_RESERVE | MEM_COMMIT,
                              is_accessible ? PAGE_READWRITE : PAGE_NOACCESS);
  CHECK(memory != NULL);
  return memory;
}

static inline void pages_forbid(void *memory, size_t size)
{
  DWORD former;
  CHECK(VirtualProtect(memory, size, PAGE_NOACCESS, &former));
}

static inline void pages_unmap(void *memory, size_t size)
{
  (void)size;
  CHECK(VirtualFree(memory, 0, MEM_RELEASE));
}
#else
#include <sys/mman.h>

static inline void *pages_map(size_t size, bool is_accessible)
{
  void *memory = mmap(NULL, size, is_accessible ? PROT_READ | PROT_WRITE : PROT_NONE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(memory != MAP_FAILED);
  return memory;
}

static inline void pages_forbid(void *memory, size_t size)
{
  CHECK_EQUAL(mprotect(memory, size, PROT_NONE), 0);
}

static inline void pages_unmap(void *memory, size_t size) { CHECK_EQUAL(munmap(memory, size), 0); }
#endif

#endif
