/* A pointer that names no block, in every call that ends, claims, changes or copies one. */
#ifndef FFO_TEST_FOREIGN_POINTER_H
#define FFO_TEST_FOREIGN_POINTER_H

#include "refusal.h"

#ifndef FOREIGN /* the message that is expected */
#define FOREIGN(function)                                                                          \
  function ": 0x.. is not from this copy of the library; free it where it was made"
#endif

static inline void check_foreign(void *pointer)
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

#endif
