/* Where the calling thread's errno is, for the functions that restore it. */
#ifndef KEEP_ERRNO_H
#define KEEP_ERRNO_H

#include "calls.h"
#include <errno.h>
#include <stddef.h>
#include <stdint.h>

#ifdef _WIN32

/* Windows: the DLL's errno is no other library's. */
#define CALL_INSIDE(name, a, b, c, d, e) return inside_##name(a, b, c, d, e)

#else

#if defined(__x86_64__) || defined(__aarch64__)

/* Bytes from the thread pointer to errno. The same in each thread, because the C library's thread-local variables are
 * in the static TLS block. Calling __errno_location instead would cost more than everything else here. 0 until the
 * constructor has run: in that time another word is saved and restored, with the same value. */
static ptrdiff_t distance;

static inline char *thread_pointer(void)
{
#if defined(__x86_64__)
  char *pointer;
  __asm__("mov %%fs:0, %0" : "=r"(pointer));
  return pointer;
#else
  return (char *)__builtin_thread_pointer();
#endif
}

__attribute__((constructor(101))) static void find_errno(void) { distance = (char *)&errno - thread_pointer(); }

static inline int *errno_of_thread(void) { return (int *)(void *)(thread_pointer() + distance); }

#else

static inline int *errno_of_thread(void) { return &errno; }

#endif

/* Calls it between two looks at errno. */
#define CALL_INSIDE(name, a, b, c, d, e)                                                                                     \
  int *const place = errno_of_thread();                                                                                      \
  const int kept = *place;                                                                                                   \
  own_enter();                                                                                                               \
  const uint64_t result = OWN_LIKELY(own_this_thread.is_let_go == 0) ? inside_##name(a, b, c, d, e)                          \
                                                                     : own_call_late(inside_##name, a, b, c, d, e);          \
  own_leave();                                                                                                               \
  *place = kept;                                                                                                             \
  return result

#endif

/* A C# function that is exported under a name, as the build has renamed it. */
#define INSIDE(name) OWN_HIDDEN uint64_t inside_##name(uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e)

#endif
