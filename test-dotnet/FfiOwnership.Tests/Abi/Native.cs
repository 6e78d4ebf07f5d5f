using System.Runtime.InteropServices;
using FfiOwnership.Boundary;
using FfiOwnership.Diagnostics;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Owners;

namespace FfiOwnership.Tests.Abi;

/// <summary>The functions of the published library, under their C names.</summary>
internal static unsafe partial class Native
{
    private const string Library = "ffi_ownership";

    [LibraryImport(Library)] public static partial byte* ffo_status_name(Status status);
    [LibraryImport(Library)] public static partial byte* ffo_status_text(Status status);
    [LibraryImport(Library)] public static partial Status ffo_last_error();
    [LibraryImport(Library)] public static partial byte* ffo_last_error_message();
    [LibraryImport(Library)] public static partial Status ffo_last_error_info(ErrorInfo* info);
    [LibraryImport(Library)] public static partial void ffo_clear_error();

    [LibraryImport(Library)] public static partial uint ffo_version_number();
    [LibraryImport(Library)] public static partial byte* ffo_version_string();
    [LibraryImport(Library)] public static partial uint ffo_abi_version();
    [LibraryImport(Library)] public static partial Status ffo_abi_check(uint abiVersion);
    [LibraryImport(Library)] public static partial byte* ffo_abi_json();

    [LibraryImport(Library)] public static partial byte* ffo_string_new(byte* text, Status* status);
    [LibraryImport(Library)] public static partial byte* ffo_string_from_bytes(byte* bytes, nuint length, Status* status);
    [LibraryImport(Library)] public static partial byte* ffo_string_from_utf8(byte* bytes, nuint length, Status* status);
    [LibraryImport(Library)] public static partial byte* ffo_string_from_utf16(char* units, nuint count, Status* status);
    [LibraryImport(Library)] public static partial byte* ffo_string_clone(byte* text, Status* status);
    [LibraryImport(Library)] public static partial Status ffo_string_length(byte* text, nuint* length);
    [LibraryImport(Library)] public static partial Status ffo_string_free(byte* text);
    [LibraryImport(Library)] public static partial Status ffo_strings_new(byte** texts, nuint count, byte** made);
    [LibraryImport(Library)] public static partial Status ffo_strings_free(byte** strings, nuint count, nuint* freed);

    [LibraryImport(Library)] public static partial ConfigData* ffo_config_new(int maxConnections, int timeoutMs, Status* status);
    [LibraryImport(Library)] public static partial Status ffo_config_set_name(ConfigData* config, byte* name);
    [LibraryImport(Library)] public static partial byte* ffo_config_take_name(ConfigData* config, Status* status);
    [LibraryImport(Library)] public static partial ConfigData* ffo_config_clone(ConfigData* config, Status* status);
    [LibraryImport(Library)] public static partial Status ffo_config_free(ConfigData* config);

    [LibraryImport(Library)] public static partial Status ffo_type_register(TypeDescription* description, uint* type);
    [LibraryImport(Library)] public static partial byte* ffo_type_name(uint type);
    [LibraryImport(Library)] public static partial void* ffo_box_new(uint type, Status* status);
    [LibraryImport(Library)] public static partial Status ffo_box_free(void* box, uint type);
    [LibraryImport(Library)] public static partial Status ffo_box_put(void* box, nuint offset, void* child);
    [LibraryImport(Library)] public static partial void* ffo_box_take(void* box, nuint offset, Status* status);

