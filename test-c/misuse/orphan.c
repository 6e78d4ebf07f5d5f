/* A block whose owner's field was overwritten, and whose owner is gone then: whatever was made at the
 * owner's address afterwards has nothing to do with it. */
#include "refusal.h"
#include "types.h"

#define IS_AN_ORPHAN                                                                               \
  " is an orphan: its owner is gone, or its owner's field was overwritten; it cannot be freed"

enum { MANY = 5000 };

int main(void)
{
  static ffo_config *later[MANY];
  ffo_config *config = ffo_config_new(1, 1, NULL);
  CHECK_OK(ffo_config_set_name(config, "name"));
  char *name = config->name;
  config->name = NULL;
  CHECK_REFUSED(ffo_string_free(name), FFO_E_NOT_OWNED, "ffo_string_free: 0x.." IS_AN_ORPHAN);
  CHECK_OK(ffo_config_free(config));
  CHECK_REFUSED(ffo_string_free(name), FFO_E_NOT_OWNED, "ffo_string_free: 0x.." IS_AN_ORPHAN);
  size_t heir = 0; /* the one at the owner's address, if there is one */
  for (size_t i = 0; i < MANY; i++) {
    later[i] = ffo_config_new(2, 2, NULL);
    heir = later[i] == config ? i : heir;
  }
  CHECK_REFUSED(ffo_string_free(name), FFO_E_NOT_OWNED, "ffo_string_free: 0x.." IS_AN_ORPHAN);
  CHECK_EQUAL(last_error().pointer, name);

  /* In a field of a new owner, and as a new child. */
  CHECK_REFUSED(ffo_box_put(later[heir], offsetof(ffo_config, name), name), FFO_E_NOT_OWNED,
                "ffo_box_put: 0x.." IS_AN_ORPHAN);
  later[heir]->name = name;
  CHECK_REFUSED(ffo_string_free(name), FFO_E_NOT_OWNED, "ffo_string_free: 0x.." IS_AN_ORPHAN);
  CHECK_REFUSED(ffo_config_free(later[heir]), FFO_E_NOT_OWNED,
                "ffo_config_free: the owned field at offset 8 of 0x.., a block of type "
                "\"ffo_config\", holds 0x.., which" IS_AN_ORPHAN);
  later[heir]->name = NULL;

  ffo_block_info info = FFO_BLOCK_INFO_INIT;
  CHECK_OK(ffo_describe(name, &info));
  CHECK_EQUAL(info.flags, FFO_BLOCK_ORPHANED);
  CHECK(info.owned_by == NULL);
  for (size_t i = 0; i < MANY; i++) {
    CHECK_OK(ffo_config_free(later[i]));
  }
  CHECK_EQUAL(ledger_look().live_blocks, 1);
  return 0;
}
