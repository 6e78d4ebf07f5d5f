/* Each pointer parameter of each function: what a call makes of a bad one, and the call. */
#ifndef FFO_TEST_POINTER_CASES_H
#define FFO_TEST_POINTER_CASES_H

#include "abi.h"
#include "ledger.h"

typedef enum following {
  FOLLOWED, /* a bad address is FFO_E_INTERNAL */
  UNDONE,   /* the same, and what was made by then is freed again */
  ASKED,    /* the ledger knows no such block, whatever the address */
  NEVER,    /* kept, or given back */
  STATUS,   /* a bad address counts as NULL */
} following;

static char *text;
static ffo_config *config;
static void *box;
static char *child;
static char *held;
static ffo_handle handle;
static ffo_type box_type;
static ffo_vec vec;
#if FFO_VERSION_NUMBER >= 10100
static ffo_vec owners; /* of one box */
#endif
static ffo_status said;
static size_t size;
static size_t other_size;
static void *data;
static bool made; /* a call made or borrowed something */

typedef struct node {
  char *name;
} node;

/* The vec is in the test's memory; what it was is what it must be. */
static ffo_vec vec_before;

#if FFO_VERSION_NUMBER >= 10100
#define CASES_OF_1_1(X)                                                                            \
  X(ffo_vec_init_of, vec, FOLLOWED, sizeof(ffo_vec), said = ffo_vec_init_of(bad, box_type, 1))     \
  X(ffo_vec_take, vec, FOLLOWED, sizeof(ffo_vec), said = ffo_vec_take(bad, 0, &size))              \
  X(ffo_vec_take, element, FOLLOWED, 1, said = ffo_vec_take(&vec, 0, bad))                         \
  X(ffo_vec_put_field, vec, FOLLOWED, sizeof(ffo_vec), said = ffo_vec_put_field(bad, 0, 0, NULL))  \
  X(ffo_vec_put_field, child, ASKED, 1,                                                            \
    said = ffo_vec_put_field(&owners, 0, offsetof(node, name), bad))                               \
  X(ffo_vec_take_field, vec, FOLLOWED, sizeof(ffo_vec),                                            \
    made = ffo_vec_take_field(bad, 0, 0, &said) != NULL)                                           \
  X(ffo_vec_take_field, status, STATUS, 4,                                                         \
    ffo_vec_take_field(&owners, 0, offsetof(node, name), bad))
#else
#define CASES_OF_1_1(X)
#endif

