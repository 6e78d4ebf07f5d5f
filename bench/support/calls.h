/* One operation, whatever the peer's functions look like. The kind is a constant where these are
 * used (see FOR_EACH_KIND), so each loop is compiled for its kind and holds no test of it. */
#ifndef BENCH_CALLS_H
#define BENCH_CALLS_H

#include "check.h"
#include "peer.h"

#define INLINE static inline __attribute__((always_inline))

/* Calls the INLINE function with the peer, its kind, and what else there is. */
#define FOR_ITS_KIND(peer, function, ...)                                                          \
  ((peer)->kind == KIND_LEDGER    ? function(peer, KIND_LEDGER, __VA_ARGS__)                       \
   : (peer)->kind == KIND_LIBRARY ? function(peer, KIND_LIBRARY, __VA_ARGS__)                      \
                                  : function(peer, KIND_ALLOCATOR, __VA_ARGS__))

/* Fifteen bytes, as every string here. The program's own data, so no compiler knows its length. */
extern const char *const text;

INLINE char *make_string(const peer *peer, peer_kind kind)
{
  char *string = kind == KIND_LEDGER    ? peer->ledger.string_new(text, NULL)
                 : kind == KIND_LIBRARY ? peer->plain.string_new(text)
                                        : peer->allocator.duplicate(text);
  CHECK(string != NULL);
  return string;
}

INLINE void free_string(const peer *peer, peer_kind kind, char *string)
{
  switch (kind) {
  case KIND_LEDGER:
    CHECK(peer->ledger.string_free(string) == FFO_OK);
    break;
  case KIND_LIBRARY:
    peer->plain.string_free(string);
    break;
  case KIND_ALLOCATOR:
    peer->allocator.release(string);
    break;
  }
}

/* With an allocator the caller does what a library does inside. */
INLINE void *make_config(const peer *peer, peer_kind kind)
{
  void *config = kind == KIND_LEDGER    ? peer->ledger.config_new(64, 250, NULL)
                 : kind == KIND_LIBRARY ? peer->plain.config_new(64, 250)
                                        : peer->allocator.allocate(sizeof(ffo_config));
  CHECK(config != NULL);
  if (kind == KIND_ALLOCATOR) {
    *(ffo_config *)config = (ffo_config){ .max_connections = 64, .timeout_ms = 250, .name = NULL };
  }
  return config;
}

INLINE void name_config(const peer *peer, peer_kind kind, void *config)
{
  switch (kind) {
  case KIND_LEDGER:
    CHECK(peer->ledger.config_set_name(config, text) == FFO_OK);
    break;
  case KIND_LIBRARY:
    peer->plain.config_set_name(config, text);
    break;
  case KIND_ALLOCATOR: {
    ffo_config *it = config;
    char *former = it->name;
    it->name = peer->allocator.duplicate(text);
    CHECK(it->name != NULL);
    if (former != NULL) {
      peer->allocator.release(former);
    }
    break;
  }
  }
}

INLINE void free_config(const peer *peer, peer_kind kind, void *config)
{
  switch (kind) {
  case KIND_LEDGER:
    CHECK(peer->ledger.config_free(config) == FFO_OK);
    break;
  case KIND_LIBRARY:
    peer->plain.config_free(config);
    break;
  case KIND_ALLOCATOR: {
    ffo_config *it = config;
    if (it->name != NULL) {
      peer->allocator.release(it->name);
    }
    peer->allocator.release(it);
    break;
  }
  }
}

#endif
