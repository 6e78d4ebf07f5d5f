/* One call of each function, for tests of what all of them promise. A call may be the process's first:
 * then there is nothing it could be about, and it is refused; after every_call_prepare() it succeeds.
 * What is made is left behind, so each call wants a process of its own. */
#ifndef FFO_TEST_EVERY_CALL_H
#define FFO_TEST_EVERY_CALL_H

#include "abi.h"
#include "child.h"
#include "temporary.h"

static struct {
  char *string;
  ffo_config *config;
  void *box;
  ffo_type type;
  ffo_vec vec;
  ffo_vec owners;
  ffo_handle handle;
  ffo_handle vec_handle;
  ffo_handle lent;
  ffo_status status;
  size_t size;
  size_t count;
  void *data;
  const void *made;
  uint64_t number;
  ffo_block_info info;
} its;

typedef struct every_call {
  const char *name;
  void (*call)(void);
} every_call;

#define EVERY_CALL(X)                                                                              \
  X(ffo_status_name, its.made = ffo_status_name(FFO_OK))                                           \
  X(ffo_status_text, its.made = ffo_status_text(FFO_OK))                                           \
  X(ffo_last_error, its.number = ffo_last_error())                                                 \
  X(ffo_last_error_message, its.made = ffo_last_error_message())                                   \
  X(ffo_last_error_info, its.status = ffo_last_error_info(&(ffo_error_info)FFO_ERROR_INFO_INIT))   \
  X(ffo_clear_error, ffo_clear_error())                                                            \
  X(ffo_version_number, its.number = ffo_version_number())                                         \
  X(ffo_version_string, its.made = ffo_version_string())                                           \
  X(ffo_abi_version, its.number = ffo_abi_version())                                               \
  X(ffo_abi_check, its.status = FFO_ABI_CHECK())                                                   \
  X(ffo_abi_json, its.made = ffo_abi_json())                                                       \
  X(ffo_box_free, its.status = ffo_box_free(its.box, its.type))                                    \
  X(ffo_string_free, its.status = ffo_string_free(its.string))                                     \
  X(ffo_string_new, its.made = ffo_string_new("text", &its.status))                                \
  X(ffo_string_from_bytes, its.made = ffo_string_from_bytes("text", 4, &its.status))               \
  X(ffo_string_from_utf8, its.made = ffo_string_from_utf8("text", 4, &its.status))                 \
  X(ffo_string_from_utf16, its.made = ffo_string_from_utf16(u"text", 4, &its.status))              \
  X(ffo_string_clone, its.made = ffo_string_clone(its.string, &its.status))                        \
  X(ffo_string_length, its.status = ffo_string_length(its.string, &its.size))                      \
  X(ffo_strings_new,                                                                               \
    its.status = ffo_strings_new(&(const char *){ "text" }, 1, &(char *){ NULL }))                 \
  X(ffo_strings_free, its.status = ffo_strings_free(&its.string, 1, &its.count))                   \
  X(ffo_config_free, its.status = ffo_config_free(its.config))                                     \
  X(ffo_config_new, its.made = ffo_config_new(1, 2, &its.status))                                  \
  X(ffo_config_clone, its.made = ffo_config_clone(its.config, &its.status))                        \
  X(ffo_config_set_name, its.status = ffo_config_set_name(its.config, "name"))                     \
  X(ffo_config_take_name, its.made = ffo_config_take_name(its.config, &its.status))                \
  X(ffo_type_register, its.status = every_call_register("another type"))                           \
  X(ffo_type_name, its.made = ffo_type_name(FFO_TYPE_STRING))                                      \
  X(ffo_box_new, its.made = ffo_box_new(FFO_TYPE_CONFIG, &its.status))                             \
  X(ffo_box_put, its.status = ffo_box_put(its.config, offsetof(ffo_config, name), its.string))     \
  X(ffo_box_take, its.made = ffo_box_take(its.config, offsetof(ffo_config, name), &its.status))    \
  X(ffo_vec_init, its.status = ffo_vec_init(&(ffo_vec)FFO_VEC_INIT, 8, 100))                       \
  X(ffo_vec_dispose, its.status = ffo_vec_dispose(&its.vec))                                       \
  X(ffo_vec_reserve, its.status = ffo_vec_reserve(&its.vec, 100))                                  \
  X(ffo_vec_push, its.status = ffo_vec_push(&its.vec, &its.number))                                \
  X(ffo_vec_append, its.status = ffo_vec_append(&its.vec, &its.number, 1))                         \
  X(ffo_vec_resize, its.status = ffo_vec_resize(&its.vec, 1000000))                                \
  X(ffo_vec_shrink, its.status = ffo_vec_shrink(&its.vec))                                         \
  X(ffo_vec_into_raw_parts,                                                                        \
    its.status = ffo_vec_into_raw_parts(&its.vec, &its.data, &its.size, &its.count))               \
  X(ffo_vec_from_raw_parts,                                                                        \
    its.status = ffo_vec_from_raw_parts(&(ffo_vec)FFO_VEC_INIT, NULL, 0, 0, 8))                    \
  X(ffo_vec_into_handle, its.number = ffo_vec_into_handle(&its.vec, &its.status))                  \
  X(ffo_vec_from_handle, its.status = ffo_vec_from_handle(&(ffo_vec)FFO_VEC_INIT, its.vec_handle)) \
  X(ffo_vec_init_of, its.status = ffo_vec_init_of(&(ffo_vec)FFO_VEC_INIT, its.type, 1))            \
  X(ffo_vec_take, its.status = ffo_vec_take(&its.vec, 0, &(uint64_t){ 0 }))                        \
  X(ffo_vec_put_field, its.status = ffo_vec_put_field(&its.owners, 0, 0, NULL))                    \
  X(ffo_vec_take_field, its.data = ffo_vec_take_field(&its.owners, 0, 0, &its.status))             \
  X(ffo_handle_from_raw,                                                                           \
    its.number = ffo_handle_from_raw(its.string, FFO_TYPE_STRING, &its.status))                    \
  X(ffo_handle_into_raw, its.made = ffo_handle_into_raw(its.handle, FFO_TYPE_STRING, &its.status)) \
  X(ffo_handle_adopt, its.number = ffo_handle_adopt(&its, its.type, NULL, NULL, &its.status))      \
  X(ffo_handle_borrow,                                                                             \
    its.made = ffo_handle_borrow(its.handle, FFO_TYPE_STRING, &its.size, &its.status))             \
  X(ffo_handle_borrow_mut,                                                                         \
    its.made = ffo_handle_borrow_mut(its.handle, FFO_TYPE_STRING, &its.size, &its.status))         \
  X(ffo_handle_return, its.status = ffo_handle_return(its.lent))                                   \
  X(ffo_handle_retain, its.status = ffo_handle_retain(its.handle))                                 \
  X(ffo_handle_try_retain, its.status = ffo_handle_try_retain(its.handle, &(uint32_t){ 0 }))       \
  X(ffo_handle_release, its.status = ffo_handle_release(its.handle))                               \
  X(ffo_handle_close, its.status = ffo_handle_close(its.handle))                                   \
  X(ffo_forget, its.status = ffo_forget(its.string))                                               \
  X(ffo_describe, its.status = ffo_describe(its.string, &its.info))                                \
  X(ffo_handle_describe, its.status = ffo_handle_describe(its.handle, &its.info))                  \
  X(ffo_tag, its.status = ffo_tag(its.string, "tag"))                                              \
  X(ffo_stats_get, its.status = ffo_stats_get(&(ffo_stats)FFO_STATS_INIT))                         \
  X(ffo_checkpoint, its.status = ffo_checkpoint(&its.number))                                      \
  X(ffo_live_since, its.status = ffo_live_since(0, &its.count, &its.size))                         \
  X(ffo_live_list, its.status = ffo_live_list(0, &its.info, 1, &its.count))                        \
  X(ffo_report_leaks, its.status = ffo_report_leaks(0, NOWHERE))                                   \
  X(ffo_validate, its.status = ffo_validate())                                                     \
  X(ffo_set_policy, its.status = ffo_set_policy(FFO_POLICY_RETURN))                                \
  X(ffo_set_misuse_hook, its.status = ffo_set_misuse_hook(NULL, NULL))                             \
  X(ffo_thread_detach, its.status = ffo_thread_detach())

