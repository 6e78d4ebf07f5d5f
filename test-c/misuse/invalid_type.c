/* Descriptions of types that make no sense: nothing is registered. */
#include "refusal.h"

static const ffo_owned_field good_fields[] = { { 0, FFO_TYPE_STRING, 0 }, { 8, FFO_TYPE_SELF, 0 } };

static ffo_type_desc good(void)
{
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  desc.name = "of two fields";
  desc.size = 24;
  desc.fields = good_fields;
  desc.field_count = 2;
  return desc;
}

static void FFO_CALL any_drop(void *payload, void *context)
{
  (void)payload;
  (void)context;
}

static void check_refused(ffo_type_desc desc, ffo_status expected, const char *why)
{
  char message[256];
  ffo_type type = 99;
  snprintf(message, sizeof message, "ffo_type_register: %s", why);
  CHECK_REFUSED(ffo_type_register(&desc, &type), expected, message);
  CHECK_EQUAL(type, FFO_TYPE_NONE);
}

static void refuse_whole(ffo_type_desc desc, const char *why)
{
  check_refused(desc, FFO_E_INVALID_ARGUMENT, why);
}

static void check_field(ffo_owned_field second, const char *why)
{
  const ffo_owned_field fields[] = { { 0, FFO_TYPE_STRING, 0 }, second };
  ffo_type_desc desc = good();
  desc.fields = fields;
  refuse_whole(desc, why);
  CHECK_EQUAL(last_error().offset, 1); /* which field */
}

static void check_values(void)
{
  static char long_name[300];
  memset(long_name, 'n', sizeof long_name - 1);
  ffo_type_desc desc = good();
  desc.struct_size = 32;
  refuse_whole(
      desc,
      "desc->struct_size is 32; this version of the library knows 64; begin with FFO_TYPE_DESC_INIT");
  desc = good();
  desc.flags = 1;
  refuse_whole(desc, "desc->flags must be 0");
  const size_t alignments[] = { 3, 24, 8192, SIZE_MAX };
  for (size_t i = 0; i < 4; i++) {
    desc = good();
    desc.alignment = alignments[i];
    refuse_whole(desc, "desc->alignment is no power of two up to 4096");
  }
  desc = good();
  desc.name = "";
  refuse_whole(desc, "desc->name must have 1 to 255 bytes");
  desc.name = long_name;
  refuse_whole(desc, "desc->name must have 1 to 255 bytes");
  desc.name = "not \xFF UTF-8";
  check_refused(desc, FFO_E_INVALID_UTF8, "desc->name is not valid UTF-8");
}

static void check_fields(void)
{
  const char *misplaced = "an owned field is not aligned for a pointer, or not inside the struct";
  ffo_type empty;
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  desc.name = "of no size";
  CHECK_OK(ffo_type_register(&desc, &empty));

  check_field((ffo_owned_field){ 12, FFO_TYPE_STRING, 0 }, misplaced);
  check_field((ffo_owned_field){ 24, FFO_TYPE_STRING, 0 }, misplaced);
  check_field((ffo_owned_field){ SIZE_MAX - 7, FFO_TYPE_STRING, 0 }, misplaced);
  check_field((ffo_owned_field){ 0, FFO_TYPE_STRING, 0 }, "two owned fields have the same offset");
  check_field((ffo_owned_field){ 8, FFO_TYPE_STRING, 1 }, "an owned field's flags must be 0");
  const char *no_block =
      "an owned field holds a string, a config or a box; a vec or a type without "
      "size it cannot";
  check_field((ffo_owned_field){ 8, FFO_TYPE_VEC, 0 }, no_block);
  check_field((ffo_owned_field){ 8, empty, 0 }, no_block);

  desc = good();
  desc.size = 8;
  refuse_whole(desc, "desc has more owned fields than pointers fit into its size");
  desc = good();
  desc.size = 8 * 4097;
  desc.field_count = 4097;
  check_refused(desc, FFO_E_LIMIT, "desc has more than 4096 owned fields");
}

/* One name, one type: anything else under a name that is taken is refused. */
static void check_names(void)
{
  static const char *const taken =
      "another type of this name is registered, with a different description";
  ffo_type type;
  ffo_type again;
  ffo_type_desc desc = good();
  CHECK_OK(ffo_type_register(&desc, &type));
  CHECK_OK(ffo_type_register(&desc, &again));
  CHECK_EQUAL(again, type);

  desc.size = 32;
  refuse_whole(desc, taken);
  desc = good();
  desc.alignment = 32;
  refuse_whole(desc, taken);
  desc = good();
  desc.field_count = 1;
  refuse_whole(desc, taken);
  desc = good();
  desc.drop = any_drop;
  refuse_whole(desc, taken);
  desc = good();
  desc.context = &type;
  refuse_whole(desc, taken);
  desc = good();
  desc.name = "string";
  refuse_whole(desc, taken);
}

int main(void)
{
  check_values();
  check_fields();
  check_names();
  CHECK_BALANCED();
  return 0;
}
