/* Every kind of call once: what it makes it ends. For programs that interrupt it or fork around it.
 */
#ifndef FFO_TEST_EACH_KIND_H
#define FFO_TEST_EACH_KIND_H

#include "bytes.h"

enum { EACH_KIND_KINDS = 11 };

static void each_kind_hook(const ffo_error_info *info, void *context)
{
  (void)info;
  (void)context;
}

static inline size_t each_kind_size(size_t i)
{
  static const size_t sizes[] = { 8, 24, 60, 100, 500, 1000, 4000, 30000, 70000, 300000 };
  return sizes[i % (sizeof sizes / sizeof *sizes)];
}

static inline ffo_type each_kind_type(size_t i)
{
  char name[32];
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  ffo_type type = FFO_TYPE_NONE;
  snprintf(name, sizeof name, "type %zu", i % 200);
  desc.name = name;
  desc.size = 24;
  CHECK_OK(ffo_type_register(&desc, &type));
  return type;
}

static inline void each_kind(size_t kind, size_t i)
{
  static char foreign; /* not on the stack, which may lie where a freed block was */
  const uint64_t element = i;
  char *text;
  ffo_config *config;
  ffo_vec vec;
  switch (kind) {
  case 0:
    CHECK_OK(ffo_string_free(ffo_string_new("a string", NULL)));
    break;
  case 1:
    CHECK_OK(bytes_free(bytes_new(each_kind_size(i) + i % 7)));
    break;
  case 2:
    config = ffo_config_new(1, 2, NULL);
    CHECK_OK(ffo_config_set_name(config, "named"));
    CHECK_OK(ffo_config_free(config));
    break;
  case 3:
    CHECK_OK(ffo_box_free(ffo_box_new(each_kind_type(i), NULL), each_kind_type(i)));
    break;
  case 4:
    CHECK_OK(ffo_vec_init(&vec, sizeof element, i % 5));
    for (size_t j = 0; j < 10; j++) {
      CHECK_OK(ffo_vec_push(&vec, &element));
    }
    CHECK_OK(ffo_vec_dispose(&vec));
    break;
  case 5:
    CHECK_OK(ffo_handle_release(
        ffo_handle_from_raw(ffo_string_new("handled", NULL), FFO_TYPE_STRING, NULL)));
    break;
  case 6:
    text = ffo_string_new("tagged", NULL);
    CHECK_OK(ffo_tag(text, "a tag"));
    CHECK_OK(ffo_tag(text, "another"));
    CHECK_OK(ffo_string_free(text));
    break;
  case 7:
    CHECK_STATUS(ffo_string_free(&foreign), FFO_E_FOREIGN_POINTER);
    CHECK_STATUS(ffo_last_error(), FFO_E_FOREIGN_POINTER);
    break;
  case 8:
    text = ffo_string_new("twice", NULL);
    CHECK_OK(ffo_string_free(text));
    CHECK_STATUS(ffo_string_free(text), FFO_E_DOUBLE_FREE);
    break;
  case 9:
    CHECK_OK(ffo_set_misuse_hook(i % 2 == 0 ? each_kind_hook : NULL, NULL));
    break;
  default: {
    char *texts[8] = { NULL };
    const char *const from[8] = { "a", "b", "c", "d", "e", "f", "g", "h" };
    CHECK_OK(ffo_strings_new(from, 8, texts));
    CHECK_OK(ffo_strings_free(texts, 8, NULL));
  }
  }
}

#endif