    [LibraryImport(Library)] public static partial Status ffo_vec_init(VecData* vec, nuint elementSize, nuint capacity);
    [LibraryImport(Library)] public static partial Status ffo_vec_dispose(VecData* vec);
    [LibraryImport(Library)] public static partial Status ffo_vec_reserve(VecData* vec, nuint additional);
    [LibraryImport(Library)] public static partial Status ffo_vec_push(VecData* vec, void* element);
    [LibraryImport(Library)] public static partial Status ffo_vec_append(VecData* vec, void* elements, nuint count);
    [LibraryImport(Library)] public static partial Status ffo_vec_resize(VecData* vec, nuint length);
    [LibraryImport(Library)] public static partial Status ffo_vec_shrink(VecData* vec);
    [LibraryImport(Library)] public static partial Status ffo_vec_into_raw_parts(VecData* vec, void** data, nuint* length, nuint* capacity);
    [LibraryImport(Library)] public static partial Status ffo_vec_from_raw_parts(VecData* vec, void* data, nuint length, nuint capacity, nuint elementSize);
    [LibraryImport(Library)] public static partial ulong ffo_vec_into_handle(VecData* vec, Status* status);
    [LibraryImport(Library)] public static partial Status ffo_vec_from_handle(VecData* vec, ulong handle);
    [LibraryImport(Library)] public static partial Status ffo_vec_init_of(VecData* vec, uint type, nuint capacity);
    [LibraryImport(Library)] public static partial Status ffo_vec_take(VecData* vec, nuint index, void* element);
    [LibraryImport(Library)] public static partial Status ffo_vec_put_field(VecData* vec, nuint index, nuint offset, void* child);
    [LibraryImport(Library)] public static partial void* ffo_vec_take_field(VecData* vec, nuint index, nuint offset, Status* status);

    [LibraryImport(Library)] public static partial ulong ffo_handle_from_raw(void* block, uint type, Status* status);
    [LibraryImport(Library)] public static partial void* ffo_handle_into_raw(ulong handle, uint type, Status* status);
    [LibraryImport(Library)] public static partial ulong ffo_handle_adopt(void* payload, uint type, delegate* unmanaged[Cdecl]<void*, void*, void> drop, void* context, Status* status);
    [LibraryImport(Library)] public static partial void* ffo_handle_borrow(ulong handle, uint type, nuint* size, Status* status);
    [LibraryImport(Library)] public static partial void* ffo_handle_borrow_mut(ulong handle, uint type, nuint* size, Status* status);
    [LibraryImport(Library)] public static partial Status ffo_handle_return(ulong handle);
    [LibraryImport(Library)] public static partial Status ffo_handle_retain(ulong handle);
    [LibraryImport(Library)] public static partial Status ffo_handle_try_retain(ulong handle, uint* retained);
    [LibraryImport(Library)] public static partial Status ffo_handle_release(ulong handle);
    [LibraryImport(Library)] public static partial Status ffo_handle_close(ulong handle);
    [LibraryImport(Library)] public static partial Status ffo_handle_describe(ulong handle, BlockInfo* info);

    [LibraryImport(Library)] public static partial Status ffo_forget(void* block);
    [LibraryImport(Library)] public static partial Status ffo_describe(void* pointer, BlockInfo* info);
    [LibraryImport(Library)] public static partial Status ffo_tag(void* block, byte* tag);
    [LibraryImport(Library)] public static partial Status ffo_stats_get(StatisticsData* stats);
    [LibraryImport(Library)] public static partial Status ffo_checkpoint(ulong* checkpoint);
    [LibraryImport(Library)] public static partial Status ffo_live_since(ulong checkpoint, nuint* blocks, nuint* bytes);
    [LibraryImport(Library)] public static partial Status ffo_live_list(ulong checkpoint, BlockInfo* infos, nuint capacity, nuint* count);
    [LibraryImport(Library)] public static partial Status ffo_report_leaks(ulong checkpoint, byte* path);
    [LibraryImport(Library)] public static partial Status ffo_validate();

    [LibraryImport(Library)] public static partial Status ffo_set_policy(Policy policy);
    [LibraryImport(Library)] public static partial Status ffo_set_misuse_hook(delegate* unmanaged[Cdecl]<ErrorInfo*, void*, void> hook, void* context);
    [LibraryImport(Library)] public static partial Status ffo_thread_detach();
}