#define CASES(X)                                                                                   \
  X(ffo_last_error_info, out, FOLLOWED, sizeof(ffo_error_info), said = ffo_last_error_info(bad))   \
  X(ffo_box_free, box, ASKED, 1, said = ffo_box_free(bad, FFO_TYPE_CONFIG))                        \
  X(ffo_string_free, string, ASKED, 1, said = ffo_string_free(bad))                                \
  X(ffo_string_new, text, FOLLOWED, 1, made = ffo_string_new(bad, &said) != NULL)                  \
  X(ffo_string_new, status, STATUS, 4, ffo_string_free(ffo_string_new("x", bad)))                  \
  X(ffo_string_from_bytes, bytes, FOLLOWED, 1,                                                     \
    made = ffo_string_from_bytes(bad, 100000, &said) != NULL)                                      \
  X(ffo_string_from_bytes, status, STATUS, 4, ffo_string_free(ffo_string_from_bytes("x", 1, bad))) \
  X(ffo_string_from_utf8, bytes, FOLLOWED, 1,                                                      \
    made = ffo_string_from_utf8(bad, 100000, &said) != NULL)                                       \
  X(ffo_string_from_utf8, status, STATUS, 4, ffo_string_free(ffo_string_from_utf8("x", 1, bad)))   \
  X(ffo_string_from_utf16, units, FOLLOWED, 2,                                                     \
    made = ffo_string_from_utf16(bad, 100000, &said) != NULL)                                      \
  X(ffo_string_from_utf16, status, STATUS, 4,                                                      \
    ffo_string_free(ffo_string_from_utf16(u"x", 1, bad)))                                          \
  X(ffo_string_clone, string, ASKED, 1, made = ffo_string_clone(bad, &said) != NULL)               \
  X(ffo_string_clone, status, STATUS, 4, ffo_string_free(ffo_string_clone(text, bad)))             \
  X(ffo_string_length, string, ASKED, 1, said = ffo_string_length(bad, &size))                     \
  X(ffo_string_length, out, FOLLOWED, 8, said = ffo_string_length(text, bad))                      \
  X(ffo_strings_new, texts, FOLLOWED, 8, said = ffo_strings_new(bad, 1, &child))                   \
  X(ffo_strings_new, out, FOLLOWED, 8, said = ffo_strings_new(&(const char *){ "x" }, 1, bad))     \
  X(ffo_strings_free, strings, FOLLOWED, 8, said = ffo_strings_free(bad, 1, NULL))                 \
  X(ffo_strings_free, freed, FOLLOWED, 8, said = ffo_strings_free(&(char *){ text }, 1, bad))      \
  X(ffo_config_free, config, ASKED, 1, said = ffo_config_free(bad))                                \
  X(ffo_config_new, status, STATUS, 4, ffo_config_free(ffo_config_new(1, 2, bad)))                 \
  X(ffo_config_clone, config, ASKED, 1, made = ffo_config_clone(bad, &said) != NULL)               \
  X(ffo_config_clone, status, STATUS, 4, ffo_config_free(ffo_config_clone(config, bad)))           \
  X(ffo_config_set_name, config, ASKED, 1, said = ffo_config_set_name(bad, "x"))                   \
  X(ffo_config_set_name, name, FOLLOWED, 1, said = ffo_config_set_name(config, bad))               \
  X(ffo_config_take_name, config, ASKED, 1, made = ffo_config_take_name(bad, &said) != NULL)       \
  X(ffo_config_take_name, status, STATUS, 4, made = ffo_config_take_name(config, bad) != NULL)     \
  X(ffo_type_register, desc, FOLLOWED, sizeof(ffo_type_desc),                                      \
    said = ffo_type_register(bad, &(ffo_type){ 0 }))                                               \
  X(ffo_type_register, out, FOLLOWED, 4, said = register_again(bad))                               \
  X(ffo_box_new, status, STATUS, 4, ffo_box_free(ffo_box_new(box_type, bad), box_type))            \
  X(ffo_box_put, box, ASKED, 1, said = ffo_box_put(bad, 0, NULL))                                  \
  X(ffo_box_put, child, ASKED, 1, said = ffo_box_put(box, 0, bad))                                 \
  X(ffo_box_take, box, ASKED, 1, made = ffo_box_take(bad, 0, &said) != NULL)                       \
  X(ffo_box_take, status, STATUS, 4, made = ffo_box_take(box, 0, bad) != NULL)                     \
  X(ffo_vec_init, vec, FOLLOWED, sizeof(ffo_vec), said = ffo_vec_init(bad, 1, 100))                \
  X(ffo_vec_dispose, vec, FOLLOWED, sizeof(ffo_vec), said = ffo_vec_dispose(bad))                  \
  X(ffo_vec_reserve, vec, FOLLOWED, sizeof(ffo_vec), said = ffo_vec_reserve(bad, 1))               \
  X(ffo_vec_push, vec, FOLLOWED, sizeof(ffo_vec), said = ffo_vec_push(bad, "x"))                   \
  X(ffo_vec_push, element, FOLLOWED, 1, said = ffo_vec_push(&vec, bad))                            \
  X(ffo_vec_append, vec, FOLLOWED, sizeof(ffo_vec), said = ffo_vec_append(bad, "x", 1))            \
  X(ffo_vec_append, elements, FOLLOWED, 1, said = ffo_vec_append(&vec, bad, 100000))               \
  X(ffo_vec_resize, vec, FOLLOWED, sizeof(ffo_vec), said = ffo_vec_resize(bad, 1))                 \
  X(ffo_vec_shrink, vec, FOLLOWED, sizeof(ffo_vec), said = ffo_vec_shrink(bad))                    \
  X(ffo_vec_into_raw_parts, vec, FOLLOWED, sizeof(ffo_vec),                                        \
    said = ffo_vec_into_raw_parts(bad, &data, &size, &other_size))                                 \
  X(ffo_vec_into_raw_parts, data, FOLLOWED, 8,                                                     \
    said = ffo_vec_into_raw_parts(&vec, bad, &size, &other_size))                                  \
  X(ffo_vec_into_raw_parts, length, FOLLOWED, 8,                                                   \
    said = ffo_vec_into_raw_parts(&vec, &data, bad, &other_size))                                  \
  X(ffo_vec_into_raw_parts, capacity, FOLLOWED, 8,                                                 \
    said = ffo_vec_into_raw_parts(&vec, &data, &size, bad))                                        \
  X(ffo_vec_from_raw_parts, vec, FOLLOWED, sizeof(ffo_vec),                                        \
    said = ffo_vec_from_raw_parts(bad, NULL, 0, 0, 1))                                             \
  X(ffo_vec_from_raw_parts, data, ASKED, 1,                                                        \
    said = ffo_vec_from_raw_parts(&(ffo_vec)FFO_VEC_INIT, bad, 0, 1, 1))                           \
  X(ffo_vec_into_handle, vec, FOLLOWED, sizeof(ffo_vec),                                           \
    made = ffo_vec_into_handle(bad, &said) != 0)                                                   \
  X(ffo_vec_into_handle, status, STATUS, 4, into_handle_and_back(bad))                             \
  X(ffo_vec_from_handle, vec, FOLLOWED, sizeof(ffo_vec), said = ffo_vec_from_handle(bad, handle))  \
  CASES_OF_1_1(X)                                                                                  \
  X(ffo_handle_from_raw, block, ASKED, 1,                                                          \
    made = ffo_handle_from_raw(bad, FFO_TYPE_STRING, &said) != 0)                                  \
  X(ffo_handle_from_raw, status, STATUS, 4, from_raw_and_back(bad))                                \
  X(ffo_handle_into_raw, status, STATUS, 4, into_raw_and_back(bad))                                \
  X(ffo_handle_adopt, payload, NEVER, 1,                                                           \
    said = ffo_handle_release(ffo_handle_adopt(bad, plain_type(), NULL, NULL, NULL)))              \
  X(ffo_handle_adopt, context, NEVER, 1,                                                           \
    said = ffo_handle_release(ffo_handle_adopt(&size, plain_type(), NULL, bad, NULL)))             \
  X(ffo_handle_adopt, status, STATUS, 4,                                                           \
    ffo_handle_release(ffo_handle_adopt(&size, plain_type(), NULL, NULL, bad)))                    \
  X(ffo_handle_borrow, size, FOLLOWED, 8,                                                          \
    made = ffo_handle_borrow(handle, FFO_TYPE_STRING, bad, &said) != NULL)                         \
  X(ffo_handle_borrow, status, STATUS, 4, ffo_handle_borrow(handle, FFO_TYPE_STRING, NULL, bad);   \
    ffo_handle_return(handle))                                                                     \
  X(ffo_handle_borrow_mut, size, FOLLOWED, 8,                                                      \
    made = ffo_handle_borrow_mut(handle, FFO_TYPE_STRING, bad, &said) != NULL)                     \
  X(ffo_handle_borrow_mut, status, STATUS, 4,                                                      \
    ffo_handle_borrow_mut(handle, FFO_TYPE_STRING, NULL, bad);                                     \
    ffo_handle_return(handle))                                                                     \
  X(ffo_handle_try_retain, retained, FOLLOWED, 4, said = ffo_handle_try_retain(handle, bad))       \
  X(ffo_forget, block, ASKED, 1, said = ffo_forget(bad))                                           \
  X(ffo_describe, pointer, ASKED, 1,                                                               \
    said = ffo_describe(bad, &(ffo_block_info)FFO_BLOCK_INFO_INIT))                                \
  X(ffo_describe, out, FOLLOWED, sizeof(ffo_block_info), said = ffo_describe(text, bad))           \
  X(ffo_handle_describe, out, FOLLOWED, sizeof(ffo_block_info),                                    \
    said = ffo_handle_describe(handle, bad))                                                       \
  X(ffo_tag, block, ASKED, 1, said = ffo_tag(bad, "x"))                                            \
  X(ffo_tag, tag, FOLLOWED, 1, said = ffo_tag(text, bad))                                          \
  X(ffo_stats_get, out, FOLLOWED, sizeof(ffo_stats), said = ffo_stats_get(bad))                    \
  X(ffo_checkpoint, out, FOLLOWED, 8, said = ffo_checkpoint(bad))                                  \
  X(ffo_live_since, blocks, FOLLOWED, 8, said = ffo_live_since(0, bad, &size))                     \
  X(ffo_live_since, bytes, FOLLOWED, 8, said = ffo_live_since(0, &size, bad))                      \
  X(ffo_live_list, out, FOLLOWED, sizeof(ffo_block_info), said = ffo_live_list(0, bad, 1, &size))  \
  X(ffo_live_list, count, FOLLOWED, 8, said = ffo_live_list(0, NULL, 0, bad))                      \
  X(ffo_report_leaks, path, FOLLOWED, 1, said = ffo_report_leaks(0, bad))                          \
  X(ffo_set_misuse_hook, context, NEVER, 1, said = ffo_set_misuse_hook(NULL, bad))

