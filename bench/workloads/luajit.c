/* The same pairs as a script sees them: this process becomes LuaJIT, which calls through its ffi. */
#include "measure.h"
#include "workload.h"

static void become(const plan *plan, peer_id id, const char *what)
{
  char count[32];
  snprintf(count, sizeof count, "%zu", amount(plan, 2000000));
  fflush(stdout);
  execlp("luajit", "luajit", BENCH_SOURCE_FOLDER "/luajit/pairs.lua", peer_name(id), peer_path(id),
         what, count, (char *)NULL);
  perror("luajit");
  exit(1);
}

static void run_string(const plan *plan, peer_id id, double *values)
{
  (void)values;
  become(plan, id, "string");
}

static void run_config(const plan *plan, peer_id id, double *values)
{
  (void)values;
  become(plan, id, "config");
}

const workload luajit_string = {
  .name = "luajit_string",
  .peers = PEER_BIT(PEER_OURS) | PEER_BIT(PEER_RUST),
  .rounds = 7,
  .needs = "luajit",
  .run = run_string,
  .rows = { { "luajit_string", "LuaJIT: string pair", "ns", { { PEER_RUST, 0 } }, false } },
};

const workload luajit_config = {
  .name = "luajit_config",
  .peers = PEER_BIT(PEER_OURS) | PEER_BIT(PEER_RUST),
  .rounds = 7,
  .needs = "luajit",
  .run = run_config,
  .rows = { { "luajit_config", "LuaJIT: config pair", "ns", { { PEER_RUST, 0 } }, false } },
};
