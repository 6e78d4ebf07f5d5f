/* Has the runtime take memory out of a small reserve where there is no other, see collector_reserve.h.
 *
 * C, because the collector's own code cannot be changed; the library is linked with --wrap for the two operators of C++. */
#include "collector_reserve.h"

/* operator new[](size_t, std::nothrow_t const &), and operator delete[](void *). */
void *__real__ZnamRKSt9nothrow_t(size_t size, const void *nothrow);
void *__wrap__ZnamRKSt9nothrow_t(size_t size, const void *nothrow);
void __real__ZdaPv(void *memory);
void __wrap__ZdaPv(void *memory);

void *__wrap__ZnamRKSt9nothrow_t(size_t size, const void *nothrow)
{
  void *const memory = __real__ZnamRKSt9nothrow_t(size, nothrow);
  return memory != NULL ? memory : reserve_take(size);
}

void __wrap__ZdaPv(void *memory)
{
  if (!reserve_has(memory)) {
    __real__ZdaPv(memory);
  }
}
