/* A box that owns itself, and a ring of boxes: refused, not followed. */
#include "node.h"

int main(void)
{
  const ffo_type type = node_register("node", node_drop);
  node *alone = node_new(type);
  alone->right = alone;
  CHECK_REFUSED(ffo_box_free(alone, type), FFO_E_NOT_OWNED, CLAIMED_TWICE("16"));
  CHECK_EQUAL(last_error().pointer, alone);
  CHECK_EQUAL(last_error().offset, offsetof(node, right));
  alone->right = NULL;
  CHECK_REFUSED(ffo_box_put(alone, offsetof(node, right), alone), FFO_E_NOT_OWNED,
                "ffo_box_put: 0x.. is claimed already: twice in this tree, in a cycle, or by "
                "another call");
  CHECK_OK(ffo_box_free(alone, type));

  node *first = node_chain(type, 1000);
  node *last = first;
  while (last->left != NULL) {
    last = last->left;
  }
  last->left = first;
  CHECK_REFUSED(ffo_box_free(first, type), FFO_E_NOT_OWNED, CLAIMED_TWICE("8"));
  last->left = NULL;
  CHECK_OK(ffo_box_free(first, type));
  CHECK_EQUAL(node_drops, 1001);
  CHECK_BALANCED();
  return 0;
}
