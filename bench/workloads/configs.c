/* Configs made and freed, with a name and without. */
#include "turns.h"

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
    it->name = make_string(peer, kind);
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

INLINE void new_and_free(const peer *peer, peer_kind kind, void *context)
{
  (void)context;
  free_config(peer, kind, make_config(peer, kind));
}

INLINE void new_named_and_free(const peer *peer, peer_kind kind, void *context)
{
  (void)context;
  void *config = make_config(peer, kind);
  name_config(peer, kind, config);
  free_config(peer, kind, config);
}

static void run_pair(const workload *self, const plan *plan, peer_id id, double *values)
{
  (void)self;
  const peer it = load_with_threads(id);
  values[0] = measure_turns(&it, plan, new_and_free, NULL, 2000000);
  peer_check_balanced(&it);
}

static void run_named(const workload *self, const plan *plan, peer_id id, double *values)
{
  (void)self;
  const peer it = load_with_threads(id);
  values[0] = measure_turns(&it, plan, new_named_and_free, NULL, 2000000);
  peer_check_balanced(&it);
}

const workload config_pair = {
  .name = "config_pair",
  .peers = PEERS_ALL,
  .rounds = 11,
  .run = run_pair,
  .rows = { ROW("config_pair", "config: new, free", "ns", RATIO(RUST, 1.05), RATIO(GLIBC, 1.6),
                RATIO(MEMORY, 0.75), RATIO(GCHANDLE, 0.5)) },
};

const workload config_named = {
  .name = "config_named",
  .peers = PEERS_ALL,
  .rounds = 11,
  .run = run_named,
  .rows = { ROW("config_named", "config: new, name, free", "ns", RATIO(RUST, 0.95)) },
};
