#include "peer.h"

#include "check.h"
#include "nothing.h"

#include <dlfcn.h>
#include <string.h>

/* What BENCH_... stands for is set by CMake. */
static struct {
  const char *name, *title, *path, *prefix;
  peer_kind kind;
} peers[PEER_COUNT] = {
  [PEER_OURS] = { "ours", "ours", BENCH_OUR_LIBRARY, "ffo_", KIND_LEDGER },
  [PEER_RUST] = { "rust", "Rust", BENCH_PEER_FOLDER "/librust_peer.so", "peer_", KIND_LIBRARY },
  [PEER_GLIBC] = { "glibc", "glibc", "libc.so.6", "", KIND_ALLOCATOR },
  [PEER_MIMALLOC] = { "mimalloc", "mimalloc", "libmimalloc.so.2", "mi_", KIND_ALLOCATOR },
  [PEER_MEMORY] = { "nativememory", "NativeMem", BENCH_PEER_FOLDER "/libdotnet_peer.so", "memory_",
                    KIND_LIBRARY },
  [PEER_GCHANDLE] = { "gchandle", "GCHandle", BENCH_PEER_FOLDER "/libdotnet_peer.so", "gchandle_",
                      KIND_LIBRARY },
  [PEER_STATIC] = { "static", "static", NULL, "ffo_", KIND_LEDGER },
  [PEER_NOTHING] = { "nothing", "nothing", NULL, "", KIND_ALLOCATOR },
};

const char *peer_name(peer_id id) { return peers[id].name; }

const char *peer_title(peer_id id) { return peers[id].title; }

peer_id peer_named(const char *name)
{
  int id = 0;
  while (id < PEER_COUNT && strcmp(peers[id].name, name) != 0) {
    id++;
  }
  return (peer_id)id;
}

const char *peer_path(peer_id id) { return peers[id].path; }

void peer_set_our_path(const char *path) { peers[PEER_OURS].path = path; }

static void *find(void *library, const char *prefix, const char *name)
{
  char symbol[64];
  snprintf(symbol, sizeof symbol, "%s%s", prefix, name);
  void *function = dlsym(library, symbol);
  CHECK(function != NULL);
  return function;
}

/* ISO C has no conversion from dlsym's result to a function pointer, POSIX has this one. */
#define FIND_AS(calls, function, prefix, name)                                                     \
  *(void **)&(calls).function = find(out->library, prefix, name)
#define FIND_OURS(function) FIND_AS(out->ledger, function, prefix, #function);
#define FIND_PLAIN(result, function, parameters) FIND_AS(out->plain, function, prefix, #function);
#define TAKE_LINKED(function) out->ledger.function = ffo_##function;

/* What there is nothing to load for. */
static bool take_linked(peer_id id, peer *out)
{
  if (id == PEER_STATIC) {
    LEDGER_CALLS(TAKE_LINKED)
  } else if (id == PEER_NOTHING) {
    out->allocator = nothing_calls;
  }
  return id == PEER_STATIC || id == PEER_NOTHING;
}

bool peer_load(peer_id id, peer *out)
{
  const char *prefix = peers[id].prefix;
  *out = (peer){ .kind = peers[id].kind };
  if (take_linked(id, out)) {
    return true;
  }
  out->library = dlopen(peers[id].path, RTLD_NOW | RTLD_LOCAL);
  if (out->library == NULL) {
    return false;
  }

  switch (out->kind) {
  case KIND_LEDGER:
    LEDGER_CALLS(FIND_OURS)
    break;
  case KIND_LIBRARY:
    FIND_AS(out->plain, empty, "peer_", "empty");
    PLAIN_CALLS(FIND_PLAIN)
    if (id == PEER_RUST) {
      RUST_CALLS(FIND_PLAIN)
    }
    break;
  case KIND_ALLOCATOR:
    FIND_AS(out->allocator, allocate, prefix, "malloc");
    FIND_AS(out->allocator, allocate_zeroed, prefix, "calloc");
    FIND_AS(out->allocator, duplicate, prefix, "strdup");
    FIND_AS(out->allocator, release, prefix, "free");
    break;
  }
  return true;
}

void peer_check(const peer *peer, size_t live_blocks, size_t refusals)
{
  if (peer->kind == KIND_LEDGER) {
    ffo_stats stats = FFO_STATS_INIT;
    CHECK(peer->ledger.stats_get(&stats) == FFO_OK);
    CHECK(stats.live_blocks == live_blocks && stats.live_handles == 0 && stats.live_borrows == 0);
    CHECK(stats.misuses == refusals);
  }
}

void peer_check_balanced(const peer *peer) { peer_check(peer, 0, 0); }
