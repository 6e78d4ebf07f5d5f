/* The range of a freed block goes back, and the C library hands its memory out again, to whoever asks next: to the library's own tables.
 * None of them stays there, since a write through the outdated pointer would change it. The program's allocator sees to that chance. */
#include "bytes.h"
#include "ledger.h"

#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>

void *__libc_calloc(size_t count, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *memory);

enum {
  TYPES = 600,
  BLOCKS = 60000,
  MOST_OF_OTHERS = 20 /* which the .NET runtime may keep for itself */
};

static const size_t huge = (size_t)1200
                           << 20; /* given back at its free: nothing of that size waits */

static char *area;
static bool is_returned;
static atomic_size_t used;
static atomic_size_t served;
static atomic_size_t staying;

static bool is_in_area(const void *memory)
{
  return area != NULL && (uintptr_t)memory - (uintptr_t)area < huge;
}

void *aligned_alloc(size_t alignment, size_t size)
{
  if (size <= huge || area != NULL) {
    return __libc_memalign(alignment, size);
  }
  char *made = mmap(NULL, size + alignment, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (made == MAP_FAILED) {
    return NULL;
  }
  area = (char *)(((uintptr_t)made + alignment - 1) / alignment * alignment);
  return area;
}

/* The first requests of up to two megabytes come out of the area, until it is asked for larger ones. */
void *calloc(size_t count, size_t size)
{
  const size_t bytes = (count * size + 15) / 16 * 16;
  if (!is_returned || bytes > (size_t)3 << 20 || used + bytes > huge) {
    return __libc_calloc(count, size);
  }
  served++;
  staying++;
  return memset(area + atomic_fetch_add(&used, bytes), 0, bytes);
}

void free(void *memory)
{
  if (!is_in_area(memory)) {
    __libc_free(memory);
  } else if (memory == area && !is_returned) {
    is_returned = true;
  } else {
    staying--;
  }
}

int main(void)
{
  static char *blocks[BLOCKS];
  static ffo_handle handles[BLOCKS];
  CHECK_OK(ffo_string_free(ffo_string_new("the library has started", NULL)));
  char *late = bytes_new(huge);
  CHECK_OK(bytes_free(late));
  CHECK(is_returned);
  CHECK_STATUS(bytes_free(late), FFO_E_FOREIGN_POINTER);

  for (size_t i = 0; i < TYPES; i++) {
    char name[32];
    ffo_type_desc desc = FFO_TYPE_DESC_INIT;
    ffo_type type;
    snprintf(name, sizeof name, "type %zu", i);
    desc.name = name;
    desc.size = 24;
    CHECK_OK(ffo_type_register(&desc, &type));
  }
  for (size_t i = 0; i < BLOCKS; i++) {
    blocks[i] = bytes_new(i % 100 == 0 ? 50000 : i % 5000);
    if (i % 50 == 0) {
      CHECK_OK(ffo_tag(blocks[i], "kept"));
    }
    if (i % 2 == 0) {
      handles[i] = ffo_handle_from_raw(blocks[i], FFO_TYPE_VEC, NULL);
      CHECK(handles[i] != 0);
    }
  }
  printf("%zu requests were served from there, %zu stay\n", served, staying);
  CHECK(served > TYPES);
  CHECK(staying < MOST_OF_OTHERS);
  CHECK_OK(ffo_validate());
  for (size_t i = 0; i < BLOCKS; i++) {
    CHECK_OK(i % 2 == 0 ? ffo_handle_release(handles[i]) : bytes_free(blocks[i]));
  }
  CHECK_BALANCED();
  return 0;
}
