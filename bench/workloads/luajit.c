/* The same pairs as a script sees them: this process becomes LuaJIT, which calls through its ffi. */
#include "measure.h"
#include "workload.h"

/* The variant is a string's length; the script knows the pair by the workload's name. */
static void run(const workload *self, const plan *plan, peer_id id, double *values)
{
  char count[32];
  (void)values;
  snprintf(count, sizeof count, "%zu", amount(plan, 2000000));
  fflush(stdout);
  execlp("luajit", "luajit", BENCH_SOURCE_FOLDER "/luajit/pairs.lua", peer_name(id), peer_path(id),
         self->name, text_of(self->variant), count, (char *)NULL);
  perror("luajit");
  exit(1);
}

#define LUAJIT_PAIR(workload_name, length, words)                                                  \
  const workload workload_name = {                                                                 \
    .name = #workload_name,                                                                        \
    .peers = PEERS_RUST,                                                                           \
    .rounds = 11,                                                                                  \
    .needs = "luajit",                                                                             \
    .run = run,                                                                                    \
    .variant = length,                                                                             \
    .rows = { ROW(#workload_name, "LuaJIT: " words, "ns", RATIO(RUST, 0)) },                       \
  }

LUAJIT_PAIR(luajit_string, 15, "string of 15");
LUAJIT_PAIR(luajit_string_40, 40, "string of 40");
LUAJIT_PAIR(luajit_string_200, 200, "string of 200");
LUAJIT_PAIR(luajit_from_bytes, 40, "from 40 bytes");
LUAJIT_PAIR(luajit_from_utf8, 40, "from 40 of UTF-8");
LUAJIT_PAIR(luajit_config, 0, "config");
