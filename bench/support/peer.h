/* The peers: libraries that hand out strings, configs and handles. Each is loaded with dlopen and
 * called through pointers from dlsym, ours too. */
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
  PEER_COUNT
} peer_id;

#define PEER_BIT(id) (1u << (id))
#define PEERS_ALL (PEER_BIT(PEER_COUNT) - 1)

/* What its functions look like. */
typedef enum peer_kind { KIND_LEDGER, KIND_LIBRARY, KIND_ALLOCATOR } peer_kind;

typedef struct ledger_calls {
  __typeof__(ffo_abi_version) *abi_version;
  __typeof__(ffo_version_string) *version_string;
  __typeof__(ffo_string_new) *string_new;
  __typeof__(ffo_string_free) *string_free;
  __typeof__(ffo_strings_new) *strings_new;
  __typeof__(ffo_strings_free) *strings_free;
  __typeof__(ffo_config_new) *config_new;
  __typeof__(ffo_config_set_name) *config_set_name;
  __typeof__(ffo_config_free) *config_free;
  __typeof__(ffo_handle_from_raw) *handle_from_raw;
  __typeof__(ffo_handle_borrow) *handle_borrow;
  __typeof__(ffo_handle_return) *handle_return;
  __typeof__(ffo_handle_release) *handle_release;
  __typeof__(ffo_stats_get) *stats_get;
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
