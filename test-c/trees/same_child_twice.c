/* One child in two fields: of one box, and of two boxes of a tree. */
#include "node.h"

int main(void)
{
  const ffo_type type = node_register("node", node_drop);
  node *root = node_new(type);
  root->left = root->right = node_new(type);
  CHECK_REFUSED(ffo_box_free(root, type), FFO_E_NOT_OWNED, CLAIMED_TWICE("16"));

  node *child = root->left;
  root->right = node_new(type);
  root->right->name = child->name = ffo_string_new("of both", NULL);
  CHECK_REFUSED(ffo_box_free(root, type), FFO_E_NOT_OWNED, CLAIMED_TWICE("0"));

  root->right->name = NULL;
  CHECK_OK(ffo_box_free(root, type));
  CHECK_EQUAL(node_drops, 3);
  CHECK_BALANCED();
  return 0;
}
