/* The exported functions. Each remembers errno, calls the C# function of the same name and restores errno, because
 * errno belongs to the host: no call of the library changes it, whatever the system calls inside did.
 *
 * C, because the runtime's own work at the entry to managed code, such as its start at the first call, can change
 * errno before any C# code runs. The host calls these functions. The build has renamed the C# functions to
 * inside_..., and makes exported_functions.inc from ilc's list of exports, with a line EXPORT(name) for each.
 *
 * No function has more than five parameters, and all parameters and results are integers or pointers of at most 64
 * bits. By the calling conventions of x64 and arm64, five 64-bit integers can carry any of them. */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>

#define HIDDEN __attribute__((visibility("hidden")))

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
