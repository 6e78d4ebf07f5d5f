/* Memory for the runtime's garbage collector when the system has none left.
 *
 * C# learns by an exception that an allocation has failed (CRuntime.Memory.cs), and exceptions become garbage; so the collector runs
 * just when there is no memory. It can do without all that it asks for then but for one table, whose missing it does not notice: the
 * pieces of its list of marked objects, which it makes at its first collection, and again when its heap has got more regions. As its
 * heap is small (GCRegionRange in the project file), so is the table. */
#ifndef COLLECTOR_RESERVE_H
#define COLLECTOR_RESERVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RESERVE = 16 * 1024, RESERVE_ALIGNMENT = 16 };

static char reserve[RESERVE] __attribute__((aligned(16)));

/* Bytes of the reserve that were handed out. They do not come back, since the table at least doubles each time. */
static size_t reserve_used;

/* Takes memory out of the reserve; NULL: it has not as much. */
static inline void *reserve_take(size_t size)
{
  size_t at = __atomic_load_n(&reserve_used, __ATOMIC_RELAXED);
  size_t whole;
  do {
    if (size > RESERVE - at) {
      return NULL;
    }
    whole = (size + RESERVE_ALIGNMENT - 1) / RESERVE_ALIGNMENT * RESERVE_ALIGNMENT;
  } while (!__atomic_compare_exchange_n(&reserve_used, &at, at + whole, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
  return reserve + at;
}

/* Whether memory is of the reserve, and so not to be freed. */
static inline bool reserve_has(const void *memory) { return (uintptr_t)memory - (uintptr_t)reserve < RESERVE; }

#endif
