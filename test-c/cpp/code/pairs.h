/* What the pairs call besides the library, and how they are found. */
#ifndef FFO_TEST_PAIRS_H
#define FFO_TEST_PAIRS_H

#include <ffi_ownership.h>

#ifdef __cplusplus
extern "C" {
#endif

void use(const void *content);
int give_up(ffo_status status);

/* Registers types, before anything is counted. */
void pairs_begin(void);

#define FOR_EACH_PAIR(PAIR)                                                                        \
  PAIR(string)                                                                                     \
  PAIR(string_status)                                                                              \
  PAIR(string_moved)                                                                               \
  PAIR(string_freed)                                                                               \
  PAIR(config)                                                                                     \
  PAIR(box)                                                                                        \
  PAIR(vec)                                                                                        \
  PAIR(vec_status)                                                                                 \
  PAIR(handle)                                                                                     \
  PAIR(handle_status)                                                                              \
  PAIR(handle_of_vec)                                                                              \
  PAIR(weak_handle)

#define DECLARE_PAIR(name)                                                                         \
  int by_hand_##name(const char *text);                                                            \
  int owner_##name(const char *text);
FOR_EACH_PAIR(DECLARE_PAIR)
#undef DECLARE_PAIR

#ifdef __cplusplus
}
#endif

#endif
