/* Takes out of a program what its finding does not need. */
#include "driver.h"
#include "ops.h"

#include <string.h>

static bool still_fails(const program *tried)
{
  outcome outcome;
  /* Threads do not always meet as they did. */
  for (int i = 0; i < (tried->lanes > 1 ? 3 : 1); i++) {
    program_try(tried, NULL, &outcome);
    if (!outcome.good) {
      return true;
    }
  }
  return false;
}

static bool keep_if_failing(program *shrunk, const program *tried)
{
  if (!still_fails(tried)) {
    return false;
  }
  *shrunk = *tried;
  return true;
}

static bool take_out(program *shrunk, size_t at, size_t count)
{
  program tried = *shrunk;
  if (at + count > tried.count) {
    count = tried.count - at;
  }
  memmove(&tried.ops[at], &tried.ops[at + count], (tried.count - at - count) * sizeof *tried.ops);
  tried.count -= count;
  return keep_if_failing(shrunk, &tried);
}

static void take_out_what_can(program *shrunk)
{
  for (size_t size = shrunk->count / 2; size >= 1; size /= 2) {
    for (size_t at = 0; at < shrunk->count;) {
      if (!take_out(shrunk, at, size)) {
        at += size;
      }
    }
  }
}

static void simplify_settings(program *shrunk)
{
  uint32_t *const settings[] = { &shrunk->quarantine, &shrunk->zero, &shrunk->log, &shrunk->report,
                                 &shrunk->system };
  for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
    const uint32_t before = *settings[i];
    if (before != 0) {
      *settings[i] = 0;
      program tried = *shrunk;
      *settings[i] = before;
      keep_if_failing(shrunk, &tried);
    }
  }
  if (shrunk->lanes > 1) {
    program tried = *shrunk;
    tried.lanes = 1;
    for (size_t i = 0; i < tried.count; i++) {
      tried.ops[i].lane = 0;
    }
    keep_if_failing(shrunk, &tried);
  }
}

/* Smaller numbers, as long as it fails. */
static void simplify_numbers(program *shrunk)
{
  for (size_t i = 0; i < shrunk->count; i++) {
    const uint32_t simpler[] = { 0, shrunk->ops[i].n & 0xE0000000, shrunk->ops[i].n & 0xE000FFFF };
    for (size_t j = 0; j < sizeof simpler / sizeof *simpler; j++) {
      program tried = *shrunk;
      tried.ops[i].n = simpler[j];
      if (simpler[j] != shrunk->ops[i].n && keep_if_failing(shrunk, &tried)) {
        break;
      }
    }
  }
}

void program_shrink(program *shrunk)
{
  take_out_what_can(shrunk);
  simplify_settings(shrunk);
  simplify_numbers(shrunk);
  take_out_what_can(shrunk);
}
