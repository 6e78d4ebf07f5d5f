/* A child is freed by one thread while its tree is freed by another, over and over. One of the two
 * ends the child; if the child wins, the tree's free is refused whole, and is done again. At the
 * end nothing lives, and each drop ran once. The number of rounds may be given. */
#include "node.h"
#include "threads.h"

typedef struct race {
  ffo_type type;
  size_t rounds;
  node *root;
  node *child;
} race;

static void check_ended_or_refused(ffo_status status)
{
  CHECK(status == FFO_OK || status == FFO_E_DOUBLE_FREE || status == FFO_E_NOT_OWNED);
}

static void work(team *team, size_t number)
{
  race *race = team->shared;
  for (size_t i = 0; i < race->rounds; i++) {
    if (number == 0) {
      race->root = node_chain(race->type, 5);
      race->child = race->root->left->left;
    }
    team_meet(team);
    check_ended_or_refused(ffo_box_free(number == 0 ? race->root : race->child, race->type));
    team_meet(team);
    if (number != 0) {
      continue;
    }

    /* Without the child that the other has freed, the tree ends. */
    ffo_block_info info = FFO_BLOCK_INFO_INIT;
    CHECK_OK(ffo_describe(race->root, &info));
    if (info.owner != FFO_OWNER_NOBODY) {
      race->root->left->left = NULL;
      CHECK_OK(ffo_box_free(race->root, race->type));
    }
    CHECK_EQUAL(atomic_exchange(&node_drops, 0), 5);
    CHECK_EQUAL(ledger_look().live_blocks, 0);
  }
}

int main(int count, char **arguments)
{
  race race = { .type = node_register("node", node_drop) };
  race.rounds = count > 1 ? strtoul(arguments[1], NULL, 10) : rounds(100000, 500);
  team_run(2, work, &race);
  CHECK_BALANCED();
  return 0;
}