static ffo_type plain_type(void)
{
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  ffo_type type = FFO_TYPE_NONE;
  desc.name = "plain";
  CHECK_OK(ffo_type_register(&desc, &type));
  return type;
}

static ffo_status register_again(ffo_type *out)
{
  static const ffo_owned_field name = { offsetof(node, name), FFO_TYPE_STRING, 0 };
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  desc.name = "node";
  desc.size = sizeof(node);
  desc.fields = &name;
  desc.field_count = 1;
  return ffo_type_register(&desc, out);
}

static void into_handle_and_back(ffo_status *status)
{
  const ffo_handle taken = ffo_vec_into_handle(&vec, status);
  CHECK(taken != 0);
  CHECK_OK(ffo_vec_from_handle(&vec, taken));
  vec_before = vec;
}

static void from_raw_and_back(ffo_status *status)
{
  const ffo_handle taken = ffo_handle_from_raw(text, FFO_TYPE_STRING, status);
  CHECK(taken != 0);
  text = ffo_handle_into_raw(taken, FFO_TYPE_STRING, NULL);
  CHECK(text != NULL);
}

static void into_raw_and_back(ffo_status *status)
{
  char *raw = ffo_handle_into_raw(handle, FFO_TYPE_STRING, status);
  CHECK(raw != NULL);
  handle = ffo_handle_from_raw(raw, FFO_TYPE_STRING, NULL);
}

