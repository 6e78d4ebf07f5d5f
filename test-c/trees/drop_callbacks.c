/* Drop callbacks do what they like: rewrite their fields, free others, make blocks, free
 * themselves, detach. Each runs once, and the tree ends as it was claimed. */
#include "node.h"

static size_t drops;
static ffo_type wild;
static char *an_other;
static ffo_handle handle;

static void FFO_CALL run_wild(void *payload, void *context)
{
  static char literal[] = "literal";
  node *self = payload;
  (void)context;
  drops++;

  /* Its own block is freed already, its children are claimed. */
  CHECK_STATUS(ffo_box_free(self, wild), FFO_E_DOUBLE_FREE);
  CHECK_STATUS(ffo_forget(self), FFO_E_DOUBLE_FREE);
  if (self->left != NULL) {
    CHECK_STATUS(ffo_box_free(self->left, wild), FFO_E_NOT_OWNED);
  }
  if (self->name != NULL) {
    CHECK_STATUS(ffo_string_free(self->name), FFO_E_NOT_OWNED);
  }

  /* Its handle, if it had one, has ended. */
  CHECK_EQUAL(ledger_look().live_handles, 0);
  if (handle != 0) {
    CHECK_STATUS(ffo_handle_retain(handle), FFO_E_STALE_HANDLE);
  }

  /* What it writes into its fields has no effect. */
  self->left = NULL;
  self->right = self;
  self->name = literal;

  /* Others may be made and freed, and the thread may leave the library. */
  CHECK_OK(ffo_string_free(an_other));
  an_other = ffo_string_new("made in a drop", NULL);
  CHECK(an_other != NULL);
  CHECK_OK(ffo_config_free(ffo_config_new(1, 2, NULL)));
  CHECK_OK(ffo_validate());
  CHECK_OK(ffo_thread_detach());
}

static node *grow(size_t depth)
{
  node *it = node_new(wild);
  it->name = ffo_string_new("name", NULL);
  if (depth > 0) {
    it->left = grow(depth - 1);
    it->right = grow(depth - 1);
  }
  return it;
}

int main(void)
{
  wild = node_register("wild", run_wild);
  an_other = ffo_string_new("made before", NULL);
  CHECK_OK(ffo_box_free(grow(4), wild));
  CHECK_EQUAL(drops, 31);

  handle = ffo_handle_from_raw(grow(4), wild, NULL);
  CHECK_OK(ffo_handle_retain(handle));
  CHECK_OK(ffo_handle_release(handle));
  CHECK_EQUAL(drops, 31);
  CHECK_OK(ffo_handle_release(handle));
  CHECK_EQUAL(drops, 62);

  CHECK_OK(ffo_string_free(an_other));
  CHECK_BALANCED();
  return 0;
}
