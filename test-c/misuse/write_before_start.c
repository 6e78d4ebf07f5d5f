/* A write before a block's start damages the guard of the block before it: the message of that one's
 * overrun names both. A write far into the guard is found by validation, too. */
#include "refusal.h"
#include "types.h"

enum { BLOCKS = 64, SIZE = 40 };

int main(void)
{
  const ffo_type type = register_type("forty", SIZE, NULL, NULL);
  char *blocks[BLOCKS];
  for (int i = 0; i < BLOCKS; i++) {
    blocks[i] = ffo_box_new(type, NULL);
  }
  char *first = NULL;
  for (int i = 0; i + 1 < BLOCKS && first == NULL; i++) {
    first = blocks[i + 1] == blocks[i] + 48 ? blocks[i] : NULL;
  }
  CHECK(first != NULL);

  char *second = first + 48;
  second[-1] ^= 1;
  const char *before_start = "ffo_validate: 0x.. was overrun: its bytes from offset 40 on were "
                             "overwritten (type \"forty\"), or the block behind it, 0x.. of type "
                             "\"forty\", was written to before its start";
  CHECK_STATUS(ffo_validate(), FFO_E_OVERRUN);
  CHECK_MESSAGE(before_start);
  CHECK_EQUAL(last_error().pointer, first);
  second[-1] ^= 1;
  CHECK_OK(ffo_validate());

  first[SIZE] ^= 1;
  CHECK_STATUS(ffo_validate(), FFO_E_OVERRUN);
  CHECK_MESSAGE("ffo_validate: 0x.. was overrun: its bytes from offset 40 on were overwritten "
                "(type \"forty\")");
  first[SIZE] ^= 1;

  /* A config leaves 16 bytes of its slot; all of them are looked at, by the free as well. */
  for (int at = 16; at < 32; at++) {
    ffo_config *config = ffo_config_new(1, 2, NULL);
    ((char *)config)[at] ^= 1;
    CHECK_STATUS(ffo_validate(), FFO_E_OVERRUN);
    CHECK_STATUS(ffo_config_free(config), FFO_E_OVERRUN);
    CHECK_OK(ffo_validate());
  }

  second[-1] ^= 1;
  CHECK_STATUS(ffo_box_free(first, type), FFO_E_OVERRUN);
  CHECK_MESSAGE("ffo_box_free: 0x.. was overrun: its bytes from offset 40 on were overwritten "
                "(type \"forty\"), or the block behind it, 0x.. of type \"forty\", was written to "
                "before its start; it is freed all the same");
  for (int i = 0; i < BLOCKS; i++) {
    if (blocks[i] != first) {
      CHECK_OK(ffo_box_free(blocks[i], type));
    }
  }
  CHECK_BALANCED();
  return 0;
}
