/* The exported functions. Each remembers errno, calls the C# function of the same name and restores errno, because
 * errno belongs to the host: no call of the library changes it, whatever the system calls inside did.
 *
 * C, because the runtime's own work at the entry to managed code, such as its start at the first call, can change
 * errno before any C# code runs. The host calls these functions. The build has renamed the C# functions to
 * inside_..., and makes exported_functions.inc from ilc's list of exports, with a line EXPORT(name) for each.
 *
 * The list is without those that fast_calls.c defines.
 *
 * No function has more than five parameters, and all parameters and results are integers or pointers of at most 64
 * bits. By the calling conventions of x64 and arm64, five 64-bit integers can carry any of them. */
#include "keep_errno.h"

#define EXPORT(name)                                                                                                         \
  INSIDE(name);                                                                                                              \
  uint64_t name(uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e);                                                 \
  uint64_t name(uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e) { CALL_INSIDE(name, a, b, c, d, e); }

#include "exported_functions.inc"
