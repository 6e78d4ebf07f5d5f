/* One large buffer of 5 to 25 MB after the other, each filled: what comes from the system at first
 * may not come from it again and again. */
#include "turns.h"

#include <string.h>

enum { LEAST = 5000000, MOST = 25000000 };

INLINE void make_fill_and_free(const peer *peer, peer_kind kind, void *context)
{
  const size_t size = LEAST + next_random(context, MOST - LEAST);
  ffo_vec vec = FFO_VEC_INIT;
  void *data;
  if (kind == KIND_LEDGER) {
    CHECK(peer->ledger.vec_init(&vec, 1, size) == FFO_OK);
    data = vec.data;
  } else {
    data = kind == KIND_LIBRARY ? peer->plain.buffer_new(size) : peer->allocator.allocate(size);
  }
  CHECK(data != NULL);
  memset(data, 1, size);
  switch (kind) {
  case KIND_LEDGER:
    CHECK(peer->ledger.vec_dispose(&vec) == FFO_OK);
    break;
  case KIND_LIBRARY:
    peer->plain.buffer_free(data, size);
    break;
  case KIND_ALLOCATOR:
    peer->allocator.release(data);
    break;
  }
}

static void run(const workload *self, const plan *plan, peer_id id, double *values)
{
  (void)self;
  const peer it = load_with_threads(id);
  uint64_t random = 1;
  values[0] = measure_turns(&it, plan, make_fill_and_free, &random, 50) / 1e3;
  peer_check_balanced(&it);
}

const workload large_buffer = {
  .name = "large_buffer",
  .peers = PEERS_MALLOC,
  .rounds = 11,
  .run = run,
  .rows = { ROW("large_buffer", "5 to 25 MB: new, fill, free", "us", RATIO(GLIBC, 1.2)) },
};
