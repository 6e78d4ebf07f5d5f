using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Ledgers;
using FfiOwnership.Platform;

namespace FfiOwnership.Owners;

/// <summary>
/// The common cases of a few calls, for entries written in C that call them as plain functions, without entering the runtime.
/// </summary>
/// <remarks>
/// The thread stays out of the runtime meanwhile: the garbage collector neither waits for it nor looks at its stack. That is
/// sound because these methods, and all that is inlined into them, touch native memory and plain statics only, and call nothing:
/// no allocation, no exception, no lock, no thread static, no helper of the runtime's. A test reads their machine code.
/// <para>
/// Each either does all that the call does, or answers that it is not the common case, and has changed nothing then; the entry
/// goes on to the export. All take the calling thread's heap, which is not null, see <see cref="Boundary.NativeCode.ThreadHeapChanged"/>.
/// </para>
/// </remarks>
public static unsafe partial class FastCalls
{
    // SAFETY (whole file): promised: texts to be copied. Unpublished: new blocks. All other pointers are only looked up.

    /// <summary>Makes a string of a NUL-terminated text.</summary>
    /// <param name="heap">The calling thread's heap.</param>
    /// <param name="text">Read up to its NUL.</param>
    /// <returns>The string; null: not here.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* NewString(void* heap, byte* text)
    {
        if (!TryReserve(heap, text, out Reservation reserved))
        {
            return null;
        }

        Ledger.PublishFast(heap, reserved, TypeNumber.String);
        return reserved.Block;
    }

    /// <summary>Makes a string of bytes that contain no NUL.</summary>
    /// <param name="heap">The calling thread's heap.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="length">Number of bytes.</param>
    /// <param name="isUtf8">Whether they must be valid UTF-8; then only ASCII is made here.</param>
    /// <returns>The string; null: not here.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* NewString(void* heap, byte* bytes, nuint length, bool isUtf8)
    {
        if (!CallersMemory.IsUsual(bytes) || length is < ShortText.Least or > ShortText.Most || !ShortText.IsClean(bytes, length, isAscii: isUtf8)
            || !TryReserve(heap, bytes, length, out Reservation reserved))
        {
            return null;
        }

        Ledger.PublishFast(heap, reserved, TypeNumber.String);
        return reserved.Block;
    }

    /// <summary>Makes a config without a name.</summary>
    /// <returns>The config; null: not here.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ConfigData* NewConfig(void* heap, int maxConnections, int timeoutMs)
    {
        if (!Ledger.TryReserveValueFast(heap, TypeNumber.Config, out Reservation reserved))
        {
            return null;
        }

        ConfigData* made = (ConfigData*)reserved.Block;
        made->MaxConnections = maxConnections;
        made->TimeoutMs = timeoutMs;
        made->Name = null;
        Ledger.PublishFast(heap, reserved, TypeNumber.Config);
        return made;
    }

    /// <summary>Gives a config a copy of a name; the former name is freed.</summary>
    /// <param name="heap">The calling thread's heap.</param>
    /// <param name="config">Any value; never dereferenced.</param>
    /// <param name="name">Read up to its NUL.</param>
    /// <returns>False: not here.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool SetName(void* heap, ConfigData* config, byte* name) =>
        Ledger.CancelsFast && TryReserve(heap, name, out Reservation copy) && Ledger.TryPutTextFast(heap, config, TypeNumber.Config, TypeRegistry.ConfigNameOffset, copy);

    /// <summary>Frees a block of the caller's, with all that it owns.</summary>
    /// <param name="heap">The calling thread's heap.</param>
    /// <param name="block">Any value; never dereferenced.</param>
    /// <param name="type">Any value.</param>
    /// <returns>False: not here.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Free(void* heap, void* block, uint type) => Ledger.TryFreeFast(heap, block, type);

    /// <summary>Makes a struct of a type, with all bytes 0.</summary>
    /// <param name="heap">The calling thread's heap.</param>
    /// <param name="type">Any value.</param>
    /// <returns>The box; null: not here.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void* NewBox(void* heap, uint type)
    {
        if (!Ledger.TryReserveZeroedValueFast(heap, type, out Reservation reserved))
        {
            return null;
        }

        Ledger.PublishFast(heap, reserved, type);
        return reserved.Block;
    }

    /// <summary>Trades a block's pointer for a handle.</summary>
    /// <param name="heap">The calling thread's heap.</param>
    /// <param name="block">Any value; never dereferenced.</param>
    /// <param name="type">Any value.</param>
    /// <returns>The handle, with one reference; 0: not here.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong HandleFromRaw(void* heap, void* block, uint type) => Ledger.HandleFromRawFast(heap, block, type);

    /// <summary>Lends a handle's block: shared with others, or exclusively.</summary>
    /// <param name="heap">The calling thread's heap.</param>
    /// <param name="handle">Any value.</param>
    /// <param name="type">Any value.</param>
    /// <param name="isExclusive">Whether the borrower may change it.</param>
    /// <param name="size">Receives what is lent, in bytes; may be null.</param>
    /// <returns>The block; null: not here.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void* Borrow(void* heap, ulong handle, uint type, bool isExclusive, nuint* size)
    {
        if ((size != null && !CallersMemory.IsUsual(size)) || !Ledger.TryBorrowFast(heap, handle, type, isExclusive, out void* pointer, out nuint lent))
        {
            return null;
        }

        if (size != null)
        {
            *size = lent;
        }

        return pointer;
    }

    /// <summary>Gives one shared borrow back.</summary>
    /// <param name="heap">The calling thread's heap.</param>
    /// <param name="handle">Any value.</param>
    /// <returns>False: not here.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Return(void* heap, ulong handle) => Ledger.TryReturnFast(heap, handle);

    /// <summary>Adds a reference.</summary>
    /// <param name="handle">Any value.</param>
    /// <returns>False: not here.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Retain(ulong handle) => Ledger.TryRetainFast(handle);

    /// <summary>Gives a reference back; the last one, while no borrow is out, ends the block.</summary>
    /// <param name="heap">The calling thread's heap.</param>
    /// <param name="handle">Any value.</param>
    /// <returns>False: not here.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Release(void* heap, ulong handle) => Ledger.TryReleaseFast(heap, handle);

    // A copy of a NUL-terminated text, to be published.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReserve(void* heap, byte* text, out Reservation reserved)
    {
        if (!CallersMemory.IsUsual(text))
        {
            reserved = default;
            return false;
        }

        if (Ledger.TryReserveShortTextFast(heap, text, out reserved))
        {
            return true;
        }

        return ShortText.TryLength(text, out nuint length) && length >= ShortText.Least && TryReserve(heap, text, length, out reserved);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReserve(void* heap, byte* text, nuint length, out Reservation reserved)
    {
        if (!Ledger.TryReserveTextFast(heap, length, out reserved))
        {
            return false;
        }

        ShortText.Copy(text, reserved.Block, length);
        reserved.Block[length] = 0;
        return true;
    }
}
