/* Large blocks of all sizes are freed, and most of their ranges go back to the system. Then four threads free all of them again, while
 * others map and unmap memory, and make and free blocks, large ones too, from a cold start: a late free is a double free, or of a
 * foreign pointer, or of one inside a new block, or ends the new block at that very address; it crashes nothing, and no block that has
 * lived all the time is harmed. */
#include "bytes.h"
#include "ledger.h"
#include "pages.h"
#include "threads.h"

enum { BLOCKS = 3000, KEPT = 300, ROUNDS = 20, FREERS = 4, THREADS = FREERS + 3, SLOTS = 40 };

typedef struct stage {
  char *blocks[BLOCKS];
  atomic_size_t freers_done;
  atomic_size_t taken;  /* new blocks that a late free has ended */
  atomic_size_t missed; /* new blocks whose owner came too late */
  atomic_size_t given_back;
} stage;

static size_t size_of(size_t i) { return 33000 + i % 50 * 50000 + (i % 100 == 0 ? 9 << 20 : 0); }

static bool is_refused_late(ffo_status status)
{
  return status == FFO_E_DOUBLE_FREE || status == FFO_E_FOREIGN_POINTER ||
         status == FFO_E_INTERIOR_POINTER;
}

static void free_late(stage *stage, size_t number)
{
  for (size_t i = 0; i < BLOCKS * ROUNDS; i++) {
    char *late = stage->blocks[(i * 7919 + number * 500) % BLOCKS];
    const ffo_status status = bytes_free(late);
    CHECK(status == FFO_OK || status == FFO_E_BORROWED || is_refused_late(status));
    stage->taken += status == FFO_OK;
    if (status == FFO_E_FOREIGN_POINTER && strstr(ffo_last_error_message(), "given back") != NULL) {
      stage->given_back++;
    }
    if (i % 1000 == 0) {
      ffo_block_info info = FFO_BLOCK_INFO_INIT;
      (void)ffo_describe(late, &info);
      CHECK_OK(ffo_validate());
    }
  }
  stage->freers_done++;
}

static void map_and_unmap(stage *stage)
{
  for (size_t size = 1 << 12; stage->freers_done < FREERS;
       size = size < 16 << 20 ? size * 2 : 1 << 12) {
    char *memory = pages_map(size, true);
    memory[0] = memory[size - 1] = 'x';
    CHECK(memory[0] == 'x' && memory[size - 1] == 'x');
    pages_unmap(memory, size);
  }
}

/* What the owner of a new block may hear that a late free is ending or has ended; its address may be another owner's by then. */
static bool is_refused_to_owner(ffo_status status)
{
  return is_refused_late(status) || status == FFO_E_BORROWED || status == FFO_E_PARTS_MISMATCH;
}

/* NULL: a late free has ended the block before it was out of its vec. */
static char *make(size_t size)
{
  ffo_vec vec;
  void *data;
  size_t length;
  size_t capacity;
  CHECK_OK(ffo_vec_init(&vec, 1, size));
  const ffo_status status = ffo_vec_into_raw_parts(&vec, &data, &length, &capacity);
  CHECK(status == FFO_OK || is_refused_to_owner(status));
  return status == FFO_OK ? data : NULL;
}

/* The new blocks lie where others lay, so a late free may end them; nothing else may. */
static void make_others(stage *stage, size_t number)
{
  char *slots[SLOTS] = { NULL };
  for (size_t i = 0; stage->freers_done < FREERS || i % SLOTS != 0; i++) {
    char **slot = &slots[i % SLOTS];
    if (*slot != NULL) {
      const ffo_status status = bytes_free(*slot);
      CHECK(status == FFO_OK || is_refused_to_owner(status));
      stage->missed += status != FFO_OK;
    }
    *slot = make(i % 3 == 0 ? 100 : size_of(i * 31 + number));
  }
  for (size_t i = 0; i < SLOTS; i++) {
    stage->missed += bytes_free(slots[i]) != FFO_OK;
  }
}

static void work(team *team, size_t number)
{
  stage *stage = team->shared;
  if (number < FREERS) {
    free_late(stage, number);
  } else if (number == FREERS) {
    map_and_unmap(stage);
  } else {
    make_others(stage, number);
  }
}

int main(void)
{
  static stage stage;
  static char *kept[KEPT];
  for (size_t i = 0; i < BLOCKS; i++) {
    stage.blocks[i] = bytes_new(size_of(i));
    if (i % (BLOCKS / KEPT) == 0) {
      char *one = bytes_new(size_of(i + 1));
      memset(one, 'k', size_of(i + 1));
      kept[i / (BLOCKS / KEPT)] = one;
    }
  }
  for (size_t i = 0; i < BLOCKS; i++) {
    CHECK_OK(bytes_free(stage.blocks[i]));
  }
  team_run(THREADS, work, &stage);
  printf(
      "%zu late frees were of memory given back, %zu ended a new block, %zu owners came too late\n",
      (size_t)stage.given_back, (size_t)stage.taken, (size_t)stage.missed);
  CHECK(stage.given_back > 0);

  for (size_t i = 0; i < KEPT; i++) {
    const size_t size = size_of(i * (BLOCKS / KEPT) + 1);
    CHECK(kept[i][0] == 'k' && memcmp(kept[i], kept[i] + 1, size - 1) == 0);
    CHECK_OK(bytes_free(kept[i]));
  }
  CHECK_OK(ffo_validate());
  return 0;
}
