/* The header alone must do: this file includes nothing else, and is valid C and C++.
 *
 * Each function of the ABI is assigned to a pointer of the type the ABI gives it, so that a
 * declaration that is missing or differs does not compile. It is compiled, never run. */
#include "ffi_ownership.h"

#define DECLARED(result, function, parameters)                                                     \
  do {                                                                                             \
    result(FFO_CALL *declared) parameters = function;                                              \
    functions += declared != NULL;                                                                 \
  } while (0)

static int every_function(void)
{
  int functions = 0;

  DECLARED(const char *, ffo_status_name, (ffo_status));
  DECLARED(const char *, ffo_status_text, (ffo_status));
  DECLARED(ffo_status, ffo_last_error, (void));
  DECLARED(const char *, ffo_last_error_message, (void));
  DECLARED(ffo_status, ffo_last_error_info, (ffo_error_info *));
  DECLARED(void, ffo_clear_error, (void));

  DECLARED(uint32_t, ffo_version_number, (void));
  DECLARED(const char *, ffo_version_string, (void));
  DECLARED(uint32_t, ffo_abi_version, (void));
  DECLARED(ffo_status, ffo_abi_check, (uint32_t));
  DECLARED(const char *, ffo_abi_json, (void));

  DECLARED(char *, ffo_string_new, (const char *, ffo_status *));
  DECLARED(char *, ffo_string_from_bytes, (const void *, size_t, ffo_status *));
  DECLARED(char *, ffo_string_from_utf8, (const void *, size_t, ffo_status *));
  DECLARED(char *, ffo_string_from_utf16, (const uint16_t *, size_t, ffo_status *));
  DECLARED(char *, ffo_string_clone, (const char *, ffo_status *));
  DECLARED(ffo_status, ffo_string_length, (const char *, size_t *));
  DECLARED(ffo_status, ffo_string_free, (char *));
  DECLARED(ffo_status, ffo_strings_new, (const char *const *, size_t, char **));
  DECLARED(ffo_status, ffo_strings_free, (char **, size_t, size_t *));

  DECLARED(ffo_config *, ffo_config_new, (int32_t, int32_t, ffo_status *));
  DECLARED(ffo_status, ffo_config_set_name, (ffo_config *, const char *));
  DECLARED(char *, ffo_config_take_name, (ffo_config *, ffo_status *));
  DECLARED(ffo_config *, ffo_config_clone, (const ffo_config *, ffo_status *));
  DECLARED(ffo_status, ffo_config_free, (ffo_config *));

  DECLARED(ffo_status, ffo_type_register, (const ffo_type_desc *, ffo_type *));
  DECLARED(const char *, ffo_type_name, (ffo_type));
  DECLARED(void *, ffo_box_new, (ffo_type, ffo_status *));
  DECLARED(ffo_status, ffo_box_free, (void *, ffo_type));
  DECLARED(ffo_status, ffo_box_put, (void *, size_t, void *));
  DECLARED(void *, ffo_box_take, (void *, size_t, ffo_status *));

  DECLARED(ffo_status, ffo_vec_init, (ffo_vec *, size_t, size_t));
  DECLARED(ffo_status, ffo_vec_reserve, (ffo_vec *, size_t));
  DECLARED(ffo_status, ffo_vec_push, (ffo_vec *, const void *));
  DECLARED(ffo_status, ffo_vec_append, (ffo_vec *, const void *, size_t));
  DECLARED(ffo_status, ffo_vec_resize, (ffo_vec *, size_t));
  DECLARED(ffo_status, ffo_vec_shrink, (ffo_vec *));
  DECLARED(ffo_status, ffo_vec_dispose, (ffo_vec *));
  DECLARED(ffo_status, ffo_vec_into_raw_parts, (ffo_vec *, void **, size_t *, size_t *));
  DECLARED(ffo_status, ffo_vec_from_raw_parts, (ffo_vec *, void *, size_t, size_t, size_t));
  DECLARED(ffo_handle, ffo_vec_into_handle, (ffo_vec *, ffo_status *));
  DECLARED(ffo_status, ffo_vec_from_handle, (ffo_vec *, ffo_handle));
#if FFO_VERSION_NUMBER >= 10100
  DECLARED(ffo_status, ffo_vec_init_of, (ffo_vec *, ffo_type, size_t));
  DECLARED(ffo_status, ffo_vec_take, (ffo_vec *, size_t, void *));
  DECLARED(ffo_status, ffo_vec_put_field, (ffo_vec *, size_t, size_t, void *));
  DECLARED(void *, ffo_vec_take_field, (ffo_vec *, size_t, size_t, ffo_status *));
#endif

  DECLARED(ffo_handle, ffo_handle_from_raw, (void *, ffo_type, ffo_status *));
  DECLARED(void *, ffo_handle_into_raw, (ffo_handle, ffo_type, ffo_status *));
  DECLARED(ffo_handle, ffo_handle_adopt, (void *, ffo_type, ffo_drop_fn, void *, ffo_status *));
  DECLARED(const void *, ffo_handle_borrow, (ffo_handle, ffo_type, size_t *, ffo_status *));
  DECLARED(void *, ffo_handle_borrow_mut, (ffo_handle, ffo_type, size_t *, ffo_status *));
  DECLARED(ffo_status, ffo_handle_return, (ffo_handle));
  DECLARED(ffo_status, ffo_handle_retain, (ffo_handle));
  DECLARED(ffo_status, ffo_handle_try_retain, (ffo_handle, uint32_t *));
  DECLARED(ffo_status, ffo_handle_release, (ffo_handle));
  DECLARED(ffo_status, ffo_handle_close, (ffo_handle));
  DECLARED(ffo_status, ffo_handle_describe, (ffo_handle, ffo_block_info *));

  DECLARED(ffo_status, ffo_forget, (void *));

  DECLARED(ffo_status, ffo_describe, (const void *, ffo_block_info *));
  DECLARED(ffo_status, ffo_tag, (void *, const char *));
  DECLARED(ffo_status, ffo_stats_get, (ffo_stats *));
  DECLARED(ffo_status, ffo_checkpoint, (uint64_t *));
  DECLARED(ffo_status, ffo_live_since, (uint64_t, size_t *, size_t *));
  DECLARED(ffo_status, ffo_live_list, (uint64_t, ffo_block_info *, size_t, size_t *));
  DECLARED(ffo_status, ffo_report_leaks, (uint64_t, const char *));
  DECLARED(ffo_status, ffo_validate, (void));

  DECLARED(ffo_status, ffo_set_policy, (ffo_policy));
  DECLARED(ffo_status, ffo_set_misuse_hook, (ffo_misuse_fn, void *));

  DECLARED(ffo_status, ffo_thread_detach, (void));
  return functions;
}

