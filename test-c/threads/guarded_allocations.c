/* What the library takes by aligned_alloc, its slabs, large blocks and thread records, ends right before a page that cannot be used.
 * Such memory is never used again, so that it stays so. */
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static const size_t arena_size = (size_t)64 << 30;

void __libc_free(void *memory);

static _Atomic(char *) arena;
static atomic_size_t used;

/* Addresses for all guarded memory; NULL: there are none. */
static char *arena_start(void)
{
  char *start = arena;
  if (start == NULL) {
    char *made =
        mmap(NULL, arena_size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (made == MAP_FAILED) {
      return NULL;
    }
    start = made;
    char *none = NULL;
    if (!atomic_compare_exchange_strong(&arena, &none, made)) {
      (void)munmap(made, arena_size);
      start = none;
    }
  }
  return start;
}

void *aligned_alloc(size_t alignment, size_t size)
{
  char *start = arena_start();
  const size_t page = (size_t)sysconf(_SC_PAGESIZE);
  if (start == NULL || size > arena_size || alignment > arena_size) {
    return NULL;
  }
  const size_t most = (size + alignment + 2 * page) / page * page;
  const size_t offset = atomic_fetch_add(&used, most);
  if (offset + most > arena_size) {
    return NULL;
  }
  char *const guard = start + offset + most - page;
  char *const block = (char *)((uintptr_t)(guard - size) / alignment * alignment);
  char *const first = (char *)((uintptr_t)block / page * page);
  return mprotect(first, (size_t)(guard - first), PROT_READ | PROT_WRITE) == 0 ? block : NULL;
}

void free(void *memory)
{
  const char *start = arena;
  if (start == NULL || (uintptr_t)memory - (uintptr_t)start >= arena_size) {
    __libc_free(memory);
  }
}
