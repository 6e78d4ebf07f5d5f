/* Has the runtime allocate and collect garbage, by the only calls that make some. */
#ifndef FFO_TEST_GARBAGE_H
#define FFO_TEST_GARBAGE_H

#include "check.h"

/* Where a struct is expected, an address below 64 KiB becomes an exception inside, and so garbage. Some 5,000 make a collection. */
static inline void make_garbage(size_t exceptions)
{
  for (size_t i = 0; i < exceptions; i++) {
    CHECK_STATUS(ffo_vec_dispose((ffo_vec *)8), FFO_E_INTERNAL);
  }
}

#endif
