/* The peers: libraries that hand out strings, structs, buffers and handles. Each is loaded with
 * dlopen and called through pointers from dlsym, ours too; and ours once more, linked into the
 * program. */
#ifndef BENCH_PEER_H
#define BENCH_PEER_H

#include <ffi_ownership.h>
#include <stdbool.h>

typedef enum peer_id {
  PEER_OURS,
  PEER_RUST,
  PEER_GLIBC,
  PEER_MIMALLOC,
  PEER_MEMORY,   /* NativeAOT exports over NativeMemory */
  PEER_GCHANDLE, /* NativeAOT exports over GCHandle */
  PEER_STATIC,   /* libffi_ownership.a, a second copy of ours: nobody else calls it */
  PEER_NOTHING,  /* an allocator that does nothing: what remains is the workload itself */
  PEER_COUNT
} peer_id;

#define PEER_BIT(id) (1u << (id))
#define PEERS_ALL (PEER_BIT(PEER_NOTHING) - 1)
#define PEERS_RUST (PEER_BIT(PEER_OURS) | PEER_BIT(PEER_RUST))
#define PEERS_MALLOC (PEERS_RUST | PEER_BIT(PEER_GLIBC) | PEER_BIT(PEER_MIMALLOC))

/* What its functions look like. */
typedef enum peer_kind { KIND_LEDGER, KIND_LIBRARY, KIND_ALLOCATOR } peer_kind;

/* clang-format off */
#define LEDGER_CALLS(CALL)                                                                         \
  CALL(abi_version) CALL(version_string) CALL(stats_get)                                           \
  CALL(string_new) CALL(string_from_bytes) CALL(string_from_utf8) CALL(string_free)                \
  CALL(strings_new) CALL(strings_free) CALL(config_new) CALL(config_set_name) CALL(config_free)    \
  CALL(type_register) CALL(box_new) CALL(box_put) CALL(box_free)                                   \
  CALL(vec_init) CALL(vec_push) CALL(vec_append) CALL(vec_dispose)                                 \
  CALL(handle_from_raw) CALL(handle_borrow) CALL(handle_return) CALL(handle_retain)                \
  CALL(handle_release)

/* Result, name, parameters. Of the Rust and the .NET peers: */
#define PLAIN_CALLS(CALL)                                                                          \
  CALL(char *, string_new, (const char *text))                                                     \
  CALL(void, string_free, (char *string))                                                          \
  CALL(void *, config_new, (int32_t max_connections, int32_t timeout_ms))                          \
  CALL(void, config_set_name, (void *config, const char *name))                                    \
  CALL(void, config_free, (void *config))

/* Of the Rust peer alone. */
#define RUST_CALLS(CALL)                                                                           \
  CALL(char *, string_from_bytes, (const void *bytes, size_t length))                              \
  CALL(char *, string_from_utf8, (const void *bytes, size_t length))                               \
  CALL(void *, record_new, (void))                                                                 \
  CALL(void, record_free, (void *record))                                                          \
  CALL(void *, owner_new, (void))                                                                  \
  CALL(void, owner_put, (void *owner, char *text))                                                 \
  CALL(void, owner_free, (void *owner))                                                            \
  CALL(void, vec_init, (rust_vec *out, size_t capacity))                                           \
  CALL(void, vec_push, (rust_vec *vec, int32_t value))                                             \
  CALL(void, vec_append, (rust_vec *vec, const int32_t *values, size_t count))                     \
  CALL(void, vec_clear, (rust_vec *vec))                                                           \
  CALL(void, vec_dispose, (rust_vec *vec))                                                         \
  CALL(void *, buffer_new, (size_t size))                                                          \
  CALL(void, buffer_free, (void *buffer, size_t size))                                             \
  CALL(uint64_t, handle_new, (const char *text))                                                   \
  CALL(int32_t, handle_use, (uint64_t handle))                                                     \
  CALL(int32_t, handle_free, (uint64_t handle))                                                    \
  CALL(const void *, shared_new, (const char *text))                                               \
  CALL(void, shared_retain, (const void *shared))                                                  \
  CALL(void, shared_release, (const void *shared))
/* clang-format on */

/* Room for a Vec, which lies in our memory. */
typedef struct rust_vec {
  size_t words[3];
} rust_vec;

#define LEDGER_POINTER(function) __typeof__(ffo_##function) *function;
typedef struct ledger_calls {
  LEDGER_CALLS(LEDGER_POINTER)
} ledger_calls;

#define PLAIN_POINTER(result, function, parameters) result(*function) parameters;
typedef struct library_calls {
  uint32_t (*empty)(void);
  PLAIN_CALLS(PLAIN_POINTER)
  RUST_CALLS(PLAIN_POINTER)
} library_calls;

typedef struct allocator_calls {
  void *(*allocate)(size_t size);
  void *(*allocate_zeroed)(size_t count, size_t size);
  char *(*duplicate)(const char *text);
  void (*release)(void *block);
} allocator_calls;

typedef struct peer {
  peer_kind kind;
  void *library;
  ledger_calls ledger; /* of these three, the one that the kind says */
  library_calls plain;
  allocator_calls allocator;
} peer;

/* As the command line and the results say it, and as a table's head does. */
const char *peer_name(peer_id id);
const char *peer_title(peer_id id);
peer_id peer_named(const char *name); /* PEER_COUNT if there is none */

/* Where it is loaded from. Ours may be another build of the library. */
const char *peer_path(peer_id id);
void peer_set_our_path(const char *path);

bool peer_load(peer_id id, peer *out); /* false: not on this machine */

/* After a run: so much lives, or nothing, and so many calls were refused, or none. Only ours can
 * tell. */
void peer_check(const peer *peer, size_t live_blocks, size_t refusals);
void peer_check_balanced(const peer *peer);

#endif