#if FFO_VERSION_NUMBER >= 10100
static void make_owners(void)
{
  CHECK_OK(ffo_vec_init_of(&owners, box_type, 1));
  CHECK_OK(ffo_vec_resize(&owners, 1));
}

static void free_owners(void) { CHECK_OK(ffo_vec_dispose(&owners)); }
#else
static void make_owners(void) {}
static void free_owners(void) {}
#endif

#define FUNCTION(function, parameter, following, size, ...)                                        \
  static void bad_##parameter##_of_##function(void *bad) { __VA_ARGS__; }
CASES(FUNCTION)

typedef struct test_case {
  const char *function;
  const char *parameter;
  following following;
  size_t size; /* of what it points to */
  void (*call)(void *bad);
} test_case;

#define ROW(function, parameter, following, size, ...)                                             \
  { #function, #parameter, following, size, bad_##parameter##_of_##function },
static const test_case cases[] = { CASES(ROW) };
enum { CASE_COUNT = sizeof cases / sizeof *cases };

/* Each pointer parameter stands in the table; callbacks are functions, not memory. */
static void check_complete(void)
{
  abi_parameter found;
  size_t pointers = 0;
  for (const char *at = NULL; abi_next(&at, &found);) {
    if (found.name[0] == '\0' || strchr(found.type, '*') == NULL) {
      continue;
    }
    pointers++;
    bool listed = false;
    for (size_t i = 0; i < CASE_COUNT; i++) {
      listed |= strcmp(cases[i].function, found.function) == 0 &&
                strcmp(cases[i].parameter, found.name) == 0;
    }
    if (!listed) {
      fprintf(stderr, "%s(%s) is not in the table\n", found.function, found.name);
      exit(1);
    }
  }
  CHECK_EQUAL(pointers, CASE_COUNT);
}

#endif
