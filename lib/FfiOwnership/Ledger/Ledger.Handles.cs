using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps.Slabs;

namespace FfiOwnership.Ledgers;

/// <content>Handles.</content>
internal static unsafe partial class Ledger
{
    // SAFETY (whole file): owned: the calling thread's heap. Permanent: type records.

    /// <summary>Takes a block of the caller's, with all that it owns, behind a handle.</summary>
    /// <param name="pointer">Not null; any other value is answered, never dereferenced.</param>
    /// <param name="type">The type it must have.</param>
    /// <param name="handle">The handle, with one reference; 0 on failure.</param>
    /// <param name="failure">Filled in on failure; the block is then still the caller's.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Status HandleFromRaw(void* pointer, uint type, out ulong handle, ref Failure failure)
    {
        ThreadHeap* thread = ThreadHeap.Fast;
        return thread != null && TypeRegistry.IsKnown(type)
            ? Handles.FromRaw(new SlabHeap(thread), (ThreadState*)thread->Room, pointer, type, out handle, ref failure)
            : HandleFromRawSlow(pointer, type, out handle, ref failure);
    }

    /// <summary>Trades a handle for the pointer of its block, or for the payload it adopted.</summary>
    /// <param name="handle">Any value; stale afterwards.</param>
    /// <param name="type">The type it must have.</param>
    /// <param name="pointer">The block or payload; null on failure.</param>
    /// <param name="failure">Filled in on failure.</param>
    public static Status HandleIntoRaw(ulong handle, uint type, out void* pointer, ref Failure failure)
    {
        pointer = null;
        return EnsureStarted(ref failure) != Status.Ok ? failure.Status
            : IsOnSlabs ? Handles.IntoRaw(SlabHeap.Mine, ThreadState.Mine, handle, type, EntryState.CallerOwned, out pointer, out _, out _, ref failure)
            : Handles.IntoRaw(s_system, null, handle, type, EntryState.CallerOwned, out pointer, out _, out _, ref failure);
    }

    /// <summary>Puts foreign memory behind a handle, with its own destructor.</summary>
    /// <param name="payload">Not null, and no block of ours.</param>
    /// <param name="type">A registered type without owned fields.</param>
    /// <param name="drop">Called at the end of the handle; may be null.</param>
    /// <param name="context">Passed unchanged to <paramref name="drop"/> as its second argument.</param>
    /// <param name="handle">The handle, with one reference; 0 on failure.</param>
    /// <param name="failure">Filled in on failure.</param>
    public static Status AdoptIntoHandle(void* payload, uint type, delegate* unmanaged[Cdecl]<void*, void*, void> drop, void* context, out ulong handle, ref Failure failure)
    {
        handle = 0;
        Status status = CheckType(type, ref failure);
        if (status != Status.Ok)
        {
            return status;
        }

        if (type < TypeNumber.FirstRegistered || TypeRegistry.At(type)->OwnsBlocks)
        {
            return failure.Set(Status.InvalidArgument, "only a registered type without owned fields can be adopted"u8);
        }

        return IsOnSlabs
            ? Handles.Adopt(SlabHeap.MineToMake, ThreadState.Mine, payload, type, drop, context, out handle, ref failure)
            : Handles.Adopt(s_system, null, payload, type, drop, context, out handle, ref failure);
    }

    /// <summary>Whether a handle is live and of a type.</summary>
    /// <param name="handle">Any value.</param>
    /// <param name="type">The type that it must have.</param>
    /// <param name="failure">Filled in if it is not.</param>
    public static Status CheckHandle(ulong handle, uint type, ref Failure failure) => Refusals.Explain(handle, type, ref failure);

    /// <summary>Lends the block: shared with others, or exclusively.</summary>
    /// <param name="handle">Any value.</param>
    /// <param name="type">The type the block must have.</param>
    /// <param name="isExclusive">Whether the borrower may change it.</param>
    /// <param name="pointer">The block; null on failure.</param>
    /// <param name="size">What is lent, in bytes; 0 on failure.</param>
    /// <param name="failure">Filled in on failure.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Status Borrow(ulong handle, uint type, bool isExclusive, out void* pointer, out nuint size, ref Failure failure) =>
        Handles.Borrow(ThreadState.Mine, handle, type, isExclusive, out pointer, out size, ref failure);

    /// <summary>Gives one borrow back. The last return of a closing handle ends the block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Status Return(ulong handle, ref Failure failure) =>
        Handles.TryReturn(ThreadState.Mine, handle) ? Status.Ok : ReturnSlow(handle, ref failure);

    /// <summary>Adds a reference.</summary>
    public static Status Retain(ulong handle, ref Failure failure) => Handles.Retain(handle, ref failure);

    /// <summary>Gives a reference back; the last one ends the block.</summary>
    /// <param name="handle">0 is a no-op; any other value is answered.</param>
    /// <param name="mayClose">Whether the last reference may go while borrows are out: the last return then ends the block.</param>
    /// <param name="failure">Filled in on failure.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Status Release(ulong handle, bool mayClose, ref Failure failure)
    {
        ThreadHeap* thread = ThreadHeap.Fast;
        return thread != null && handle != 0
            ? Handles.Release(new SlabHeap(thread), (ThreadState*)thread->Room, handle, mayClose, ref failure)
            : ReleaseSlow(handle, mayClose, ref failure);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Status HandleFromRawSlow(void* pointer, uint type, out ulong handle, ref Failure failure)
    {
        handle = 0;
        if (CheckType(type, ref failure) != Status.Ok)
        {
            return failure.Status;
        }

        return IsOnSlabs
            ? Handles.FromRaw(SlabHeap.Mine, ThreadState.Mine, pointer, type, out handle, ref failure)
            : Handles.FromRaw(s_system, null, pointer, type, out handle, ref failure);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Status ReturnSlow(ulong handle, ref Failure failure) =>
        EnsureStarted(ref failure) != Status.Ok ? failure.Status
        : IsOnSlabs ? Handles.ReturnSlow(SlabHeap.Mine, ThreadState.Mine, handle, ref failure) : Handles.ReturnSlow(s_system, null, handle, ref failure);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Status ReleaseSlow(ulong handle, bool mayClose, ref Failure failure) =>
        handle == 0 ? Status.Ok
        : EnsureStarted(ref failure) != Status.Ok ? failure.Status
        : IsOnSlabs ? Handles.Release(SlabHeap.Mine, ThreadState.Mine, handle, mayClose, ref failure) : Handles.Release(s_system, null, handle, mayClose, ref failure);
}
