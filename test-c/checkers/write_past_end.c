/* The first byte past a block is written: of the kind that the argument names. */
#include "check.h"
#include "types.h"

int main(int count, char **arguments)
{
  volatile char *block;
  CHECK_EQUAL(count, 2);
  if (strcmp(arguments[1], "string") == 0) {
    block = ffo_string_new("0123", NULL);
    block[5] = 'x'; /* HERE: string */
    CHECK_STATUS(ffo_string_free((char *)block), FFO_OK);
  } else if (strcmp(arguments[1], "config") == 0) {
    block = (char *)ffo_config_new(1, 2, NULL);
    block[16] = 'x'; /* HERE: config */
    CHECK_STATUS(ffo_config_free((ffo_config *)(void *)block), FFO_OK);
  } else if (strcmp(arguments[1], "box") == 0) {
    const ffo_type type = register_type("of 23 bytes", 23, NULL, NULL);
    block = ffo_box_new(type, NULL);
    block[23] = 'x'; /* HERE: box */
    CHECK_STATUS(ffo_box_free((char *)block, type), FFO_OK);
  } else if (strcmp(arguments[1], "aligned") == 0) {
    ffo_type_desc desc = FFO_TYPE_DESC_INIT;
    ffo_type type;
    desc.name = "of 100 bytes, aligned to 64";
    desc.size = 100;
    desc.alignment = 64;
    CHECK_OK(ffo_type_register(&desc, &type));
    block = ffo_box_new(type, NULL);
    CHECK_EQUAL((uintptr_t)block % 64, 0);
    block[100] = 'x'; /* HERE: aligned */
    CHECK_STATUS(ffo_box_free((char *)block, type), FFO_OK);
  } else {
    ffo_vec vec;
    CHECK_OK(ffo_vec_init(&vec, 3, 7));
    block = vec.data;
    block[21] = 'x'; /* HERE: vec */
    CHECK_STATUS(ffo_vec_dispose(&vec), FFO_OK);
  }
  return 0;
}
