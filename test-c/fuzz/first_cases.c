/* Each function as the first call, rightly and wrongly, by the kind of thing that it is about.
 *
 * One file, although long: it is one list, in which fuzz.functions looks for every function of the header. */
#include "first.h"

#include <string.h>

#define GARBAGE ((void *)0x123456789ABCu)
#define NO_HANDLE 0x4123456789ABCDEFu

static ffo_status status = FFO_STATUS_FORCE_32;
static size_t size = 77;
static size_t more = 77;

int first_looks(void)
{
  ffo_error_info error = FFO_ERROR_INFO_INIT;
  ffo_error_info bad_error = FFO_ERROR_INFO_INIT;
  ffo_block_info info = FFO_BLOCK_INFO_INIT;
  ffo_block_info bad_info = FFO_BLOCK_INFO_INIT;
  ffo_stats stats = FFO_STATS_INIT;
  ffo_stats bad_stats = FFO_STATS_INIT;
  uint64_t checkpoint = 77;
  bad_error.struct_size = bad_info.struct_size = bad_stats.struct_size = 3;
  FIRST(status_name, strcmp(ffo_status_name(FFO_E_OVERRUN), "FFO_E_OVERRUN"), 0)
  FIRST(status_name, strcmp(ffo_status_name((ffo_status)-5), "FFO_E_UNKNOWN"), 0)
  FIRST(status_text, ffo_status_text(FFO_E_OVERRUN) != NULL, 1)
  FIRST(status_text, ffo_status_text((ffo_status)-5) != NULL, 1)
  FIRST(last_error, ffo_last_error(), FFO_OK)
  FIRST(last_error_message, ffo_last_error_message() != NULL, 1)
  FIRST(last_error_info, ffo_last_error_info(&error), FFO_OK)
  FIRST(last_error_info, ffo_last_error_info(NULL), FFO_E_NULL_ARGUMENT)
  FIRST(last_error_info, ffo_last_error_info(&bad_error), FFO_E_INVALID_ARGUMENT)
  FIRST(clear_error, (ffo_clear_error(), ffo_last_error()), FFO_OK)
  FIRST(version_number, ffo_version_number(), FFO_VERSION_NUMBER)
  FIRST(version_string, ffo_version_string() != NULL, 1)
  FIRST(abi_version, ffo_abi_version(), FFO_ABI_VERSION)
  FIRST(abi_check, ffo_abi_check(FFO_ABI_VERSION), FFO_OK)
  FIRST(abi_check, ffo_abi_check(77), FFO_E_ABI_MISMATCH)
  FIRST(abi_json, ffo_abi_json()[0], '{')
  FIRST(describe, ffo_describe(NULL, &info), FFO_E_NULL_ARGUMENT)
  FIRST(describe, ffo_describe(&info, NULL), FFO_E_NULL_ARGUMENT)
  FIRST(describe, ffo_describe(&info, &info), FFO_E_FOREIGN_POINTER)
  FIRST(describe, ffo_describe(GARBAGE, &info), FFO_E_FOREIGN_POINTER)
  FIRST(describe, ffo_describe(GARBAGE, &bad_info), FFO_E_INVALID_ARGUMENT)
  FIRST(handle_describe, ffo_handle_describe(0, &info), FFO_E_INVALID_HANDLE)
  FIRST(handle_describe, ffo_handle_describe(NO_HANDLE, &info), FFO_E_INVALID_HANDLE)
  FIRST(handle_describe, ffo_handle_describe(NO_HANDLE, NULL), FFO_E_NULL_ARGUMENT)
  FIRST(handle_describe, ffo_handle_describe(NO_HANDLE, &bad_info), FFO_E_INVALID_ARGUMENT)
  FIRST(tag, ffo_tag(NULL, "x"), FFO_E_NULL_ARGUMENT)
  FIRST(tag, ffo_tag(&info, "x"), FFO_E_FOREIGN_POINTER)
  FIRST(tag, ffo_tag(GARBAGE, NULL), FFO_E_FOREIGN_POINTER)
  FIRST(stats_get, ffo_stats_get(&stats), FFO_OK)
  FIRST(stats_get, ffo_stats_get(NULL), FFO_E_NULL_ARGUMENT)
  FIRST(stats_get, ffo_stats_get(&bad_stats), FFO_E_INVALID_ARGUMENT)
  FIRST(checkpoint, ffo_checkpoint(&checkpoint), FFO_OK)
  FIRST(checkpoint, ffo_checkpoint(NULL), FFO_E_NULL_ARGUMENT)
  FIRST(live_since, ffo_live_since(0, &size, &more), FFO_OK)
  FIRST(live_since, (ffo_live_since(~0ull, &size, &more), size), 0)
  FIRST(live_since, ffo_live_since(0, NULL, NULL), FFO_E_NULL_ARGUMENT)
  FIRST(live_list, ffo_live_list(0, &info, 1, &size), FFO_OK)
  FIRST(live_list, ffo_live_list(0, NULL, 0, &size), FFO_OK)
  FIRST(live_list, ffo_live_list(0, NULL, 1, &size), FFO_E_NULL_ARGUMENT)
  FIRST(live_list, ffo_live_list(0, &bad_info, 1, &size), FFO_E_INVALID_ARGUMENT)
  FIRST(live_list, ffo_live_list(0, &info, 1, NULL), FFO_E_NULL_ARGUMENT)
  FIRST(report_leaks, ffo_report_leaks(0, "/dev/null"), FFO_OK)
  FIRST(report_leaks, ffo_report_leaks(0, "/nowhere/at/all"), FFO_E_IO)
  FIRST(validate, ffo_validate(), FFO_OK)
  FIRST(set_policy, ffo_set_policy(FFO_POLICY_RETURN), FFO_OK)
  FIRST(set_policy, ffo_set_policy((ffo_policy)77), FFO_E_INVALID_ARGUMENT)
  FIRST(set_misuse_hook, ffo_set_misuse_hook(NULL, GARBAGE), FFO_OK)
  FIRST(thread_detach, ffo_thread_detach(), FFO_OK)
  return -1;
}