static inline ffo_status every_call_register(const char *name)
{
  ffo_type_desc desc = FFO_TYPE_DESC_INIT;
  desc.name = name;
  desc.size = 24;
  return ffo_type_register(&desc, &its.type);
}

#define EVERY_CALL_FUNCTION(name, ...)                                                             \
  static inline void every_call_##name(void) { __VA_ARGS__; }
EVERY_CALL(EVERY_CALL_FUNCTION)
#undef EVERY_CALL_FUNCTION

#define EVERY_CALL_ROW(name, ...) { #name, every_call_##name },
static const every_call every_calls[] = { EVERY_CALL(EVERY_CALL_ROW) };
#undef EVERY_CALL_ROW
enum { EVERY_CALL_COUNT = sizeof every_calls / sizeof *every_calls };

/* Something for each call to be about. */
static inline void every_call_prepare(void)
{
  its.info = (ffo_block_info)FFO_BLOCK_INFO_INIT;
  CHECK_OK(every_call_register("a type"));
  its.string = ffo_string_new("a string", NULL);
  its.config = ffo_config_new(1, 2, NULL);
  its.box = ffo_box_new(its.type, NULL);
  CHECK_OK(ffo_vec_init(&its.vec, 8, 10));
  CHECK_OK(ffo_vec_resize(&its.vec, 1));
  const ffo_owned_field first = { 0, FFO_TYPE_STRING, 0 };
  ffo_type_desc owner = FFO_TYPE_DESC_INIT;
  ffo_type owner_type;
  owner.name = "an owner";
  owner.size = sizeof(char *);
  owner.fields = &first;
  owner.field_count = 1;
  CHECK_OK(ffo_type_register(&owner, &owner_type));
  CHECK_OK(ffo_vec_init_of(&its.owners, owner_type, 1));
  CHECK_OK(ffo_vec_resize(&its.owners, 1));
  ffo_vec other;
  CHECK_OK(ffo_vec_init(&other, 8, 10));
  its.vec_handle = ffo_vec_into_handle(&other, NULL);
  its.handle = ffo_handle_from_raw(ffo_string_new("held", NULL), FFO_TYPE_STRING, NULL);
  its.lent = ffo_handle_from_raw(ffo_string_new("lent", NULL), FFO_TYPE_STRING, NULL);
  CHECK(ffo_handle_borrow(its.lent, FFO_TYPE_STRING, NULL, NULL) != NULL);
  its.status = FFO_OK;
}

/* Runs a test of each call in a process of its own, where the library has not started. `program` is
 * main's arguments[0]; each is given its place in every_calls. */
static inline void every_call_run(const char *program, int (*test)(size_t number))
{
  for (size_t i = 0; i < EVERY_CALL_COUNT; i++) {
    const int status = child_run(program, i, test);
    if (status != 0) {
      fprintf(stderr, "%s: status %#x\n", every_calls[i].name, (unsigned)status);
      exit(1);
    }
  }
}

/* The list has each function that the library tells of. Starts the library. */
static inline void every_call_check_complete(void)
{
  abi_parameter found;
  size_t functions = 0;
  for (const char *at = NULL; abi_next(&at, &found);) {
    if (found.name[0] != '\0') {
      continue;
    }
    bool listed = false;
    for (size_t i = 0; i < EVERY_CALL_COUNT; i++) {
      listed |= strcmp(every_calls[i].name, found.function) == 0;
    }
    if (!listed) {
      fprintf(stderr, "%s is not in the list of every call\n", found.function);
      exit(1);
    }
    functions++;
  }
  CHECK_EQUAL(functions, EVERY_CALL_COUNT);
}

#endif
