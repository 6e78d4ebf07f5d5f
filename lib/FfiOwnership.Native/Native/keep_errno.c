/* errno belongs to the host: no call of ours changes it, whatever the system calls inside did to it. So every exported
 * function is one of this file: it remembers errno, calls the C# function, which the build has renamed to inside_..., and
 * puts errno back. exported_functions.inc, made by the build from ilc's list of exports, has a line EXPORT(name) for each.
 *
 * No function takes more than five arguments, and all of them, and all results, are integers or pointers of at most 64 bits:
 * five numbers of 64 bits carry any of them on by the calling conventions of x64 and arm64. */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>

#define HIDDEN __attribute__((visibility("hidden")))

#if defined(__x86_64__) || defined(__aarch64__)

/* errno lies at the same distance from the thread pointer in each thread, because the C library's thread-local variables are
 * in static memory. Asking __errno_location each time would cost more than all else here. Until the constructor ran the
 * distance is 0: then something else is put back, unchanged. */
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

#define EXPORT(name)                                                                                                         \
  HIDDEN uint64_t inside_##name(uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e);                                 \
  uint64_t name(uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e);                                                 \
  uint64_t name(uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e)                                                  \
  {                                                                                                                          \
    int *const place = errno_of_thread();                                                                                    \
    const int kept = *place;                                                                                                 \
    const uint64_t result = inside_##name(a, b, c, d, e);                                                                    \
    *place = kept;                                                                                                           \
    return result;                                                                                                           \
  }

#include "exported_functions.inc"
