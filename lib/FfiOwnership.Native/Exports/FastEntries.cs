using System.Runtime;
using FfiOwnership.Entries;
using FfiOwnership.Owners;

namespace FfiOwnership.Native.Exports;

/// <summary>What Native/fast_calls.c tries before it calls an export. Plain functions of their symbol's name, see <see cref="FastCalls"/>.</summary>
internal static unsafe class FastEntries
{
#if WINDOWS_ON_LINUX
    // SAFETY: promised: the parameter; where no address can be, the write is a fault of C#, which the runtime tells of.
    [RuntimeExport("fast_succeed")]
    private static void Succeed(uint* status) => *status = 0;

#endif
    [RuntimeExport("fast_string_new")]
    private static byte* StringNew(void* heap, byte* text) => FastCalls.NewString(heap, text);

    [RuntimeExport("fast_string_from_bytes")]
    private static byte* StringFromBytes(void* heap, byte* bytes, nuint length) => FastCalls.NewString(heap, bytes, length, isUtf8: false);

    [RuntimeExport("fast_string_from_utf8")]
    private static byte* StringFromUtf8(void* heap, byte* bytes, nuint length) => FastCalls.NewString(heap, bytes, length, isUtf8: true);

    [RuntimeExport("fast_string_free")]
    private static bool StringFree(void* heap, byte* text) => FastCalls.Free(heap, text, TypeNumber.String);

    [RuntimeExport("fast_config_new")]
    private static ConfigData* ConfigNew(void* heap, int maxConnections, int timeoutMs) => FastCalls.NewConfig(heap, maxConnections, timeoutMs);

    [RuntimeExport("fast_config_set_name")]
    private static bool ConfigSetName(void* heap, ConfigData* config, byte* name) => FastCalls.SetName(heap, config, name);

    [RuntimeExport("fast_config_free")]
    private static bool ConfigFree(void* heap, ConfigData* config) => FastCalls.Free(heap, config, TypeNumber.Config);

    [RuntimeExport("fast_box_new")]
    private static void* BoxNew(void* heap, uint type) => FastCalls.NewBox(heap, type);

    [RuntimeExport("fast_box_free")]
    private static bool BoxFree(void* heap, void* box, uint type) => FastCalls.Free(heap, box, type);

    [RuntimeExport("fast_box_put")]
    private static bool BoxPut(void* heap, void* box, nuint offset, void* child) => FastCalls.Put(heap, box, offset, child);

    [RuntimeExport("fast_vec_init")]
    private static bool VecInit(void* heap, VecData* vec, nuint elementSize, nuint capacity) => FastCalls.InitVec(heap, vec, elementSize, capacity);

    [RuntimeExport("fast_vec_push")]
    private static bool VecPush(void* heap, VecData* vec, byte* element) => FastCalls.Push(heap, vec, element);

    [RuntimeExport("fast_vec_append")]
    private static bool VecAppend(void* heap, VecData* vec, byte* elements, nuint count) => FastCalls.Append(heap, vec, elements, count);

    [RuntimeExport("fast_vec_dispose")]
    private static bool VecDispose(void* heap, VecData* vec) => FastCalls.DisposeVec(heap, vec);

    [RuntimeExport("fast_handle_from_raw")]
    private static ulong HandleFromRaw(void* heap, void* block, uint type) => FastCalls.HandleFromRaw(heap, block, type);

    [RuntimeExport("fast_handle_borrow")]
    private static void* HandleBorrow(void* heap, ulong handle, uint type, nuint* size) => FastCalls.Borrow(heap, handle, type, isExclusive: false, size);

    [RuntimeExport("fast_handle_borrow_mut")]
    private static void* HandleBorrowMut(void* heap, ulong handle, uint type, nuint* size) => FastCalls.Borrow(heap, handle, type, isExclusive: true, size);

    [RuntimeExport("fast_handle_return")]
    private static bool HandleReturn(void* heap, ulong handle) => FastCalls.Return(heap, handle);

    [RuntimeExport("fast_handle_retain")]
    private static bool HandleRetain(void* heap, ulong handle) => FastCalls.Retain(handle);

    [RuntimeExport("fast_handle_release")]
    private static bool HandleRelease(void* heap, ulong handle) => FastCalls.Release(heap, handle);
}