int first_strings(void)
{
  static const uint16_t units[] = { 'a', 0xD800, 0 };
  const char *texts[] = { "one", NULL };
  char *made[] = { (char *)1, (char *)1 };
  char *foreign[] = { (char *)units, NULL };
  FIRST(string_new, MADE(ffo_string_new("", &status)), FFO_OK)
  FIRST(string_new, ffo_string_new("text", NULL) != NULL, 1)
  FIRST(string_new, REFUSED(ffo_string_new(NULL, &status)), FFO_E_NULL_ARGUMENT)
  FIRST(string_from_bytes, MADE(ffo_string_from_bytes("ab", 2, &status)), FFO_OK)
  FIRST(string_from_bytes, MADE(ffo_string_from_bytes(NULL, 0, &status)), FFO_OK)
  FIRST(string_from_bytes, REFUSED(ffo_string_from_bytes(NULL, 1, &status)), FFO_E_NULL_ARGUMENT)
  FIRST(string_from_bytes, REFUSED(ffo_string_from_bytes("a\0b", 3, &status)), FFO_E_INTERIOR_NUL)
  FIRST(string_from_utf8, MADE(ffo_string_from_utf8("\xC3\xA4", 2, &status)), FFO_OK)
  FIRST(string_from_utf8, REFUSED(ffo_string_from_utf8("\xC3", 1, &status)), FFO_E_INVALID_UTF8)
  FIRST(string_from_utf8, REFUSED(ffo_string_from_utf8(NULL, 9, &status)), FFO_E_NULL_ARGUMENT)
  FIRST(string_from_utf16, MADE(ffo_string_from_utf16(units, 1, &status)), FFO_OK)
  FIRST(string_from_utf16, REFUSED(ffo_string_from_utf16(units, 2, &status)), FFO_E_INVALID_UTF16)
  FIRST(string_from_utf16, REFUSED(ffo_string_from_utf16(NULL, 2, &status)), FFO_E_NULL_ARGUMENT)
  FIRST(string_clone, REFUSED(ffo_string_clone(NULL, &status)), FFO_E_NULL_ARGUMENT)
  FIRST(string_clone, REFUSED(ffo_string_clone("foreign", &status)), FFO_E_FOREIGN_POINTER)
  FIRST(string_clone, REFUSED(ffo_string_clone(GARBAGE, &status)), FFO_E_FOREIGN_POINTER)
  FIRST(string_length, ffo_string_length(NULL, &size), FFO_E_NULL_ARGUMENT)
  FIRST(string_length, ffo_string_length("foreign", NULL), FFO_E_NULL_ARGUMENT)
  FIRST(string_length, ffo_string_length("foreign", &size), FFO_E_FOREIGN_POINTER)
  FIRST(string_length, ffo_string_length(GARBAGE, &size), FFO_E_FOREIGN_POINTER)
  FIRST(string_free, ffo_string_free(NULL), FFO_OK)
  FIRST(string_free, ffo_string_free((char *)units), FFO_E_FOREIGN_POINTER)
  FIRST(string_free, ffo_string_free(GARBAGE), FFO_E_FOREIGN_POINTER)
  FIRST(strings_new, ffo_strings_new(texts, 1, made), FFO_OK)
  FIRST(strings_new, ffo_strings_new(NULL, 0, NULL), FFO_OK)
  FIRST(strings_new, ffo_strings_new(texts, 2, made), FFO_E_NULL_ARGUMENT)
  FIRST(strings_new, ffo_strings_new(NULL, 2, made), FFO_E_NULL_ARGUMENT)
  FIRST(strings_new, ffo_strings_new(NULL, SIZE_MAX, NULL), FFO_E_SIZE_OVERFLOW)
  FIRST(strings_free, ffo_strings_free(foreign, 2, &size), FFO_E_FOREIGN_POINTER)
  FIRST(strings_free, ffo_strings_free(foreign + 1, 1, NULL), FFO_OK)
  FIRST(strings_free, ffo_strings_free(NULL, 0, &size), FFO_OK)
  FIRST(strings_free, ffo_strings_free(NULL, 1, &size), FFO_E_NULL_ARGUMENT)
  return -1;
}

