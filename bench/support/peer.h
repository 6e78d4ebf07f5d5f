/* The peers: libraries that hand out strings, configs and handles. Each is loaded with dlopen and
 * called through pointers from dlsym, ours too; and ours once more, linked into the program. */
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
  PEER_COUNT
} peer_id;

#define PEER_BIT(id) (1u << (id))
#define PEERS_ALL (PEER_BIT(PEER_COUNT) - 1)

/* What its functions look like. */
typedef enum peer_kind { KIND_LEDGER, KIND_LIBRARY, KIND_ALLOCATOR } peer_kind;

/* clang-format off */
#define LEDGER_CALLS(CALL)                                                                         \
  CALL(abi_version) CALL(version_string) CALL(string_new) CALL(string_free) CALL(strings_new)      \
  CALL(strings_free) CALL(config_new) CALL(config_set_name) CALL(config_free)                      \
  CALL(handle_from_raw) CALL(handle_borrow) CALL(handle_return) CALL(handle_release)               \
  CALL(stats_get)
/* clang-format on */

#define LEDGER_POINTER(function) __typeof__(ffo_##function) *function;
typedef struct ledger_calls {
  LEDGER_CALLS(LEDGER_POINTER)
} ledger_calls;

/* The Rust and the .NET peers. */
typedef struct library_calls {
  uint32_t (*empty)(void);
  char *(*string_new)(const char *text);
  void (*string_free)(char *string);
  void *(*config_new)(int32_t max_connections, int32_t timeout_ms);
  void (*config_set_name)(void *config, const char *name);
  void (*config_free)(void *config);
  uint64_t (*handle_new)(const char *text); /* these three: Rust only */
  int32_t (*handle_use)(uint64_t handle);
  int32_t (*handle_free)(uint64_t handle);
} library_calls;

typedef struct allocator_calls {
  void *(*allocate)(size_t size);
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

/* After a run: so much lives, or nothing, and no call was refused. Only ours can tell. */
void peer_check_live(const peer *peer, size_t blocks);
void peer_check_balanced(const peer *peer);

#endif
