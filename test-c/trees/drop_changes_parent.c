/* A drop callback changes the box whose field its own block has just left: it puts another child
 * there, whose drop does the same. */
#include "node.h"

enum { GENERATIONS = 100 };

static ffo_type type;
static node *parent;
static size_t drops;

static void FFO_CALL put_next(void *payload, void *context)
{
  (void)payload;
  (void)context;
  if (++drops < GENERATIONS) {
    CHECK_OK(ffo_box_put(parent, offsetof(node, left), node_new(type)));
  }
}

int main(void)
{
  type = node_register("of many generations", put_next);
  parent = node_new(type);
  CHECK_OK(ffo_box_put(parent, offsetof(node, left), node_new(type)));

  CHECK_OK(ffo_box_put(parent, offsetof(node, left), NULL));
  CHECK_EQUAL(drops, 1);
  CHECK(parent->left != NULL);
  while (drops < GENERATIONS) {
    CHECK_OK(ffo_box_put(parent, offsetof(node, left), NULL));
  }
  CHECK(parent->left == NULL);
  CHECK_OK(ffo_box_free(parent, type));
  CHECK_EQUAL(drops, GENERATIONS + 1);
  CHECK_BALANCED();
  return 0;
}
