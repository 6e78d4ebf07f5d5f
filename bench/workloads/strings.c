/* Strings made and freed, one after the other: the least that a boundary costs. */
#include "turns.h"

#include <string.h>

typedef struct source {
  const char *text;
  size_t length;
} source;

/* ---- From text with a NUL at its end -------------------------------------------------------- */

INLINE void new_and_free(const peer *peer, peer_kind kind, void *context)
{
  free_string(peer, kind, make_string_of(peer, kind, ((const source *)context)->text));
}

/* ---- From bytes, which may hold no NUL ------------------------------------------------------ */

/* With an allocator the caller does what a library does inside. */
INLINE char *copy_bytes(const peer *peer, const void *bytes, size_t length)
{
  CHECK(memchr(bytes, '\0', length) == NULL);
  char *string = peer->allocator.allocate(length + 1);
  CHECK(string != NULL);
  memcpy(string, bytes, length);
  string[length] = '\0';
  return string;
}

INLINE void from_bytes_and_free(const peer *peer, peer_kind kind, void *context)
{
  const source *it = context;
  char *string = kind == KIND_LEDGER    ? peer->ledger.string_from_bytes(it->text, it->length, NULL)
                 : kind == KIND_LIBRARY ? peer->plain.string_from_bytes(it->text, it->length)
                                        : copy_bytes(peer, it->text, it->length);
  CHECK(string != NULL);
  free_string(peer, kind, string);
}

/* ---- From UTF-8, of the commonest kind ------------------------------------------------------ */

INLINE void from_utf8_and_free(const peer *peer, peer_kind kind, void *context)
{
  const source *it = context;
  char *string = kind == KIND_LEDGER ? peer->ledger.string_from_utf8(it->text, it->length, NULL)
                                     : peer->plain.string_from_utf8(it->text, it->length);
  CHECK(string != NULL);
  free_string(peer, kind, string);
}

/* ---- The workloads -------------------------------------------------------------------------- */

INLINE void measure(const workload *self, const plan *plan, peer_id id, double *values, turn *turn)
{
  source source = { text_of(self->variant), self->variant };
  const peer it = load_with_threads(id);
  values[0] = measure_turns(&it, plan, turn, &source, 2000000);
  peer_check_balanced(&it);
}

static void run_new(const workload *self, const plan *plan, peer_id id, double *values)
{
  measure(self, plan, id, values, new_and_free);
}

static void run_bytes(const workload *self, const plan *plan, peer_id id, double *values)
{
  measure(self, plan, id, values, from_bytes_and_free);
}

static void run_utf8(const workload *self, const plan *plan, peer_id id, double *values)
{
  measure(self, plan, id, values, from_utf8_and_free);
}

const workload string_pair = {
  .name = "string_pair",
  .peers = PEERS_ALL,
  .rounds = 11,
  .run = run_new,
  .variant = sizeof TEXT - 1,
  .rows = { ROW("string_pair", "string of 15: new, free", "ns", RATIO(RUST, 0.72),
                RATIO(GLIBC, 1.1), RATIO(MEMORY, 0.75), RATIO(GCHANDLE, 0.5)) },
};

const workload string_40 = {
  .name = "string_40",
  .peers = PEERS_MALLOC,
  .rounds = 11,
  .run = run_new,
  .variant = 40,
  .rows = { ROW("string_40", "string of 40", "ns", RATIO(RUST, 0.75)) },
};

const workload string_200 = {
  .name = "string_200",
  .peers = PEERS_MALLOC,
  .rounds = 11,
  .run = run_new,
  .variant = 200,
  .rows = { ROW("string_200", "string of 200", "ns", RATIO(RUST, 0.85)) },
};

const workload string_from_bytes = {
  .name = "string_from_bytes",
  .peers = PEERS_MALLOC,
  .rounds = 11,
  .run = run_bytes,
  .variant = 40,
  .rows = { ROW("string_from_bytes", "string from 40 bytes", "ns", RATIO(RUST, 0.8)) },
};

const workload string_from_utf8 = {
  .name = "string_from_utf8",
  .peers = PEERS_RUST,
  .rounds = 11,
  .run = run_utf8,
  .variant = 40,
  .rows = { ROW("string_from_utf8", "string from 40 of UTF-8", "ns", RATIO(RUST, 0.9)) },
};
