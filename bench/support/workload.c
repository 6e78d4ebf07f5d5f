#include "workload.h"

#include "calls.h"
#include "together.h"

#include <string.h>

const char *const text = "fifteen letters";

peer load(peer_id id)
{
  peer it;
  if (!peer_load(id, &it)) {
    fprintf(stderr, "%s cannot be loaded from %s\n", peer_name(id), peer_path(id));
    exit(1);
  }
  return it;
}

static void nothing(void *context, size_t index)
{
  (void)context;
  (void)index;
}

/* One string says what it should. GCHandle's strings have no address that C could read. */
INLINE int check_text(const peer *peer, peer_kind kind, bool readable)
{
  char *string = make_string(peer, kind);
  CHECK(!readable || strcmp(string, text) == 0);
  free_string(peer, kind, string);
  return 0;
}

peer load_with_threads(peer_id id)
{
  run_together(1, NULL, nothing, NULL);
  const peer it = load(id);
  FOR_ITS_KIND(&it, check_text, id != PEER_GCHANDLE);
  return it;
}

const workload *const workloads[] = {
  &empty_call,    &string_pair,   &config_pair, &config_named, &handle_life, &handle_threads,
  &string_batch,  &live_random,   &exchange,    &producer,     &memory,      &startup,
  &luajit_string, &luajit_config, &live_curve,  &thread_curve, NULL,
};
