/* Every function of the library, without its prefix. A test holds this list to the header. */
#ifndef FFO_FUZZ_FUNCTIONS_H
#define FFO_FUZZ_FUNCTIONS_H

#include <ffi_ownership.h>

/* clang-format off */
#define FUZZ_FUNCTIONS(X) \
  X(status_name) X(status_text) X(last_error) X(last_error_message) X(last_error_info) \
  X(clear_error) X(version_number) X(version_string) X(abi_version) X(abi_check) X(abi_json) \
  X(box_free) X(string_free) X(string_new) X(string_from_bytes) X(string_from_utf8) \
  X(string_from_utf16) X(string_clone) X(string_length) X(strings_new) X(strings_free) \
  X(config_free) X(config_new) X(config_clone) X(config_set_name) X(config_take_name) \
  X(type_register) X(type_name) X(box_new) X(box_put) X(box_take) X(vec_init) X(vec_dispose) \
  X(vec_reserve) X(vec_push) X(vec_append) X(vec_resize) X(vec_shrink) X(vec_into_raw_parts) \
  X(vec_from_raw_parts) X(vec_into_handle) X(vec_from_handle) X(vec_init_of) X(vec_take) \
  X(vec_put_field) X(vec_take_field) X(handle_from_raw) \
  X(handle_into_raw) X(handle_adopt) X(handle_borrow) X(handle_borrow_mut) X(handle_return) \
  X(handle_retain) X(handle_try_retain) X(handle_release) X(handle_close) X(forget) \
  X(describe) X(handle_describe) X(tag) X(stats_get) X(checkpoint) X(live_since) X(live_list) \
  X(report_leaks) X(validate) X(set_policy) X(set_misuse_hook) X(thread_detach)
/* clang-format on */

/* The library as the interpreter calls it: the linked one, or another's entries. */
typedef struct fuzz_api {
#define FUZZ_MEMBER(name) __typeof__(&ffo_##name) name;
  FUZZ_FUNCTIONS(FUZZ_MEMBER)
#undef FUZZ_MEMBER
} fuzz_api;

#endif
