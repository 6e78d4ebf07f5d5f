/* Allocations that fail on demand: the program's own malloc and its kin, which the library calls as
 * everybody does, or on Windows those that its imports are led to. They count the calls of the thread
 * that has armed them, and fail one. */
#ifndef FFO_TEST_FAULTS_H
#define FFO_TEST_FAULTS_H

#include "imports.h"
#include "ledger.h"

#include <errno.h>

static _Thread_local size_t faults_left; /* 0: not armed */
static _Thread_local bool faults_fired;
static _Thread_local bool faults_all; /* not only the first, but all after it */

/* The n-th allocation from here on fails, counted from 1. */
static inline void faults_arm(size_t n)
{
  faults_fired = false;
  faults_left = n;
}

/* No allocation succeeds from here on. */
static inline void faults_arm_all(void)
{
  faults_arm(1);
  faults_all = true;
}

/* Whether an allocation has failed since. */
static inline bool faults_disarm(void)
{
  faults_left = 0;
  faults_all = false;
  return faults_fired;
}

static inline bool fails_now(void)
{
  if (faults_left == 0 || --faults_left > 0) {
    return false;
  }
  faults_left = faults_all ? 1 : 0;
  faults_fired = true;
  errno = ENOMEM;
  return true;
}

#ifdef _WIN32
/* No module calls another one's malloc there by its name alone. */
static void *(__cdecl *faults_malloc)(size_t size);
static void *(__cdecl *faults_aligned_malloc)(size_t size, size_t alignment);
static void *(__cdecl *faults_calloc)(size_t count, size_t size);

static void *__cdecl malloc_or_fail(size_t size)
{
  return fails_now() ? NULL : faults_malloc(size);
}

static void *__cdecl aligned_malloc_or_fail(size_t size, size_t alignment)
{
  return fails_now() ? NULL : faults_aligned_malloc(size, alignment);
}

static void *__cdecl calloc_or_fail(size_t count, size_t size)
{
  return fails_now() ? NULL : faults_calloc(count, size);
}

__attribute__((constructor)) static void faults_lead_imports(void)
{
  imports_replace("malloc", (uintptr_t)malloc_or_fail, &faults_malloc);
  imports_replace("_aligned_malloc", (uintptr_t)aligned_malloc_or_fail, &faults_aligned_malloc);
  imports_replace("calloc", (uintptr_t)calloc_or_fail, &faults_calloc);
}
#else
/* The C library's own, under the names that it exports for such programs. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size) { return fails_now() ? NULL : __libc_malloc(size); }

void *calloc(size_t count, size_t size) { return fails_now() ? NULL : __libc_calloc(count, size); }

void *realloc(void *memory, size_t size)
{
  return fails_now() ? NULL : __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
  return fails_now() ? NULL : __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
  if (fails_now()) {
    return ENOMEM;
  }
  *memory = __libc_memalign(alignment, size);
  return *memory == NULL ? ENOMEM : 0;
}
#endif

#endif
