/* Leaves are freed by one thread while their tree is freed by another, over and over: one from the first on, one from the
 * last, so that they meet at some leaf. One of the two ends it; if any leaf went to the other thread, the tree's free is
 * refused whole, and is done again without those. At the end nothing lives, and each drop ran once. The number of rounds may
 * be given. */
#include "node.h"
#include "threads.h"

enum { LEAVES = 16 };

typedef struct race {
  ffo_type type;
  size_t rounds;
  node *stem[LEAVES]; /* each the left child of the one before, with a leaf as its right child */
  node *leaves[LEAVES];
  bool is_freed[LEAVES]; /* by the second thread */
} race;

static void grow(race *race)
{
  for (size_t i = 0; i < LEAVES; i++) {
    race->stem[i] = node_new(race->type);
    race->leaves[i] = race->stem[i]->right = node_new(race->type);
    if (i > 0) {
      race->stem[i - 1]->left = race->stem[i];
    }
  }
}

static bool is_ended(ffo_status status)
{
  CHECK(status == FFO_OK || status == FFO_E_DOUBLE_FREE || status == FFO_E_NOT_OWNED);
  return status == FFO_OK;
}

static void check_ended(race *race, bool is_tree_freed)
{
  bool is_any_freed = false;
  for (size_t i = 0; i < LEAVES; i++) {
    is_any_freed = is_any_freed || race->is_freed[i];
    if (race->is_freed[i] && !is_tree_freed) {
      race->stem[i]->right = NULL;
    }
  }
  CHECK(is_tree_freed != is_any_freed);
  if (!is_tree_freed) {
    CHECK_OK(ffo_box_free(race->stem[0], race->type));
  }
  CHECK_EQUAL(atomic_exchange(&node_drops, 0), 2 * LEAVES);
  CHECK_EQUAL(ledger_look().live_blocks, 0);
}

static void work(team *team, size_t number)
{
  race *race = team->shared;
  for (size_t i = 0; i < race->rounds; i++) {
    bool is_tree_freed = false;
    if (number == 0) {
      grow(race);
    }
    team_meet_closely(team);
    if (number == 0) {
      is_tree_freed = is_ended(ffo_box_free(race->stem[0], race->type));
    } else {
      /* In either direction, as the order of the tree's claims is its own affair. */
      for (size_t j = 0; j < LEAVES; j++) {
        const size_t leaf = i % 2 == 0 ? j : LEAVES - 1 - j;
        race->is_freed[leaf] = is_ended(ffo_box_free(race->leaves[leaf], race->type));
      }
    }
    team_meet(team);
    if (number == 0) {
      check_ended(race, is_tree_freed);
    }
  }
}

int main(int count, char **arguments)
{
  race race = { .type = node_register("node", node_drop) };
  race.rounds = count > 1 ? strtoul(arguments[1], NULL, 10) : rounds(3000, 200);
  team_race(2, work, &race);
  CHECK_BALANCED();
  return 0;
}
