/* Children that their fields no longer name: they outlive their tree, and the leak report finds
 * them. */
#include "node.h"

static void check_orphans(const void *orphan, size_t live)
{
  size_t count = 0;
  ffo_block_info infos[4] = { FFO_BLOCK_INFO_INIT, FFO_BLOCK_INFO_INIT, FFO_BLOCK_INFO_INIT,
                              FFO_BLOCK_INFO_INIT };
  CHECK_OK(ffo_live_list(0, infos, 4, &count));
  CHECK_EQUAL(count, live);
  size_t found = 0;
  for (size_t i = 0; i < count; i++) {
    if (infos[i].address == orphan) {
      CHECK_EQUAL(infos[i].flags, FFO_BLOCK_ORPHANED);
      found++;
    }
  }
  CHECK_EQUAL(found, 1);
  CHECK_OK(ffo_validate());
}

int main(void)
{
  /* A child whose field was overwritten before its parent ended; its own children stay with it. */
  const ffo_type type = node_register("node", node_drop);
  node *root = node_new(type);
  node *child = node_new(type);
  CHECK_OK(ffo_box_put(child, offsetof(node, name), ffo_string_new("with the child", NULL)));
  CHECK_OK(ffo_box_put(root, offsetof(node, left), child));
  root->left = NULL;
  CHECK_OK(ffo_box_free(root, type));
  CHECK_EQUAL(node_drops, 1);
  check_orphans(child, 2);
  CHECK_STATUS(ffo_box_free(child, type), FFO_E_NOT_OWNED);

  /* The same while it was lent out: the last return of a closing handle ends the block in any case.
   */
  static char literal[] = "literal";
  ffo_config *config = ffo_config_new(1, 2, NULL);
  CHECK_OK(ffo_config_set_name(config, "to be overwritten"));
  char *name = config->name;
  const ffo_handle handle = ffo_handle_from_raw(config, FFO_TYPE_CONFIG, NULL);
  CHECK_EQUAL(ffo_handle_borrow_mut(handle, FFO_TYPE_CONFIG, NULL, NULL), config);
  config->name = literal;
  CHECK_OK(ffo_handle_close(handle));
  CHECK_STATUS(ffo_handle_return(handle), FFO_E_FOREIGN_POINTER);
  CHECK_STATUS(ffo_config_free(config), FFO_E_DOUBLE_FREE);
  check_orphans(name, 3);
  return 0;
}
