/* NULL where it may not stand, parameter by parameter; and where it may, that it is fine. */
#include "refusal.h"
#include "types.h"

#define IS_NULL(function, parameter) function ": " parameter " is NULL"
#define REFUSED(call, message) CHECK_REFUSED(call, FFO_E_NULL_ARGUMENT, message)
#define MAKES_NOTHING(call, message) CHECK_MAKES_NOTHING(call, FFO_E_NULL_ARGUMENT, message)

static void strings_and_configs(void)
{
  char *strings[1] = { NULL };
  const char *texts[1] = { NULL };
  MAKES_NOTHING(ffo_string_new(NULL, &status), IS_NULL("ffo_string_new", "text"));
  MAKES_NOTHING(ffo_string_from_bytes(NULL, 1, &status), IS_NULL("ffo_string_from_bytes", "bytes"));
  MAKES_NOTHING(ffo_string_from_utf8(NULL, 1, &status), IS_NULL("ffo_string_from_utf8", "bytes"));
  MAKES_NOTHING(ffo_string_from_utf16(NULL, 1, &status), IS_NULL("ffo_string_from_utf16", "units"));
  MAKES_NOTHING(ffo_string_clone(NULL, &status), IS_NULL("ffo_string_clone", "string"));
  size_t length = 99;
  REFUSED(ffo_string_length(NULL, &length), IS_NULL("ffo_string_length", "string"));
  CHECK_EQUAL(length, 0);
  REFUSED(ffo_strings_new(NULL, 1, strings), IS_NULL("ffo_strings_new", "texts"));
  REFUSED(ffo_strings_new(texts, 1, NULL), IS_NULL("ffo_strings_new", "out"));
  REFUSED(ffo_strings_new(texts, 1, strings),
          "ffo_strings_new: texts[0] is NULL; nothing was made");
  REFUSED(ffo_strings_free(NULL, 1, NULL), IS_NULL("ffo_strings_free", "strings"));
  REFUSED(ffo_config_set_name(NULL, "n"), IS_NULL("ffo_config_set_name", "config"));
  MAKES_NOTHING(ffo_config_take_name(NULL, &status), IS_NULL("ffo_config_take_name", "config"));
  MAKES_NOTHING(ffo_config_clone(NULL, &status), IS_NULL("ffo_config_clone", "config"));

  char *string = ffo_string_new("s", NULL);
  REFUSED(ffo_string_length(string, NULL), IS_NULL("ffo_string_length", "out"));
  CHECK_OK(ffo_string_free(string));
}

static void boxes(void)
{
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  ffo_type type = 99;
  REFUSED(ffo_type_register(NULL, &type), IS_NULL("ffo_type_register", "desc"));
  CHECK_EQUAL(type, 0);
  REFUSED(ffo_type_register(&desc, &type), IS_NULL("ffo_type_register", "desc->name"));
  desc.name = "nameless";
  desc.size = 8;
  REFUSED(ffo_type_register(&desc, NULL), IS_NULL("ffo_type_register", "out"));
  desc.field_count = 1;
  REFUSED(ffo_type_register(&desc, &type), IS_NULL("ffo_type_register", "desc->fields"));
  REFUSED(ffo_box_put(NULL, 0, NULL), IS_NULL("ffo_box_put", "box"));
  MAKES_NOTHING(ffo_box_take(NULL, 0, &status), IS_NULL("ffo_box_take", "box"));
}

