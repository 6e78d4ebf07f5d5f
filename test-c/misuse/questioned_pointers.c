/* Pointers to anything at all go to every call that ends or claims a block: each is answered, and
 * none is followed, though half of them lead to no memory. */
#include "pages.h"
#include "refusal.h"

#define FOREIGN(function)                                                                          \
  function ": 0x.. is not from this copy of the library; free it where it was made"

static void check_foreign(void *pointer)
{
  ffo_vec vec = { pointer, 0, 4, 4, 0 };
  const ffo_vec copy = vec;
  char *strings[] = { pointer };

  CHECK_REFUSED(ffo_string_free(pointer), FFO_E_FOREIGN_POINTER, FOREIGN("ffo_string_free"));
  CHECK_EQUAL(last_error().pointer, pointer);
  CHECK_REFUSED(ffo_strings_free(strings, 1, NULL), FFO_E_FOREIGN_POINTER,
                FOREIGN("ffo_strings_free"));
  CHECK_EQUAL(strings[0], pointer);
  CHECK_REFUSED(ffo_config_free(pointer), FFO_E_FOREIGN_POINTER, FOREIGN("ffo_config_free"));
  CHECK_REFUSED(ffo_box_free(pointer, FFO_TYPE_CONFIG), FFO_E_FOREIGN_POINTER,
                FOREIGN("ffo_box_free"));
  CHECK_REFUSED(ffo_vec_dispose(&vec), FFO_E_FOREIGN_POINTER, FOREIGN("ffo_vec_dispose"));
  CHECK_REFUSED(ffo_vec_reserve(&vec, 100), FFO_E_FOREIGN_POINTER, FOREIGN("ffo_vec_reserve"));
  CHECK(memcmp(&vec, &copy, sizeof vec) == 0);
  CHECK_REFUSED(ffo_forget(pointer), FFO_E_FOREIGN_POINTER, FOREIGN("ffo_forget"));
  CHECK_REFUSED(ffo_tag(pointer, "mine"), FFO_E_FOREIGN_POINTER, FOREIGN("ffo_tag"));
  CHECK_REFUSED(ffo_config_set_name(pointer, "n"), FFO_E_FOREIGN_POINTER,
                FOREIGN("ffo_config_set_name"));
  CHECK_REFUSED(ffo_box_put(pointer, 8, NULL), FFO_E_FOREIGN_POINTER, FOREIGN("ffo_box_put"));
  CHECK_MAKES_NOTHING(ffo_box_take(pointer, 8, &status), FFO_E_FOREIGN_POINTER,
                      FOREIGN("ffo_box_take"));
  CHECK_MAKES_NOTHING(ffo_config_take_name(pointer, &status), FFO_E_FOREIGN_POINTER,
                      FOREIGN("ffo_config_take_name"));
  CHECK_MAKES_NOTHING(ffo_string_clone(pointer, &status), FFO_E_FOREIGN_POINTER,
                      FOREIGN("ffo_string_clone"));
  CHECK_MAKES_NOTHING(ffo_config_clone(pointer, &status), FFO_E_FOREIGN_POINTER,
                      FOREIGN("ffo_config_clone"));
  CHECK_MAKES_NOTHING(ffo_handle_from_raw(pointer, FFO_TYPE_STRING, &status), FFO_E_FOREIGN_POINTER,
                      FOREIGN("ffo_handle_from_raw"));
}

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