int first_boxes(void)
{
  static ffo_config config;
  ffo_type type = 77;
  const ffo_type_desc desc = { sizeof desc, 0, "first", 3000000, 64, NULL, 0, NULL, NULL };
  const ffo_type_desc bad = { sizeof bad, 0, "bad", 8, 3, NULL, 0, NULL, NULL };
  const ffo_type_desc zero = { 0, 0, NULL, 0, 0, NULL, 0, NULL, NULL };
  FIRST(config_new, MADE(ffo_config_new(1, 2, &status)), FFO_OK)
  FIRST(config_new, ffo_config_new(1, 2, NULL) != NULL, 1)
  FIRST(config_clone, REFUSED(ffo_config_clone(NULL, &status)), FFO_E_NULL_ARGUMENT)
  FIRST(config_clone, REFUSED(ffo_config_clone(&config, &status)), FFO_E_FOREIGN_POINTER)
  FIRST(config_clone, REFUSED(ffo_config_clone(GARBAGE, &status)), FFO_E_FOREIGN_POINTER)
  FIRST(config_set_name, ffo_config_set_name(NULL, "x"), FFO_E_NULL_ARGUMENT)
  FIRST(config_set_name, ffo_config_set_name(&config, "x"), FFO_E_FOREIGN_POINTER)
  FIRST(config_set_name, ffo_config_set_name(GARBAGE, NULL), FFO_E_FOREIGN_POINTER)
  FIRST(config_take_name, REFUSED(ffo_config_take_name(NULL, &status)), FFO_E_NULL_ARGUMENT)
  FIRST(config_take_name, REFUSED(ffo_config_take_name(GARBAGE, &status)), FFO_E_FOREIGN_POINTER)
  FIRST(config_free, ffo_config_free(NULL), FFO_OK)
  FIRST(config_free, ffo_config_free(&config), FFO_E_FOREIGN_POINTER)
  FIRST(config_free, ffo_config_free(GARBAGE), FFO_E_FOREIGN_POINTER)
  FIRST(type_register, ffo_type_register(&desc, &type), FFO_OK)
  FIRST(type_register, (ffo_type_register(&desc, &type), MADE(ffo_box_new(type, &status))), FFO_OK)
  FIRST(type_register, ffo_type_register(&bad, &type), FFO_E_INVALID_ARGUMENT)
  FIRST(type_register, ffo_type_register(&zero, &type), FFO_E_INVALID_ARGUMENT)
  FIRST(type_register, ffo_type_register(NULL, &type), FFO_E_NULL_ARGUMENT)
  FIRST(type_register, ffo_type_register(&desc, NULL), FFO_E_NULL_ARGUMENT)
  FIRST(type_name, ffo_type_name(FFO_TYPE_STRING) != NULL, 1)
  FIRST(type_name, ffo_type_name(256) != NULL, 0)
  FIRST(type_name, ffo_type_name(FFO_TYPE_SELF) != NULL, 0)
  FIRST(box_new, MADE(ffo_box_new(FFO_TYPE_CONFIG, &status)), FFO_OK)
  FIRST(box_new, REFUSED(ffo_box_new(FFO_TYPE_STRING, &status)), FFO_E_INVALID_ARGUMENT)
  FIRST(box_new, REFUSED(ffo_box_new(256, &status)), FFO_E_UNKNOWN_TYPE)
  FIRST(box_new, REFUSED(ffo_box_new(FFO_TYPE_SELF, &status)), FFO_E_UNKNOWN_TYPE)
  FIRST(box_free, ffo_box_free(NULL, FFO_TYPE_CONFIG), FFO_OK)
  FIRST(box_free, ffo_box_free(NULL, 256), FFO_OK)
  FIRST(box_free, ffo_box_free(&config, FFO_TYPE_CONFIG), FFO_E_FOREIGN_POINTER)
  FIRST(box_free, ffo_box_free(GARBAGE, FFO_TYPE_VEC), FFO_E_FOREIGN_POINTER)
  FIRST(box_free, ffo_box_free(GARBAGE, FFO_TYPE_SELF), FFO_E_UNKNOWN_TYPE)
  FIRST(box_put, ffo_box_put(NULL, 0, NULL), FFO_E_NULL_ARGUMENT)
  FIRST(box_put, ffo_box_put(&config, 8, NULL), FFO_E_FOREIGN_POINTER)
  FIRST(box_put, ffo_box_put(GARBAGE, SIZE_MAX, GARBAGE), FFO_E_FOREIGN_POINTER)
  FIRST(box_take, REFUSED(ffo_box_take(NULL, 0, &status)), FFO_E_NULL_ARGUMENT)
  FIRST(box_take, REFUSED(ffo_box_take(&config, 8, &status)), FFO_E_FOREIGN_POINTER)
  FIRST(box_take, REFUSED(ffo_box_take(GARBAGE, SIZE_MAX, &status)), FFO_E_FOREIGN_POINTER)
  FIRST(forget, ffo_forget(NULL), FFO_OK)
  FIRST(forget, ffo_forget(&config), FFO_E_FOREIGN_POINTER)
  FIRST(forget, ffo_forget(GARBAGE), FFO_E_FOREIGN_POINTER)
  return -1;
}

