/* Every size from 1 to 4097 bytes at every alignment there is: three boxes beside each other are
 * filled to the last byte. Then the byte past the middle one is overwritten: it alone is overrun,
 * and its neighbours are as they were. Each alignment has a process of its own, because types are
 * for ever and there is not room for all of them. */
#include "child.h"
#include "ledger.h"
#include "types.h"

enum { LARGEST = 4097, LARGEST_ALIGNMENT = 4096 };

static ffo_type register_aligned(size_t size, size_t alignment)
{
  char name[64];
  ffo_type type = FFO_TYPE_NONE;
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  snprintf(name, sizeof name, "%zu bytes at a multiple of %zu", size, alignment);
  desc.name = name;
  desc.size = size;
  desc.alignment = alignment;
  CHECK_OK(ffo_type_register(&desc, &type));
  return type;
}

static unsigned char *make(ffo_type type, size_t size, size_t alignment)
{
  unsigned char *box = ffo_box_new(type, NULL);
  CHECK(box != NULL);
  CHECK_EQUAL((uintptr_t)box % alignment, 0);
  for (size_t i = 0; i < size; i++) {
    CHECK(box[i] == 0);
  }
  memset(box, 0xA5, size);
  return box;
}

static void check_filled(const unsigned char *box, size_t size)
{
  for (size_t i = 0; i < size; i++) {
    CHECK(box[i] == 0xA5);
  }
}

static void check(size_t size, size_t alignment)
{
  const ffo_type type = register_aligned(size, alignment);
  unsigned char *boxes[3];
  for (size_t i = 0; i < 3; i++) {
    boxes[i] = make(type, size, alignment);
  }
  for (size_t i = 0; i < 3; i++) {
    check_filled(boxes[i], size);
  }
  CHECK(size % 64 != 0 || ffo_validate() == FFO_OK);
  if (!RUNNING_ON_VALGRIND) {
    boxes[1][size] ^= 0x10;
    CHECK(size % 64 != 0 || ffo_validate() == FFO_E_OVERRUN);
    CHECK_STATUS(ffo_box_free(boxes[1], type), FFO_E_OVERRUN);
  } else {
    CHECK_OK(ffo_box_free(boxes[1], type));
  }
  CHECK_STATUS(ffo_box_free(boxes[1], type), FFO_E_DOUBLE_FREE);
  check_filled(boxes[0], size);
  check_filled(boxes[2], size);
  CHECK_OK(ffo_box_free(boxes[0], type));
  CHECK_OK(ffo_box_free(boxes[2], type));
}

static int check_all_sizes(size_t alignment)
{
  const size_t step = rounds(1, 97);
  for (size_t size = 1; size <= LARGEST; size += step) {
    check(size, alignment);
  }
  CHECK_BALANCED();
  return 0;
}

int main(int count, char **arguments)
{
  child_work(count, arguments, check_all_sizes);
  for (size_t alignment = 1; alignment <= LARGEST_ALIGNMENT; alignment *= rounds(2, 16)) {
    CHECK_EQUAL(child_run(arguments[0], alignment, check_all_sizes), 0);
  }
  return 0;
}
