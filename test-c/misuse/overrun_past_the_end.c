/* The first byte past a block is overwritten, for every kind of block and size. The last byte of
 * the block itself is the caller's. Not for a memory checker: there the write itself is the error,
 * and ../checkers/ shows that it is told. */
#include "refusal.h"
#include "types.h"

typedef struct kind {
  const char *type_name;
  ffo_type type;
  size_t size;
} kind;

static void *make(const kind *kind)
{
  if (kind->type == FFO_TYPE_STRING) {
    char *text = malloc(kind->size);
    memset(text, 'x', kind->size);
    void *string = ffo_string_from_bytes(text, kind->size - 1, NULL);
    free(text);
    return string;
  }
  if (kind->type == FFO_TYPE_VEC) {
    ffo_vec vec;
    void *data;
    size_t length;
    size_t capacity;
    CHECK_OK(ffo_vec_init(&vec, 1, kind->size));
    CHECK_OK(ffo_vec_into_raw_parts(&vec, &data, &length, &capacity));
    return data;
  }
  return ffo_box_new(kind->type, NULL);
}

/* The first byte that is guarded. On the slab heap a string may fill its slot, NUL and all; then the
 * NUL is its guard. */
static size_t guarded(const kind *kind)
{
  const bool is_its_nul = kind->type == FFO_TYPE_STRING && ledger_look().heap == FFO_HEAP_SLAB;
  return is_its_nul ? kind->size - 1 : kind->size;
}

static void check_kind(const kind *kind)
{
  unsigned char *block = make(kind);
  CHECK(block != NULL);
  if (kind->type == FFO_TYPE_VEC) {
    block[kind->size - 1] ^= 0x55;
  }
  CHECK_OK(ffo_validate());
  CHECK_OK(ffo_box_free(block, kind->type));

  block = make(kind);
  const ffo_stats before = ledger_look();
  block[guarded(kind)] ^= 0x55;
  CHECK_STATUS(ffo_validate(), FFO_E_OVERRUN);
  CHECK_STATUS(ffo_box_free(block, kind->type), FFO_E_OVERRUN);

  /* A string of n characters ends with its NUL at n, and the byte after it is looked at with it. */
  char message[200];
  snprintf(message, sizeof message,
           "ffo_box_free: 0x.. was overrun: its bytes from offset %zu on were overwritten (type "
           "\"%s\"); it is freed all the same",
           kind->type == FFO_TYPE_STRING ? kind->size - 1 : kind->size, kind->type_name);
  CHECK_MESSAGE(message);
  CHECK_EQUAL(ledger_look().live_blocks, before.live_blocks - 1);
  CHECK_STATUS(ffo_box_free(block, kind->type), FFO_E_DOUBLE_FREE);
  CHECK_OK(ffo_validate());
}

int main(void)
{
  for (size_t size = 1; size <= 300; size++) {
    check_kind(&(kind){ "string", FFO_TYPE_STRING, size });
    check_kind(&(kind){ "ffo_vec", FFO_TYPE_VEC, size });
    char name[32];
    snprintf(name, sizeof name, "box of %zu", size);
    check_kind(&(kind){ name, register_type(name, size, NULL, NULL), size });
  }
  check_kind(&(kind){ "ffo_config", FFO_TYPE_CONFIG, sizeof(ffo_config) });
  check_kind(&(kind){ "string", FFO_TYPE_STRING, (size_t)1 << 20 });
  check_kind(&(kind){ "ffo_vec", FFO_TYPE_VEC, (size_t)1 << 20 });
  CHECK_BALANCED();
  return 0;
}
