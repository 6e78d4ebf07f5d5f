/* A second copy of the library, from a file of its own, with the calls that make something of each kind. */
#ifndef FFO_TEST_STRANGERS_H
#define FFO_TEST_STRANGERS_H

#include "copy.h"

#define STRANGER_CALLS(DO)                                                                         \
  DO(string_new)                                                                                   \
  DO(string_free)                                                                                  \
  DO(config_new)                                                                                   \
  DO(config_free)                                                                                  \
  DO(config_take_name)                                                                             \
  DO(box_new)                                                                                      \
  DO(box_put)                                                                                      \
  DO(box_free)                                                                                     \
  DO(type_register)                                                                                \
  DO(vec_init)                                                                                     \
  DO(vec_dispose)                                                                                  \
  DO(handle_from_raw) DO(handle_adopt) DO(handle_release) DO(forget) DO(last_error_message)

typedef struct stranger {
#define DECLARE(name) __typeof__(ffo_##name) *name;
  STRANGER_CALLS(DECLARE)
#undef DECLARE
  char path[512]; /* as the dynamic linker has it */
} stranger;

static inline stranger stranger_of(void *library)
{
  stranger it;
#define FIND(name)                                                                                 \
  *(void **)&it.name = dlsym(library, "ffo_" #name);                                               \
  CHECK(it.name != NULL);
  STRANGER_CALLS(FIND)
#undef FIND
  Dl_info file;
  CHECK(dladdr(*(void **)&it.string_new, &file) != 0);
  snprintf(it.path, sizeof it.path, "%s", file.dli_fname);
  return it;
}

static inline stranger stranger_load_copy(const char *from)
{
  return stranger_of(api_load_copy(from).library);
}

#endif
