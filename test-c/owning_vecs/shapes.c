/* Elements of any size and alignment, with and without fields and callback, in blocks from small to large. */
#include "people.h"

typedef struct shape {
  const char *name;
  size_t size;
  size_t alignment;
  size_t field; /* where its owned field is; SIZE_MAX: it has none */
} shape;

static const shape shapes[] = {
  { "byte", 1, 0, SIZE_MAX },
  { "odd", 7, 0, SIZE_MAX },
  { "pointer", 8, 0, 0 },
  { "pair", 16, 16, 8 },
  { "line", 64, 64, 56 },
  { "page", 4096, 4096, 0 },
  { "just small", 32760, 0, 32752 },
  { "just large", 32768, 0, 0 },
  { "large", 40000, 0, 39992 },
};

static size_t drops;

static void FFO_CALL count(void *payload, void *context)
{
  (void)payload;
  (void)context;
  drops++;
}

static ffo_type register_shape(const shape *it, ffo_drop_fn drop)
{
  const ffo_owned_field field = { it->field, FFO_TYPE_STRING, 0 };
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  ffo_type type;
  char name[64];
  snprintf(name, sizeof name, "%s%s", it->name, drop != NULL ? " with a drop" : "");
  desc.name = name;
  desc.size = it->size;
  desc.alignment = it->alignment;
  desc.fields = &field;
  desc.field_count = it->field != SIZE_MAX;
  desc.drop = drop;
  CHECK_OK(ffo_type_register(&desc, &type));
  return type;
}

static void try_shape(const shape *it, ffo_drop_fn drop)
{
  static unsigned char element[40000];
  const size_t most = it->size > 1000 ? 40 : 2000;
  ffo_vec vec;
  CHECK_OK(ffo_vec_init_of(&vec, register_shape(it, drop), 0));
  for (size_t i = 0; i < most; i++) {
    memset(element, (int)(i % 251), it->size);
    if (it->field != SIZE_MAX) {
      char *const text = ffo_string_new("owned", NULL);
      memcpy(element + it->field, &text, sizeof text);
    }
    CHECK_OK(ffo_vec_push(&vec, element));
    CHECK_EQUAL((uintptr_t)vec.data % (it->alignment == 0 ? 16 : it->alignment), 0);
  }
  for (size_t i = 0; i < most; i++) {
    const unsigned char *at = (const unsigned char *)vec.data + i * it->size;
    CHECK_EQUAL(at[it->field == 0 ? it->size - 1 : 0], it->size == 8 ? at[7] : i % 251);
    if (it->field != SIZE_MAX) {
      char *text;
      memcpy(&text, at + it->field, sizeof text);
      CHECK_TEXT(text, "owned");
      CHECK_EQUAL(look(text).owned_by, vec.data);
    }
  }

  CHECK_OK(ffo_vec_take(&vec, most / 2, element));
  if (it->field != SIZE_MAX) {
    char *text;
    memcpy(&text, element + it->field, sizeof text);
    CHECK_OK(ffo_string_free(text));
  }
  CHECK_EQUAL(drops, 0);
  CHECK_OK(ffo_vec_resize(&vec, 3));
  CHECK_OK(ffo_vec_shrink(&vec));
  CHECK_OK(ffo_validate());
  CHECK_OK(ffo_vec_dispose(&vec));
  CHECK_EQUAL(drops, drop == NULL ? 0 : most - 1);
  drops = 0;
  CHECK_BALANCED();
}

int main(void)
{
  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
    try_shape(shapes + i, NULL);
    try_shape(shapes + i, count);
  }
  return 0;
}
