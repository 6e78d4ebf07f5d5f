/* The library keeps a record of each adopted payload, in memory like that of blocks; but it is no block of the caller's. A
 * pointer to it or into it is as foreign as any other, and the payload's handle does not suffer. */
#include "foreign_pointer.h"
#include "types.h"

static void *dropped;

static void FFO_CALL drop(void *payload, void *context)
{
  CHECK_EQUAL(*(int *)context, 0);
  *(int *)context = 1;
  dropped = payload;
}

/* Where the record is only its content tells: payload, destructor and context, one behind the other, somewhere in the memory
 * of the process. The stack, where the library's calls may have left copies, is not looked at. */
static size_t find_all(const uintptr_t content[3], char **found, size_t most)
{
  char line[512];
  size_t count = 0;
  FILE *maps = fopen("/proc/self/maps", "r");
  CHECK(maps != NULL);
  while (fgets(line, sizeof line, maps) != NULL) {
    uintptr_t at;
    uintptr_t end;
    CHECK_EQUAL(sscanf(line, "%" SCNxPTR "-%" SCNxPTR, &at, &end), 2);
    if (strstr(line, " rw-p ") == NULL || strstr(line, "[stack") != NULL) {
      continue;
    }
    for (; end - at >= 3 * sizeof *content; at += sizeof *content) {
      if (memcmp((void *)at, content, 3 * sizeof *content) == 0) {
        CHECK(count < most);
        found[count++] = (char *)at;
      }
    }
  }
  CHECK_EQUAL(fclose(maps), 0);
  return count;
}

int main(void)
{
  char *found[8];
  int payload = 0;
  int has_dropped = 0;
  const ffo_type type = register_type("foreign", sizeof payload, NULL, NULL);
  const ffo_handle handle = ffo_handle_adopt(&payload, type, drop, &has_dropped, NULL);
  CHECK(handle != 0);
  const size_t count =
      find_all((const uintptr_t[]){ (uintptr_t)&payload, (uintptr_t)drop, (uintptr_t)&has_dropped },
               found, sizeof found / sizeof *found);
  CHECK(count > 0);
  for (size_t i = 0; i < count; i++) {
    for (size_t offset = 0; offset <= 8; offset += 4) {
      ffo_block_info info = FFO_BLOCK_INFO_INIT;
      check_foreign(found[i] + offset);
      CHECK_REFUSED(ffo_box_free(found[i] + offset, type), FFO_E_FOREIGN_POINTER,
                    FOREIGN("ffo_box_free"));
      CHECK_STATUS(ffo_describe(found[i] + offset, &info), FFO_E_FOREIGN_POINTER);
      CHECK_EQUAL(info.address, NULL);
    }
  }
  CHECK_EQUAL(ffo_handle_borrow(handle, type, NULL, NULL), &payload);
  CHECK_OK(ffo_handle_return(handle));
  CHECK_OK(ffo_handle_release(handle));
  CHECK_EQUAL(dropped, &payload);
  CHECK_BALANCED();
  return 0;
}
