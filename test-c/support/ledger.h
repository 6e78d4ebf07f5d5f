/* The ledger's balance, before and after. */
#ifndef FFO_TEST_LEDGER_H
#define FFO_TEST_LEDGER_H

#include "check.h"

static inline ffo_stats ledger_look(void)
{
  ffo_stats stats = FFO_STATS_INIT;
  CHECK_OK(ffo_stats_get(&stats));
  return stats;
}

/* Nothing was made, freed, forgotten, lent or given back in between. */
static inline void check_unchanged_at(const char *file, int line, const ffo_stats *before)
{
  const ffo_stats now = ledger_look();
  check_equal(file, line, "live blocks", now.live_blocks, before->live_blocks);
  check_equal(file, line, "live bytes", now.live_bytes, before->live_bytes);
  check_equal(file, line, "forgotten blocks", now.forgotten_blocks, before->forgotten_blocks);
  check_equal(file, line, "forgotten bytes", now.forgotten_bytes, before->forgotten_bytes);
  check_equal(file, line, "created blocks", now.created_blocks, before->created_blocks);
  check_equal(file, line, "freed blocks", now.freed_blocks, before->freed_blocks);
  check_equal(file, line, "live handles", now.live_handles, before->live_handles);
  check_equal(file, line, "live borrows", now.live_borrows, before->live_borrows);
  check_text(file, line, "ffo_validate()", ffo_status_name(ffo_validate()), "FFO_OK");
}

#define CHECK_UNCHANGED(before) check_unchanged_at(__FILE__, __LINE__, before)

/* Everything that was made is freed, or was forgotten on purpose. */
static inline void check_balanced_at(const char *file, int line)
{
  const ffo_stats now = ledger_look();
  check_equal(file, line, "live blocks", now.live_blocks, 0);
  check_equal(file, line, "live bytes", now.live_bytes, 0);
  check_equal(file, line, "live handles", now.live_handles, 0);
  check_equal(file, line, "live borrows", now.live_borrows, 0);
  check_equal(file, line, "created blocks", now.created_blocks,
              now.freed_blocks + now.forgotten_blocks);
  check_text(file, line, "ffo_validate()", ffo_status_name(ffo_validate()), "FFO_OK");
}

#define CHECK_BALANCED() check_balanced_at(__FILE__, __LINE__)

#endif
