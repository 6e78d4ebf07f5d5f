using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Heaps.Slabs;

namespace FfiOwnership.Ledgers;

/// <content>The common cases of a few calls, for entries that have not entered the runtime, see FastCalls. False: not here, and nothing changed.</content>
internal static unsafe partial class Ledger
{
    // SAFETY (whole file): owned: the calling thread's heap, which is not null.

    /// <summary>Takes memory for a short NUL-terminated text and copies it there; to be published by <see cref="PublishFast"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReserveShortTextFast(void* thread, byte* text, out Reservation reserved) =>
        new SlabHeap((ThreadHeap*)thread).TryReserveShortText(text, mayRefill: false, out reserved);

    /// <summary>Takes memory for a string of a length in bytes and its NUL, to be filled and then published by <see cref="PublishFast"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReserveTextFast(void* thread, nuint length, out Reservation reserved) =>
        new SlabHeap((ThreadHeap*)thread).TryReserveText(length, out reserved);

    /// <summary>Takes memory for a value of a known type, to be filled and then published by <see cref="PublishFast"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReserveValueFast(void* thread, uint type, out Reservation reserved)
    {
        TypeRecord* record = TypeRegistry.At(type);
        return new SlabHeap((ThreadHeap*)thread).TryReserveShape(record->Shape, record->Size, mayRefill: false, out reserved);
    }

    /// <summary>Takes memory for a value of a type, whose bytes are zero; to be published by <see cref="PublishFast"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReserveZeroedValueFast(void* thread, uint type, out Reservation reserved)
    {
        // More bytes are zeroed faster by a call.
        const nuint most = 256;
        if (!TypeRegistry.IsKnown(type) || TypeRegistry.At(type)->Size - 1 >= most || !TryReserveValueFast(thread, type, out reserved))
        {
            reserved = default;
            return false;
        }

        // Bytes behind the last whole word share a word with the guard, which was written with zeros before it.
        byte* block = reserved.Block;
        nuint whole = reserved.Size & ~(nuint)7;
        for (nuint at = 0; at < whole; at += sizeof(ulong))
        {
            *(ulong*)(block + at) = 0;
        }

        return true;
    }

    /// <summary>Enters a filled value, which is the caller's from here on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PublishFast(void* thread, in Reservation reserved, uint type) =>
        Transitions.Publish(new SlabHeap((ThreadHeap*)thread), reserved, EntryState.CallerOwned, type, 0, new Transitions.NewBlock { Period = Checkpoints.Current });

    /// <summary>Whether a reservation can be cancelled here: nothing has to be done to its bytes.</summary>
    public static bool CancelsFast => !Endings.AreSpecial;

    /// <summary>Moves a new string, filled but not published, into an owned field; cancels it, if that is not done here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryPutTextFast(void* thread, void* parent, uint type, nuint offset, in Reservation text) =>
        Trees.TryPutNewFast(new SlabHeap((ThreadHeap*)thread), parent, type, offset, TypeNumber.String, text);

    /// <summary>Frees a block of the caller's, with all that it owns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryFreeFast(void* thread, void* pointer, uint type) =>
        TypeRegistry.IsKnown(type) && (Endings.GatherFast
            ? Trees.TryGatherFast((ThreadHeap*)thread, StateOf(thread), pointer, type)
            : Trees.TryFreeFast(new SlabHeap((ThreadHeap*)thread), pointer, type));

    /// <summary>The same, for calls that free many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryFreeFast(void* pointer, uint type)
    {
        ThreadHeap* thread = ThreadHeap.Fast;
        return thread != null && TryFreeFast(thread, pointer, type);
    }

    /// <summary>Moves a block of the caller's into an empty owned field of another one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryPutFast(void* thread, void* parent, nuint offset, void* child) =>
        Trees.TryPutFast(new SlabHeap((ThreadHeap*)thread), parent, offset, child);

    /// <summary>Makes a buffer of the caller's for a new vec, and the vec's stamp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryMakeVecFast(void* thread, uint elementSize, uint capacity, out void* data, out ulong stamp) =>
        Vecs.TryMakeFast(new SlabHeap((ThreadHeap*)thread), StateOf(thread), elementSize, capacity, out data, out stamp);

    /// <summary>Whether a vec's struct agrees with its block, which is the caller's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsVecFast(void* thread, void* data, nuint capacity, nuint elementSize, ulong stamp) =>
        Vecs.IsFast(new SlabHeap((ThreadHeap*)thread), data, capacity, elementSize, stamp);

    /// <summary>Frees a vec's buffer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryFreeVecFast(void* thread, void* data, nuint capacity, nuint elementSize, ulong stamp) =>
        Vecs.TryFreeFast(new SlabHeap((ThreadHeap*)thread), data, capacity, elementSize, stamp);

    /// <summary>Takes a block of the caller's behind a handle; 0: not here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong HandleFromRawFast(void* thread, void* pointer, uint type)
    {
        ulong handle = 0;
        _ = TypeRegistry.IsKnown(type) && Handles.TryFromRawFast(new SlabHeap((ThreadHeap*)thread), StateOf(thread), pointer, type, out handle);
        return handle;
    }

    /// <summary>Lends the block: shared with others, or exclusively.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryBorrowFast(void* thread, ulong handle, uint type, bool isExclusive, out void* pointer, out nuint size)
    {
        bool isLent = Handles.TryBorrow(handle, type, isExclusive, out pointer, out size, out _);
        StateOf(thread)->Borrows += isLent ? 1 : 0;
        return isLent;
    }

    /// <summary>Gives one shared borrow back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReturnFast(void* thread, ulong handle)
    {
        bool isReturned = Handles.TryReturn(handle);
        StateOf(thread)->Borrows -= isReturned ? 1 : 0;
        return isReturned;
    }

    /// <summary>Gives a reference back; the last one ends the block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReleaseFast(void* thread, ulong handle) => Handles.TryReleaseFast(new SlabHeap((ThreadHeap*)thread), StateOf(thread), handle);

    /// <summary>Adds a reference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRetainFast(ulong handle) => Handles.TryRetain(handle, out _);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ThreadState* StateOf(void* thread) => (ThreadState*)((ThreadHeap*)thread)->Room;
}
