/* The library as somebody finds it who loads it at run time. */
#ifndef FFO_TEST_API_H
#define FFO_TEST_API_H

#define CHECK_LAST_ERROR() "(not linked)"
#include "check.h"
#include "loading.h"

typedef struct api {
  void *library;
  __typeof__(ffo_string_new) *string_new;
  __typeof__(ffo_string_free) *string_free;
  __typeof__(ffo_handle_from_raw) *handle_from_raw;
  __typeof__(ffo_handle_release) *handle_release;
  __typeof__(ffo_vec_init) *vec_init;
  __typeof__(ffo_vec_dispose) *vec_dispose;
  __typeof__(ffo_stats_get) *stats_get;
  __typeof__(ffo_validate) *validate;
} api;

#define API_FIND(function) *(void **)&it.function = dlsym(it.library, "ffo_" #function)

static inline api api_load(const char *path)
{
  api it = { .library = dlopen(path, RTLD_NOW | RTLD_LOCAL) };
  if (it.library == NULL) {
    fprintf(stderr, "%s\n", dlerror());
    exit(1);
  }
  API_FIND(string_new);
  API_FIND(string_free);
  API_FIND(handle_from_raw);
  API_FIND(handle_release);
  API_FIND(vec_init);
  API_FIND(vec_dispose);
  API_FIND(stats_get);
  API_FIND(validate);
  return it;
}

/* Nothing lives, and the ledger is sound. */
static inline void api_check_balanced(const api *it)
{
  ffo_stats stats = FFO_STATS_INIT;
  CHECK(it->stats_get(&stats) == FFO_OK);
  CHECK(stats.live_blocks == 0 && stats.live_handles == 0);
  CHECK(it->validate() == FFO_OK);
}

#endif
