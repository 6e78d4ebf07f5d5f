/* Values that make no sense: sizes of structs, numbers of policies, kinds of boxes. (Descriptions
 * of types are in invalid_type.) */
#include "refusal.h"
#include "types.h"

#define REFUSED(call, message) CHECK_REFUSED(call, FFO_E_INVALID_ARGUMENT, message)
#define MAKES_NOTHING(call, message) CHECK_MAKES_NOTHING(call, FFO_E_INVALID_ARGUMENT, message)
#define ELEMENT_SIZE(function) function ": the element size is 0"

/* Valid until the next one. */
static const char *of_no_version(const char *function, uint32_t size, const char *known,
                                 const char *macro)
{
  static char message[200];
  snprintf(message, sizeof message,
           "%s: out->struct_size is %u; this version of the library knows %s; begin with %s",
           function, size, known, macro);
  return message;
}

/* Smaller than each, between two versions of one struct, and larger than each: a header that is newer
 * than the library. */
static void struct_sizes(void)
{
  const uint32_t sizes[] = { 0, 1, 63, 65, 87, 89, 143, 145, 148, 151, 153, 1000, UINT32_MAX };
  char *text = ffo_string_new("text", NULL);
  const ffo_handle handle =
      ffo_handle_from_raw(ffo_string_new("handled", NULL), FFO_TYPE_STRING, NULL);
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    size_t count;
    ffo_stats stats = FFO_STATS_INIT;
    ffo_block_info info = FFO_BLOCK_INFO_INIT;
    ffo_error_info error = FFO_ERROR_INFO_INIT;
    stats.struct_size = info.struct_size = error.struct_size = sizes[i];
    REFUSED(ffo_stats_get(&stats),
            of_no_version("ffo_stats_get", sizes[i], "88", "FFO_STATS_INIT"));
    REFUSED(ffo_describe(text, &info),
            of_no_version("ffo_describe", sizes[i], "144 and 152", "FFO_BLOCK_INFO_INIT"));
    REFUSED(ffo_handle_describe(handle, &info),
            of_no_version("ffo_handle_describe", sizes[i], "144 and 152", "FFO_BLOCK_INFO_INIT"));
    REFUSED(ffo_live_list(0, &info, 1, &count),
            of_no_version("ffo_live_list", sizes[i], "144 and 152", "FFO_BLOCK_INFO_INIT"));
    CHECK_STATUS(ffo_last_error_info(&error), FFO_E_INVALID_ARGUMENT);
    CHECK_EQUAL(info.struct_size, sizes[i]);
  }
  ffo_block_info infos[2] = { FFO_BLOCK_INFO_INIT, FFO_BLOCK_INFO_INIT };
  size_t count;
  infos[1].struct_size = 0;
  CHECK_OK(ffo_live_list(0, infos, 1, &count));
  CHECK_OK(ffo_string_free(text));
  CHECK_OK(ffo_handle_release(handle));
}

static void boxes(void)
{
  const ffo_type empty = register_type("of no size", 0, NULL, NULL);
  MAKES_NOTHING(ffo_box_new(empty, &status),
                "ffo_box_new: a type of size 0 has no boxes; it can only be adopted");
  const ffo_type types[] = { FFO_TYPE_STRING, FFO_TYPE_VEC };
  for (size_t i = 0; i < 2; i++) {
    MAKES_NOTHING(ffo_box_new(types[i], &status),
                  "ffo_box_new: strings and vecs are made by functions of their own, not as boxes");
  }

  ffo_config *config = ffo_config_new(1, 2, NULL);
  REFUSED(ffo_box_put(config, 4, NULL),
          "ffo_box_put: 0x.., of type \"ffo_config\", has no owned field at offset 4");
  MAKES_NOTHING(ffo_box_take(config, 15, &status),
                "ffo_box_take: 0x.., of type \"ffo_config\", has no owned field at offset 15");
  CHECK_OK(ffo_config_free(config));
  char *text = ffo_string_new("no box", NULL);
  REFUSED(ffo_box_put(text, 0, NULL),
          "ffo_box_put: 0x.., of type \"string\", has no owned field at offset 0");
  CHECK_OK(ffo_string_free(text));
}

static void element_sizes(void)
{
  void *data;
  size_t length;
  size_t capacity;
  ffo_vec vec;
  REFUSED(ffo_vec_init(&vec, 0, 4), ELEMENT_SIZE("ffo_vec_init"));
  CHECK(vec.data == NULL && vec.capacity == 0);
  REFUSED(ffo_vec_push(&vec, "x"), ELEMENT_SIZE("ffo_vec_push"));
  REFUSED(ffo_vec_append(&vec, "x", 1), ELEMENT_SIZE("ffo_vec_append"));
  REFUSED(ffo_vec_reserve(&vec, 1), ELEMENT_SIZE("ffo_vec_reserve"));
  REFUSED(ffo_vec_resize(&vec, 1), ELEMENT_SIZE("ffo_vec_resize"));
  REFUSED(ffo_vec_shrink(&vec), ELEMENT_SIZE("ffo_vec_shrink"));
  REFUSED(ffo_vec_into_raw_parts(&vec, &data, &length, &capacity),
          ELEMENT_SIZE("ffo_vec_into_raw_parts"));
  REFUSED(ffo_vec_from_raw_parts(&vec, NULL, 0, 0, 0), ELEMENT_SIZE("ffo_vec_from_raw_parts"));
  MAKES_NOTHING(ffo_vec_into_handle(&vec, &status), ELEMENT_SIZE("ffo_vec_into_handle"));
  CHECK_OK(ffo_vec_dispose(&vec));
}

static void payloads(void)
{
  static int payload;
  const ffo_type foreign = register_type("foreign", 0, NULL, NULL);
  char *text = ffo_string_new("ours", NULL);
  MAKES_NOTHING(ffo_handle_adopt(text, foreign, NULL, NULL, &status),
                "ffo_handle_adopt: the payload is memory of this library, a block or what was one; "
                "blocks are taken by ffo_handle_from_raw");
  MAKES_NOTHING(ffo_handle_adopt(&payload, FFO_TYPE_CONFIG, NULL, NULL, &status),
                "ffo_handle_adopt: only a registered type without owned fields can be adopted");
  CHECK_OK(ffo_string_free(text));
}

int main(void)
{
  struct_sizes();
  boxes();
  element_sizes();
  payloads();
  REFUSED(ffo_set_policy((ffo_policy)3), "ffo_set_policy: no policy has this number");
  CHECK_BALANCED();
  return 0;
}