int first_vecs(void)
{
  static char element[64];
  static void *data;
  ffo_vec none = FFO_VEC_INIT;
  ffo_vec empty = { NULL, 0, 0, 8, 0 };
  ffo_vec foreign = { element, 1, 2, 8, 5 };
  ffo_vec wild = { GARBAGE, SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX };
  FIRST(vec_init, ffo_vec_init(&none, 8, 0), FFO_OK)
  FIRST(vec_init, ffo_vec_init(&none, 8, 400000), FFO_OK)
  FIRST(vec_init, ffo_vec_init(NULL, 8, 4), FFO_E_NULL_ARGUMENT)
  FIRST(vec_init, ffo_vec_init(&none, 0, 4), FFO_E_INVALID_ARGUMENT)
  FIRST(vec_init, ffo_vec_init(&none, (size_t)1 << 63, 2), FFO_E_SIZE_OVERFLOW)
  FIRST(vec_reserve, ffo_vec_reserve(&empty, 9), FFO_OK)
  FIRST(vec_reserve, ffo_vec_reserve(&empty, SIZE_MAX), FFO_E_SIZE_OVERFLOW)
  FIRST(vec_reserve, ffo_vec_reserve(NULL, 9), FFO_E_NULL_ARGUMENT)
  FIRST(vec_reserve, ffo_vec_reserve(&wild, 1), FFO_E_FOREIGN_POINTER)
  FIRST(vec_push, ffo_vec_push(&empty, element), FFO_OK)
  FIRST(vec_push, ffo_vec_push(&empty, NULL), FFO_E_NULL_ARGUMENT)
  FIRST(vec_push, ffo_vec_push(NULL, element), FFO_E_NULL_ARGUMENT)
  FIRST(vec_push, ffo_vec_push(&none, element), FFO_E_INVALID_ARGUMENT)
  FIRST(vec_push, ffo_vec_push(&foreign, element), FFO_E_FOREIGN_POINTER)
  FIRST(vec_append, ffo_vec_append(&empty, element, 8), FFO_OK)
  FIRST(vec_append, ffo_vec_append(&empty, NULL, 0), FFO_OK)
  FIRST(vec_append, ffo_vec_append(&empty, element, SIZE_MAX / 8 + 2), FFO_E_SIZE_OVERFLOW)
  FIRST(vec_append, ffo_vec_append(&foreign, element, 1), FFO_E_FOREIGN_POINTER)
  FIRST(vec_resize, ffo_vec_resize(&empty, 300000), FFO_OK)
  FIRST(vec_resize, ffo_vec_resize(&empty, SIZE_MAX), FFO_E_SIZE_OVERFLOW)
  FIRST(vec_resize, ffo_vec_resize(NULL, 1), FFO_E_NULL_ARGUMENT)
  FIRST(vec_resize, ffo_vec_resize(&wild, 1), FFO_E_FOREIGN_POINTER)
  FIRST(vec_shrink, ffo_vec_shrink(&empty), FFO_OK)
  FIRST(vec_shrink, ffo_vec_shrink(NULL), FFO_E_NULL_ARGUMENT)
  FIRST(vec_shrink, ffo_vec_shrink(&foreign), FFO_E_FOREIGN_POINTER)
  FIRST(vec_dispose, ffo_vec_dispose(NULL), FFO_OK)
  FIRST(vec_dispose, ffo_vec_dispose(&none), FFO_OK)
  FIRST(vec_dispose, ffo_vec_dispose(&foreign), FFO_E_FOREIGN_POINTER)
  FIRST(vec_dispose, ffo_vec_dispose(&wild), FFO_E_FOREIGN_POINTER)
  FIRST(vec_into_raw_parts, ffo_vec_into_raw_parts(&empty, &data, &size, &more), FFO_OK)
  FIRST(vec_into_raw_parts, ffo_vec_into_raw_parts(NULL, &data, &size, &more), FFO_E_NULL_ARGUMENT)
  FIRST(vec_into_raw_parts, ffo_vec_into_raw_parts(&empty, NULL, &size, &more), FFO_E_NULL_ARGUMENT)
  FIRST(vec_into_raw_parts, ffo_vec_into_raw_parts(&foreign, &data, &size, &more),
        FFO_E_FOREIGN_POINTER)
  FIRST(vec_init_of, ffo_vec_init_of(&none, 256, 4), FFO_E_UNKNOWN_TYPE)
  FIRST(vec_init_of, ffo_vec_init_of(&none, FFO_TYPE_STRING, 4), FFO_E_INVALID_ARGUMENT)
  FIRST(vec_init_of, ffo_vec_init_of(NULL, 256, 4), FFO_E_NULL_ARGUMENT)
  FIRST(vec_take, ffo_vec_take(NULL, 0, element), FFO_E_NULL_ARGUMENT)
  FIRST(vec_put_field, ffo_vec_put_field(NULL, 0, 0, NULL), FFO_E_NULL_ARGUMENT)
  FIRST(vec_take_field, REFUSED(ffo_vec_take_field(NULL, 0, 0, &status)), FFO_E_NULL_ARGUMENT)
  FIRST(vec_from_raw_parts, ffo_vec_from_raw_parts(&none, NULL, 0, 0, 8), FFO_OK)
  FIRST(vec_from_raw_parts, ffo_vec_from_raw_parts(NULL, NULL, 0, 0, 8), FFO_E_NULL_ARGUMENT)
  FIRST(vec_from_raw_parts, ffo_vec_from_raw_parts(&none, NULL, 0, 5, 8), FFO_E_PARTS_MISMATCH)
  FIRST(vec_from_raw_parts, ffo_vec_from_raw_parts(&none, element, 1, 1, 8), FFO_E_FOREIGN_POINTER)
  FIRST(vec_from_raw_parts, ffo_vec_from_raw_parts(&none, GARBAGE, 1, 1, 0), FFO_E_INVALID_ARGUMENT)
  FIRST(vec_into_handle, MADE(ffo_vec_into_handle(&empty, &status)), FFO_OK)
  FIRST(vec_into_handle, REFUSED(ffo_vec_into_handle(NULL, &status)), FFO_E_NULL_ARGUMENT)
  FIRST(vec_into_handle, REFUSED(ffo_vec_into_handle(&none, &status)), FFO_E_INVALID_ARGUMENT)
  FIRST(vec_into_handle, REFUSED(ffo_vec_into_handle(&foreign, &status)), FFO_E_FOREIGN_POINTER)
  FIRST(vec_from_handle, ffo_vec_from_handle(&none, 0), FFO_E_INVALID_HANDLE)
  FIRST(vec_from_handle, ffo_vec_from_handle(&none, NO_HANDLE), FFO_E_INVALID_HANDLE)
  FIRST(vec_from_handle, ffo_vec_from_handle(NULL, NO_HANDLE), FFO_E_NULL_ARGUMENT)
  return -1;
}

