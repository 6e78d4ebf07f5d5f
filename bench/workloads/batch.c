/* 64 strings at once: by our batch calls, by the others one by one. */
#include "calls.h"
#include "measure.h"
#include "workload.h"

enum { BATCH = 64 };

INLINE double batches(const peer *peer, peer_kind kind, size_t count)
{
  const char *texts[BATCH];
  char *strings[BATCH];
  for (size_t i = 0; i < BATCH; i++) {
    texts[i] = text;
  }

  const double start = now();
  for (size_t i = 0; i < count; i++) {
    if (kind == KIND_LEDGER) {
      CHECK(peer->ledger.strings_new(texts, BATCH, strings) == FFO_OK);
      CHECK(strings[0] != NULL && strings[BATCH - 1] != NULL);
      CHECK(peer->ledger.strings_free(strings, BATCH, NULL) == FFO_OK);
      CHECK(strings[0] == NULL && strings[BATCH - 1] == NULL);
      continue;
    }
    for (size_t k = 0; k < BATCH; k++) {
      strings[k] = make_string(peer, kind);
    }
    for (size_t k = 0; k < BATCH; k++) {
      free_string(peer, kind, strings[k]);
    }
  }
  return (now() - start) / (double)count / BATCH;
}

static void run(const workload *self, const plan *plan, peer_id id, double *values)
{
  (void)self;
  const peer it = load_with_threads(id);
  FOR_ITS_KIND(&it, batches, amount(plan, 4000));
  values[0] = FOR_ITS_KIND(&it, batches, amount(plan, 40000));
  peer_check_balanced(&it);
}

const workload string_batch = {
  .name = "string_batch",
  .peers = PEERS_ALL,
  .rounds = 11,
  .run = run,
  .rows = { ROW("string_batch", "64 strings, each", "ns", RATIO(RUST, 0.45)) },
};
