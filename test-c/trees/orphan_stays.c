/* An orphan stays its own: a box that comes to be described where the orphan's former owner was does
 * not inherit it. */
#include "node.h"

int main(void)
{
  const ffo_type type = node_register("node", node_drop);
  node *owner = node_new(type);
  node *orphan = node_new(type);
  CHECK_OK(ffo_box_put(owner, offsetof(node, left), orphan));
  owner->left = NULL;
  CHECK_OK(ffo_box_free(owner, type));

  /* A string of the same size takes over the address, and the entry that remembered its freed
   * block is free for the next box. (An entry counts its reuses modulo 2048.) */
  for (size_t i = 0; i < 1000; i++) {
    char *string = ffo_string_new("as long as a whole node", NULL);
    node *other = node_new(type);
    other->left = orphan;
    CHECK_STATUS(ffo_box_free(other, type), FFO_E_NOT_OWNED);
    other->left = NULL;
    CHECK_OK(ffo_box_free(other, type));
    CHECK_OK(ffo_string_free(string));
  }

  ffo_block_info info = FFO_BLOCK_INFO_INIT;
  CHECK_OK(ffo_describe(orphan, &info));
  CHECK_EQUAL(info.flags, FFO_BLOCK_ORPHANED);
  CHECK_OK(ffo_validate());
  return 0;
}
