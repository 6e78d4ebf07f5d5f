/* One thread makes a block, another one takes a checkpoint, the first makes a second block: exactly
 * one block is younger than the checkpoint, over and over. What one thread has seen of the clock
 * the other must not miss. */
#include "bytes.h"
#include "ledger.h"
#include "threads.h"

#include <sched.h>

typedef struct handshake {
  size_t rounds;
  atomic_size_t turn; /* even: the maker's; odd: the asker's */
} handshake;

static void await(handshake *it, size_t turn)
{
  while (atomic_load_explicit(&it->turn, memory_order_acquire) != turn) {
    sched_yield();
  }
}

static void pass(handshake *it, size_t turn)
{
  atomic_store_explicit(&it->turn, turn + 1, memory_order_release);
}

static void make(handshake *it)
{
  for (size_t turn = 0; turn < it->rounds * 4; turn += 4) {
    await(it, turn);
    char *older = bytes_new(24);
    pass(it, turn);
    await(it, turn + 2);
    char *younger = turn % 8 == 0 ? ffo_string_new("a younger one", NULL) : bytes_new(24);
    pass(it, turn + 2);
    await(it, turn + 4);
    CHECK_OK(bytes_free(older));
    CHECK_OK(ffo_box_free(younger, turn % 8 == 0 ? FFO_TYPE_STRING : FFO_TYPE_VEC));
  }
}

static void ask(handshake *it)
{
  uint64_t before = 0;
  for (size_t turn = 1; turn < it->rounds * 4; turn += 4) {
    uint64_t checkpoint;
    size_t blocks;
    size_t bytes;
    await(it, turn);
    CHECK_OK(ffo_checkpoint(&checkpoint));
    CHECK(checkpoint > before);
    before = checkpoint;
    pass(it, turn);
    await(it, turn + 2);
    CHECK_OK(ffo_live_since(checkpoint, &blocks, &bytes));
    CHECK_EQUAL(blocks, 1);
    CHECK_EQUAL(bytes, turn % 8 == 1 ? sizeof "a younger one" : 24);
    pass(it, turn + 2);
  }
}

static void work(team *team, size_t number)
{
  if (number == 0) {
    make(team->shared);
  } else {
    ask(team->shared);
  }
}

int main(void)
{
  handshake it = { .rounds = rounds(100000, 1000) };
  team_run(2, work, &it);
  CHECK_BALANCED();
  return 0;
}
