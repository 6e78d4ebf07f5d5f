/* Pointers to anything at all go to every call that ends or claims a block: each is answered, and
 * none is followed, though half of them lead to no memory. */
#include "foreign_pointer.h"
#include "pages.h"

int main(void)
{
  static char in_data[8] = "data";
  char on_stack[8] = "stack";
  char *from_malloc = malloc(64);
  char *no_access = pages_map(4096, false);
  char *ours = ffo_string_new("ours", NULL);

  void *pointers[] = {
    (void *)1,
    (void *)(intptr_t)-1,
    (void *)0x00008000DEADBEEF, /* not canonical: no such address can be */
    (void *)(intptr_t)INT64_MIN,
    no_access,
    no_access + 4095,
    in_data,
    on_stack,
    (void *)(uintptr_t) "literal",
    from_malloc,
    from_malloc + 1, /* not aligned */
    (void *)(uintptr_t)main,
    &pointers,
    stdout,
  };
  for (size_t i = 0; i < sizeof pointers / sizeof *pointers; i++) {
    check_foreign(pointers[i]);
  }

  CHECK_TEXT(ours, "ours");
  CHECK_OK(ffo_string_free(ours));
  free(from_malloc);
  CHECK_BALANCED();
  return 0;
}