int first_handles(void)
{
  static char payload[8];
  uint32_t retained = 77;
  FIRST(handle_from_raw, REFUSED(ffo_handle_from_raw(NULL, 1, &status)), FFO_E_NULL_ARGUMENT)
  FIRST(handle_from_raw, REFUSED(ffo_handle_from_raw(payload, 1, &status)), FFO_E_FOREIGN_POINTER)
  FIRST(handle_from_raw, REFUSED(ffo_handle_from_raw(GARBAGE, 256, &status)), FFO_E_UNKNOWN_TYPE)
  FIRST(handle_into_raw, REFUSED(ffo_handle_into_raw(0, 1, &status)), FFO_E_INVALID_HANDLE)
  FIRST(handle_into_raw, REFUSED(ffo_handle_into_raw(NO_HANDLE, 1, &status)), FFO_E_INVALID_HANDLE)
  FIRST(handle_into_raw, REFUSED(ffo_handle_into_raw(NO_HANDLE, 0, &status)), FFO_E_UNKNOWN_TYPE)
  FIRST(handle_adopt, REFUSED(ffo_handle_adopt(payload, 256, NULL, NULL, &status)),
        FFO_E_UNKNOWN_TYPE)
  FIRST(handle_adopt, REFUSED(ffo_handle_adopt(payload, FFO_TYPE_CONFIG, NULL, NULL, &status)),
        FFO_E_INVALID_ARGUMENT)
  FIRST(handle_adopt, REFUSED(ffo_handle_adopt(NULL, 256, NULL, NULL, &status)),
        FFO_E_NULL_ARGUMENT)
  FIRST(handle_borrow, REFUSED(ffo_handle_borrow(0, 1, &size, &status)), FFO_E_INVALID_HANDLE)
  FIRST(handle_borrow, REFUSED(ffo_handle_borrow(NO_HANDLE, 1, NULL, &status)),
        FFO_E_INVALID_HANDLE)
  FIRST(handle_borrow, REFUSED(ffo_handle_borrow(1, 300, NULL, &status)), FFO_E_UNKNOWN_TYPE)
  FIRST(handle_borrow_mut, REFUSED(ffo_handle_borrow_mut(0, 1, &size, &status)),
        FFO_E_INVALID_HANDLE)
  FIRST(handle_borrow_mut, REFUSED(ffo_handle_borrow_mut(~0ull, 1, NULL, &status)),
        FFO_E_INVALID_HANDLE)
  FIRST(handle_return, ffo_handle_return(0), FFO_E_INVALID_HANDLE)
  FIRST(handle_return, ffo_handle_return(NO_HANDLE), FFO_E_INVALID_HANDLE)
  FIRST(handle_retain, ffo_handle_retain(0), FFO_E_INVALID_HANDLE)
  FIRST(handle_retain, ffo_handle_retain(NO_HANDLE), FFO_E_INVALID_HANDLE)
  FIRST(handle_try_retain, ffo_handle_try_retain(0, &retained), FFO_E_INVALID_HANDLE)
  FIRST(handle_try_retain, ffo_handle_try_retain(NO_HANDLE, &retained), FFO_E_INVALID_HANDLE)
  FIRST(handle_try_retain, ffo_handle_try_retain(NO_HANDLE, NULL), FFO_E_NULL_ARGUMENT)
  FIRST(handle_release, ffo_handle_release(0), FFO_OK)
  FIRST(handle_release, ffo_handle_release(NO_HANDLE), FFO_E_INVALID_HANDLE)
  FIRST(handle_release, ffo_handle_release(~0ull), FFO_E_INVALID_HANDLE)
  FIRST(handle_close, ffo_handle_close(0), FFO_OK)
  FIRST(handle_close, ffo_handle_close(NO_HANDLE), FFO_E_INVALID_HANDLE)
  return -1;
}
