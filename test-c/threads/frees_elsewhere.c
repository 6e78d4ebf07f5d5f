/* What one thread makes, another frees: a ring of threads passes blocks on, while each also makes
 * and frees its own, and one walks the ledger. */
#include "ledger.h"
#include "threads.h"

enum { THREADS = 4, SLOTS = 256 };

typedef struct ring {
  size_t rounds;
  _Atomic(char *) slots[THREADS][SLOTS];
} ring;

static void work(team *team, size_t number)
{
  ring *ring = team->shared;
  char text[96];
  for (size_t i = 0; i < ring->rounds; i++) {
    snprintf(text, sizeof text, "%zu of %zu, %.*s", i, number, (int)(i % 40),
             "........................................");
    char *made = ffo_string_new(text, NULL);
    CHECK(made != NULL);
    char *given = atomic_exchange(&ring->slots[(number + 1) % THREADS][i % SLOTS], made);
    CHECK_OK(ffo_string_free(given));
    char *got = atomic_exchange(&ring->slots[number][i % SLOTS], NULL);
    CHECK_OK(ffo_string_free(got));

    ffo_config *config = ffo_config_new(1, 2, NULL);
    CHECK_OK(ffo_config_set_name(config, text));
    CHECK_OK(ffo_config_free(config));
    if (number == 0 && i % 256 == 0) {
      CHECK_OK(ffo_validate());
    }
  }
}

int main(void)
{
  static ring ring;
  ring.rounds = rounds(200000, 1000);
  team_run(THREADS, work, &ring);
  for (size_t i = 0; i < THREADS; i++) {
    for (size_t j = 0; j < SLOTS; j++) {
      CHECK_OK(ffo_string_free(ring.slots[i][j]));
    }
  }
  CHECK_BALANCED();
  return 0;
}