/* Both as the initialiser of a local and of something that must be constant. */
static int every_init(void)
{
  static const ffo_error_info constant_error = FFO_ERROR_INFO_INIT;
  static const ffo_type_desc constant_type = FFO_TYPE_DESC_INIT;
  static const ffo_block_info constant_block = FFO_BLOCK_INFO_INIT;
  static const ffo_stats constant_stats = FFO_STATS_INIT;
  static const ffo_vec constant_vec = FFO_VEC_INIT;
  ffo_error_info error = FFO_ERROR_INFO_INIT;
  ffo_type_desc type = FFO_TYPE_DESC_INIT;
  ffo_block_info block = FFO_BLOCK_INFO_INIT;
  ffo_stats stats = FFO_STATS_INIT;
  ffo_vec vec = FFO_VEC_INIT;

  return error.struct_size == constant_error.struct_size &&
         type.struct_size == constant_type.struct_size &&
         block.struct_size == constant_block.struct_size &&
         stats.struct_size == constant_stats.struct_size && vec.data == constant_vec.data;
}

static uint32_t every_constant(void)
{
  ffo_type types = FFO_TYPE_NONE | FFO_TYPE_STRING | FFO_TYPE_CONFIG | FFO_TYPE_VEC | FFO_TYPE_SELF;
  uint32_t flags = FFO_BLOCK_FORGOTTEN | FFO_BLOCK_CLOSING | FFO_BLOCK_ADOPTED | FFO_BLOCK_ORPHANED;
  uint32_t version = FFO_VERSION_NUMBER;
#if FFO_ABI_VERSION != 1 || FFO_VERSION_NUMBER < 10000
#error "the version macros must be usable in the preprocessor"
#endif
  return types ^ flags ^ version;
}

static ffo_status version(void) { return FFO_VERSION_CHECK(); }

int main(void)
{
  return version() == FFO_OK && FFO_ABI_CHECK() == FFO_OK && every_function() > 0 && every_init() &&
                 every_constant() != 0
             ? 0
             : 1;
}
