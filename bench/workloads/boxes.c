/* Boxes of a type of one's own: 48 bytes, zeroed; and such a box that owns a string. */
#include "turns.h"

#include <stddef.h>

typedef struct record {
  char *text;
  uint64_t numbers[5];
} record;

static ffo_type register_record(const peer *peer, bool owns_text)
{
  const ffo_owned_field field = { offsetof(record, text), FFO_TYPE_STRING, 0 };
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  ffo_type type = FFO_TYPE_NONE;
  desc.name = "bench_record";
  desc.size = sizeof(record);
  desc.fields = &field;
  desc.field_count = owns_text;
  if (peer->kind == KIND_LEDGER) {
    CHECK(peer->ledger.type_register(&desc, &type) == FFO_OK);
  }
  return type;
}

/* ---- Without owned fields ------------------------------------------------------------------- */

INLINE void new_and_free(const peer *peer, peer_kind kind, void *context)
{
  const ffo_type type = *(const ffo_type *)context;
  record *it = kind == KIND_LEDGER    ? peer->ledger.box_new(type, NULL)
               : kind == KIND_LIBRARY ? peer->plain.record_new()
                                      : peer->allocator.allocate_zeroed(1, sizeof(record));
  CHECK(it != NULL && it->numbers[4] == 0);
  switch (kind) {
  case KIND_LEDGER:
    CHECK(peer->ledger.box_free(it, type) == FFO_OK);
    break;
  case KIND_LIBRARY:
    peer->plain.record_free(it);
    break;
  case KIND_ALLOCATOR:
    peer->allocator.release(it);
    break;
  }
}

/* ---- With a string that is put into it, and freed with it ----------------------------------- */

INLINE void new_put_and_free(const peer *peer, peer_kind kind, void *context)
{
  const ffo_type type = *(const ffo_type *)context;
  record *it = kind == KIND_LEDGER    ? peer->ledger.box_new(type, NULL)
               : kind == KIND_LIBRARY ? peer->plain.owner_new()
                                      : peer->allocator.allocate_zeroed(1, sizeof(record));
  CHECK(it != NULL);
  char *string = make_string(peer, kind);
  switch (kind) {
  case KIND_LEDGER:
    CHECK(peer->ledger.box_put(it, offsetof(record, text), string) == FFO_OK);
    CHECK(peer->ledger.box_free(it, type) == FFO_OK);
    break;
  case KIND_LIBRARY:
    peer->plain.owner_put(it, string);
    peer->plain.owner_free(it);
    break;
  case KIND_ALLOCATOR:
    it->text = string;
    peer->allocator.release(it->text);
    peer->allocator.release(it);
    break;
  }
}

/* ---- The workloads -------------------------------------------------------------------------- */

static void run_zeroed(const workload *self, const plan *plan, peer_id id, double *values)
{
  (void)self;
  const peer it = load_with_threads(id);
  ffo_type type = register_record(&it, false);
  values[0] = measure_turns(&it, plan, new_and_free, &type, 2000000);
  peer_check_balanced(&it);
}

static void run_string(const workload *self, const plan *plan, peer_id id, double *values)
{
  (void)self;
  const peer it = load_with_threads(id);
  ffo_type type = register_record(&it, true);
  values[0] = measure_turns(&it, plan, new_put_and_free, &type, 1000000);
  peer_check_balanced(&it);
}

const workload box_zeroed = {
  .name = "box_zeroed",
  .peers = PEERS_MALLOC,
  .rounds = 11,
  .run = run_zeroed,
  .rows = { ROW("box_zeroed", "box of 48, zeroed: new, free", "ns", RATIO(RUST, 0.85)) },
};

const workload box_string = {
  .name = "box_string",
  .peers = PEERS_MALLOC,
  .rounds = 11,
  .run = run_string,
  .rows = { ROW("box_string", "box, string, put, free", "ns", RATIO(RUST, 0.9)) },
};
