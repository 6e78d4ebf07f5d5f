/* What a process pays once, and for each block in memory. */
#include "calls.h"
#include "measure.h"
#include "workload.h"

/* ---- Resident memory per live string -------------------------------------------------------- */

INLINE double bytes_each(const peer *peer, peer_kind kind, char **strings, size_t count)
{
  free_string(peer, kind, make_string(peer, kind)); /* what comes once is not counted */
  resident_bytes();
  const double before = resident_bytes();
  for (size_t i = 0; i < count; i++) {
    strings[i] = make_string(peer, kind);
  }
  const double after = resident_bytes();
  for (size_t i = 0; i < count; i++) {
    free_string(peer, kind, strings[i]);
  }
  return (after - before) / (double)count;
}

static void run_memory(const workload *self, const plan *plan, peer_id id, double *values)
{
  (void)self;
  const size_t count = amount(plan, 1000000);
  char **strings = own_memory(count * sizeof *strings);
  const peer it = load_with_threads(id);
  values[0] = FOR_ITS_KIND(&it, bytes_each, strings, count);
  peer_check_balanced(&it);
}

const workload memory = {
  .name = "memory",
  .peers = PEERS_ALL,
  .rounds = 3,
  .run = run_memory,
  .rows = { ROW("memory", "memory per live string", "bytes", RATIO(GLIBC, 1.25)) },
};

/* ---- From dlopen to the end of the first call ----------------------------------------------- */

INLINE int first_call(const peer *peer, peer_kind kind, double *returned)
{
  char *string = make_string(peer, kind);
  *returned = now();
  free_string(peer, kind, string);
  return 0;
}

static void run_startup(const workload *self, const plan *plan, peer_id id, double *values)
{
  (void)self;
  (void)plan;
  resident_bytes();
  const double resident = resident_bytes();
  const double start = now();
  const peer it = load(id);
  double returned;
  FOR_ITS_KIND(&it, first_call, &returned);
  values[0] = (returned - start) / 1e6;
  values[1] = (resident_bytes() - resident) / 1e6;
  peer_check_balanced(&it);
}

const workload startup = {
  .name = "startup",
  .peers = PEERS_ALL & ~PEER_BIT(PEER_GLIBC), /* it is there before the program is */
  .rounds = 21,
  .run = run_startup,
  .rows = { ROW("startup_time", "dlopen and first call", "ms", BEYOND(MEMORY, 0.6)),
            ROW("startup_memory", "resident after it", "MB", ITSELF(2.5)) },
};
