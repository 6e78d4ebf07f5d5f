/* A bad field at the last of 1,000 nodes: of each kind there is. Every claim is refused whole, and
 * afterwards everything is as before: each node is still the caller's; or the first is its handle's,
 * and each of the others its parent's. */
#include "node.h"

enum { LENGTH = 1000 };

#define FOREIGN "is not from this copy of the library; free it where it was made"

static ffo_type type;
static node *nodes[LENGTH]; /* from the root to the last */

static void check_refused(void *bad, ffo_status expected, const char *what)
{
  static const char *const functions[] = { "ffo_box_free", "ffo_forget", "ffo_handle_from_raw" };
  char message[400];
  nodes[LENGTH - 1]->name = bad;
  for (size_t i = 0; i < 3; i++) {
    snprintf(message, sizeof message, FIELD("%s", "0") " %s", functions[i], what);
    if (i == 2) {
      CHECK_MAKES_NOTHING(ffo_handle_from_raw(nodes[0], type, &status), expected, message);
    } else {
      CHECK_REFUSED(i == 0 ? ffo_box_free(nodes[0], type) : ffo_forget(nodes[0]), expected,
                    message);
    }
    CHECK_EQUAL(last_error().pointer, bad);
    CHECK_EQUAL(last_error().offset, offsetof(node, name));
  }
  nodes[LENGTH - 1]->name = NULL;

  for (size_t i = 0; i < LENGTH; i++) {
    ffo_block_info info = FFO_BLOCK_INFO_INIT;
    CHECK_OK(ffo_describe(nodes[i], &info));
    CHECK_EQUAL(info.owner, FFO_OWNER_CALLER);
    CHECK_EQUAL(info.owned_by, NULL);
    CHECK_EQUAL(nodes[i]->left, i + 1 < LENGTH ? nodes[i + 1] : NULL);
  }
  CHECK_EQUAL(node_drops, 0);
}

/* A handle whose end is refused lives on, however often: with its reference, its block and all that this owns. */
static void check_end_refused(ffo_handle tree, void *bad)
{
  nodes[LENGTH - 1]->name = bad;
  for (size_t i = 0; i < 6; i++) {
    if (i % 2 == 0) {
      CHECK_REFUSED(ffo_handle_release(tree), FFO_E_FOREIGN_POINTER,
                    FIELD("ffo_handle_release", "0") " " FOREIGN);
    } else {
      CHECK_REFUSED(ffo_handle_close(tree), FFO_E_FOREIGN_POINTER,
                    FIELD("ffo_handle_close", "0") " " FOREIGN);
    }
    ffo_block_info info = FFO_BLOCK_INFO_INIT;
    CHECK_OK(ffo_handle_describe(tree, &info));
    CHECK_EQUAL(info.references, 1);
    for (size_t j = 0; j < LENGTH; j++) {
      CHECK_OK(ffo_describe(nodes[j], &info));
      CHECK_EQUAL(info.owner, FFO_OWNER_LIBRARY);
      CHECK_EQUAL(info.handle, j == 0 ? tree : 0);
      CHECK_EQUAL(info.owned_by, j == 0 ? NULL : nodes[j - 1]);
    }
  }
  nodes[LENGTH - 1]->name = NULL;
  CHECK_EQUAL(node_drops, 0);
}

/* A put whose former child has the bad field below it: that child stays its parent's, and the new one the caller's. */
static void check_put_refused(void *bad)
{
  node *child = node_new(type);
  nodes[LENGTH - 1]->name = bad;
  CHECK_REFUSED(ffo_box_put(nodes[0], offsetof(node, left), child), FFO_E_FOREIGN_POINTER,
                FIELD("ffo_box_put", "0") " " FOREIGN);
  nodes[LENGTH - 1]->name = NULL;
  CHECK_EQUAL(nodes[0]->left, nodes[1]);
  for (size_t i = 0; i < LENGTH; i++) {
    ffo_block_info info = FFO_BLOCK_INFO_INIT;
    CHECK_OK(ffo_describe(nodes[i], &info));
    CHECK_EQUAL(info.owner, i == 0 ? FFO_OWNER_CALLER : FFO_OWNER_LIBRARY);
    CHECK_EQUAL(info.flags, 0);
    CHECK_EQUAL(info.owned_by, i == 0 ? NULL : nodes[i - 1]);
  }
  CHECK_OK(ffo_box_free(child, type));
  CHECK_EQUAL(atomic_exchange(&node_drops, 0), 1);
}

int main(void)
{
  static char literal[] = "literal";
  type = node_register("node", node_drop);
  nodes[0] = node_chain(type, LENGTH);
  for (size_t i = 1; i < LENGTH; i++) {
    nodes[i] = nodes[i - 1]->left;
  }
  char *string = ffo_string_new("a string", NULL);
  ffo_config *config = ffo_config_new(1, 2, NULL);
  CHECK_OK(ffo_config_set_name(config, "its name"));
  char *forgotten = ffo_string_new("forgotten", NULL);
  CHECK_OK(ffo_forget(forgotten));
  const ffo_handle handle =
      ffo_handle_from_raw(ffo_string_new("handled", NULL), FFO_TYPE_STRING, NULL);
  char *lent = ffo_handle_borrow_mut(handle, FFO_TYPE_STRING, NULL, NULL);
  char *freed = ffo_string_new("freed last, so that nothing reuses it", NULL);
  CHECK_OK(ffo_string_free(freed));

  check_refused(literal, FFO_E_FOREIGN_POINTER, FOREIGN);
  check_refused((void *)1, FFO_E_FOREIGN_POINTER, FOREIGN);
  check_refused(string + 2, FFO_E_INTERIOR_POINTER,
                "lies 2 bytes into the block at 0x.. of type \"string\"; only its start names it");
  check_refused(config, FFO_E_WRONG_TYPE, "is a block of type \"ffo_config\", not \"string\"");
  check_refused(freed, FFO_E_DOUBLE_FREE, "was freed already (type \"string\"); nothing changed");
  check_refused(config->name, FFO_E_NOT_OWNED,
                "belongs to the block at 0x..; take it out first, or free that one");
  check_refused(lent, FFO_E_NOT_OWNED,
                "belongs to a handle; release the handle, or trade it back with "
                "ffo_handle_into_raw");
  check_refused(forgotten, FFO_E_FORGOTTEN, "was forgotten on purpose; it stays for ever");

  const ffo_handle tree = ffo_handle_from_raw(nodes[0], type, NULL);
  CHECK(tree != 0);
  check_end_refused(tree, literal);
  CHECK_EQUAL(ffo_handle_into_raw(tree, type, NULL), nodes[0]);
  check_put_refused(literal);

  nodes[LENGTH - 1]->name = string;
  CHECK_OK(ffo_box_free(nodes[0], type));
  CHECK_EQUAL(node_drops, LENGTH);
  CHECK_OK(ffo_config_free(config));
  CHECK_OK(ffo_handle_return(handle));
  CHECK_OK(ffo_handle_release(handle));
  CHECK_BALANCED();
  return 0;
}
