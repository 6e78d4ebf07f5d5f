/* FFO_ZERO_ON_FREE=1: a block is cleared before its memory goes back. On the system heap what
 * the library calls to free it sees it; on the slab heap the memory stays in the process, so a look
 * does. */
#include "imports.h"
#include "ledger.h"

static const unsigned char *watched;
static size_t watched_size;
static size_t seen;

static void see(void)
{
  for (size_t i = 0; i < watched_size; i++) {
    CHECK_EQUAL(watched[i], 0);
  }
  watched = NULL;
  seen++;
}

static void see_first(const void *memory)
{
  if (memory != NULL && memory == watched) {
    see();
  }
}

#ifdef _WIN32
static void(__cdecl *free_it)(void *memory);

static void __cdecl see_and_free(void *memory)
{
  see_first(memory);
  free_it(memory);
}

__attribute__((constructor)) static void lead_imports(void)
{
  imports_replace("_aligned_free", (uintptr_t)see_and_free, &free_it);
}
#else
/* The program's own stands before the C library's. */
void __libc_free(void *memory);

void free(void *memory)
{
  see_first(memory);
  __libc_free(memory);
}
#endif

static void watch(const void *block, size_t size)
{
  watched = block;
  watched_size = size;
}

static void check_seen(size_t times)
{
  if (ledger_look().heap == FFO_HEAP_SLAB) {
    see();
  }
  CHECK_EQUAL(seen, times);
}

int main(void)
{
  CHECK_TEXT(getenv("FFO_ZERO_ON_FREE"), "1");
  char *text = ffo_string_new("a secret", NULL);
  watch(text, 9);
  CHECK_OK(ffo_string_free(text));
  check_seen(1);

  ffo_config *config = ffo_config_new(1, 2, NULL);
  CHECK_OK(ffo_config_set_name(config, "another secret"));
  watch(config->name, 15);
  CHECK_OK(ffo_config_free(config));
  check_seen(2);

  ffo_vec vec;
  CHECK_OK(ffo_vec_init(&vec, 1, 100));
  CHECK_OK(ffo_vec_append(&vec, "a third secret, which moves", 27));
  watch(vec.data, 100);
  CHECK_OK(ffo_vec_reserve(&vec, 100000));
  check_seen(3);
  CHECK_OK(ffo_vec_dispose(&vec));
  CHECK_BALANCED();
  return 0;
}