static void vecs(void)
{
  void *data;
  size_t length;
  size_t capacity;
  ffo_vec vec;
  REFUSED(ffo_vec_init(NULL, 1, 1), IS_NULL("ffo_vec_init", "vec"));
  REFUSED(ffo_vec_reserve(NULL, 1), IS_NULL("ffo_vec_reserve", "vec"));
  REFUSED(ffo_vec_push(NULL, "x"), IS_NULL("ffo_vec_push", "vec"));
  REFUSED(ffo_vec_append(NULL, "x", 1), IS_NULL("ffo_vec_append", "vec"));
  REFUSED(ffo_vec_resize(NULL, 1), IS_NULL("ffo_vec_resize", "vec"));
  REFUSED(ffo_vec_shrink(NULL), IS_NULL("ffo_vec_shrink", "vec"));
  REFUSED(ffo_vec_into_raw_parts(NULL, &data, &length, &capacity),
          IS_NULL("ffo_vec_into_raw_parts", "vec"));
  REFUSED(ffo_vec_from_raw_parts(NULL, NULL, 0, 0, 1), IS_NULL("ffo_vec_from_raw_parts", "vec"));
  CHECK_REFUSED(ffo_vec_from_raw_parts(&vec, NULL, 0, 4, 1), FFO_E_PARTS_MISMATCH,
                "ffo_vec_from_raw_parts: there is a capacity, but no data");
  MAKES_NOTHING(ffo_vec_into_handle(NULL, &status), IS_NULL("ffo_vec_into_handle", "vec"));
  REFUSED(ffo_vec_from_handle(NULL, 0), IS_NULL("ffo_vec_from_handle", "vec"));

  CHECK_OK(ffo_vec_init(&vec, 1, 1));
  REFUSED(ffo_vec_push(&vec, NULL), IS_NULL("ffo_vec_push", "element"));
  REFUSED(ffo_vec_append(&vec, NULL, 1), IS_NULL("ffo_vec_append", "elements"));
  REFUSED(ffo_vec_into_raw_parts(&vec, NULL, &length, &capacity),
          IS_NULL("ffo_vec_into_raw_parts", "data"));
  REFUSED(ffo_vec_into_raw_parts(&vec, &data, NULL, &capacity),
          IS_NULL("ffo_vec_into_raw_parts", "length"));
  REFUSED(ffo_vec_into_raw_parts(&vec, &data, &length, NULL),
          IS_NULL("ffo_vec_into_raw_parts", "capacity"));
  REFUSED(ffo_vec_init_of(NULL, 256, 1), IS_NULL("ffo_vec_init_of", "vec"));
  REFUSED(ffo_vec_take(NULL, 0, &data), IS_NULL("ffo_vec_take", "vec"));
  REFUSED(ffo_vec_take(&vec, 0, NULL), IS_NULL("ffo_vec_take", "element"));
  REFUSED(ffo_vec_put_field(NULL, 0, 0, NULL), IS_NULL("ffo_vec_put_field", "vec"));
  MAKES_NOTHING(ffo_vec_take_field(NULL, 0, 0, &status), IS_NULL("ffo_vec_take_field", "vec"));
  CHECK_OK(ffo_vec_append(&vec, NULL, 0));
  CHECK_OK(ffo_vec_dispose(&vec));
}

static void handles_and_ledger(void)
{
  const ffo_type type = register_type("foreign thing", 0, NULL, NULL);
  MAKES_NOTHING(ffo_handle_from_raw(NULL, FFO_TYPE_STRING, &status),
                IS_NULL("ffo_handle_from_raw", "block"));
  MAKES_NOTHING(ffo_handle_adopt(NULL, type, NULL, NULL, &status),
                IS_NULL("ffo_handle_adopt", "payload"));
  REFUSED(ffo_handle_try_retain(1, NULL), IS_NULL("ffo_handle_try_retain", "retained"));
  REFUSED(ffo_handle_describe(1, NULL), IS_NULL("ffo_handle_describe", "out"));
  REFUSED(ffo_describe(NULL, NULL), IS_NULL("ffo_describe", "out"));
  REFUSED(ffo_tag(NULL, "x"), IS_NULL("ffo_tag", "block"));
  REFUSED(ffo_stats_get(NULL), IS_NULL("ffo_stats_get", "out"));
  REFUSED(ffo_checkpoint(NULL), IS_NULL("ffo_checkpoint", "out"));
  size_t count;
  REFUSED(ffo_live_since(0, NULL, &count), IS_NULL("ffo_live_since", "blocks"));
  REFUSED(ffo_live_since(0, &count, NULL), IS_NULL("ffo_live_since", "bytes"));
  REFUSED(ffo_live_list(0, NULL, 1, &count), IS_NULL("ffo_live_list", "out"));
  REFUSED(ffo_live_list(0, NULL, 0, NULL), IS_NULL("ffo_live_list", "count"));
  CHECK_OK(ffo_live_list(0, NULL, 0, &count));
}

static void frees(void)
{
  size_t freed = 99;
  ffo_vec vec = FFO_VEC_INIT;
  CHECK_OK(ffo_string_free(NULL));
  CHECK_OK(ffo_strings_free(NULL, 0, &freed));
  CHECK_EQUAL(freed, 0);
  CHECK_OK(ffo_config_free(NULL));
  CHECK_OK(ffo_box_free(NULL, FFO_TYPE_STRING));
  CHECK_OK(ffo_vec_dispose(NULL));
  CHECK_OK(ffo_vec_dispose(&vec));
  CHECK_OK(ffo_forget(NULL));
  CHECK_OK(ffo_handle_release(0));
  CHECK_OK(ffo_handle_close(0));
}

int main(void)
{
  strings_and_configs();
  boxes();
  vecs();
  handles_and_ledger();
  frees();
  CHECK_STATUS(ffo_last_error_info(NULL), FFO_E_NULL_ARGUMENT);
  CHECK_BALANCED();
  return 0;
}
