/* A string made and freed, whatever the peer's functions look like. The kind is a constant where
 * these are used (see FOR_ITS_KIND), so each loop is compiled for its kind and holds no test of
 * it. */
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

/* Fifteen bytes, as every string here that names no other length. The pointer to it is the
 * program's own data, so no compiler knows its length. */
#define TEXT "fifteen letters"
extern const char *const text;

INLINE char *make_string_of(const peer *peer, peer_kind kind, const char *source)
{
  char *string = kind == KIND_LEDGER    ? peer->ledger.string_new(source, NULL)
                 : kind == KIND_LIBRARY ? peer->plain.string_new(source)
                                        : peer->allocator.duplicate(source);
  CHECK(string != NULL);
  return string;
}

INLINE char *make_string(const peer *peer, peer_kind kind)
{
  return make_string_of(peer, kind, text);
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

#endif
