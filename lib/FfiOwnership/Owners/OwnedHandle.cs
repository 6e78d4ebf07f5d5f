using System.Runtime.CompilerServices;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;

namespace FfiOwnership.Owners;

/// <summary>Handles: <c>ffo_handle_...</c>. A handle names a block that the library owns; it is never issued twice.</summary>
public static unsafe class OwnedHandle
{
    /// <summary>Trades a block's pointer for a handle.</summary>
    /// <param name="block">The caller's, with all that it owns; any other value is answered, never dereferenced.</param>
    /// <param name="type">The type it must have.</param>
    /// <param name="handle">The handle, with one reference; 0 on failure.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, what is wrong with pointer, type or an owned field, <see cref="Status.Limit"/> or <see cref="Status.OutOfMemory"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Status FromRaw(void* block, uint type, out ulong handle, ref Failure failure)
    {
        if (block != null)
        {
            return Ledger.HandleFromRaw(block, type, out handle, ref failure);
        }

        handle = 0;
        return failure.Null("block"u8);
    }

    /// <summary>Trades a handle for the pointer of its block, or for the payload it adopted, undropped.</summary>
    /// <param name="handle">The only reference, not borrowed; stale afterwards.</param>
    /// <param name="type">The type it must have.</param>
    /// <param name="block">The block, now the caller's; null on failure.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, <see cref="Status.Shared"/>, <see cref="Status.Borrowed"/>, or what is wrong with handle or type.</returns>
    public static Status IntoRaw(ulong handle, uint type, out void* block, ref Failure failure) => Ledger.HandleIntoRaw(handle, type, out block, ref failure);

    /// <summary>Puts foreign memory behind a handle.</summary>
    /// <param name="payload">Not null, and no block of ours; taken.</param>
    /// <param name="type">A registered type without owned fields; its own drop callback is not called.</param>
    /// <param name="drop">Called at the end of the handle; may be null.</param>
    /// <param name="context">Passed unchanged to <paramref name="drop"/> as its second argument.</param>
    /// <param name="handle">The handle, with one reference; 0 on failure.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, <see cref="Status.NullArgument"/>, <see cref="Status.UnknownType"/>, <see cref="Status.InvalidArgument"/>, <see cref="Status.Limit"/> or <see cref="Status.OutOfMemory"/>.</returns>
    public static Status Adopt(void* payload, uint type, delegate* unmanaged[Cdecl]<void*, void*, void> drop, void* context, out ulong handle, ref Failure failure)
    {
        if (payload != null)
        {
            return Ledger.AdoptIntoHandle(payload, type, drop, context, out handle, ref failure);
        }

        handle = 0;
        return failure.Null("payload"u8);
    }

    /// <summary>Lends the block, until <see cref="Return"/>.</summary>
    /// <param name="handle">A handle.</param>
    /// <param name="type">The type it must have.</param>
    /// <param name="isExclusive">Whether the borrower may change it; then there is no other borrow.</param>
    /// <param name="pointer">The block; null on failure.</param>
    /// <param name="size">A string's length, a box's size, a vec's length times element size, an adopted type's size; in bytes.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, <see cref="Status.BorrowConflict"/>, <see cref="Status.Limit"/>, or what is wrong with handle or type.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Status Borrow(ulong handle, uint type, bool isExclusive, out void* pointer, out nuint size, ref Failure failure) =>
        Ledger.Borrow(handle, type, isExclusive, out pointer, out size, ref failure);

    /// <summary>Gives one borrow back, on any thread.</summary>
    /// <param name="handle">A borrowed handle.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, <see cref="Status.NotBorrowed"/>, what is wrong with the handle; or what an exclusive borrower left in an owned field, and the borrow is returned all the same.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Status Return(ulong handle, ref Failure failure) => Ledger.Return(handle, ref failure);

    /// <summary>Adds a reference.</summary>
    /// <param name="handle">A handle.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, <see cref="Status.Limit"/> or what is wrong with the handle.</returns>
    public static Status Retain(ulong handle, ref Failure failure) => Ledger.Retain(handle, ref failure);

    /// <summary>Adds a reference if the block is still there: a handle kept after its block is a weak reference.</summary>
    /// <param name="handle">A handle, or a stale one.</param>
    /// <param name="retained">Whether there is one more reference now.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, also for a stale handle; <see cref="Status.Limit"/> or <see cref="Status.InvalidHandle"/>.</returns>
    public static Status TryRetain(ulong handle, out bool retained, ref Failure failure)
    {
        Status status = Ledger.Retain(handle, ref failure);
        retained = status == Status.Ok;
        return status == Status.StaleHandle ? Status.Ok : status;
    }

    /// <summary>Gives a reference back; the last one ends the block.</summary>
    /// <param name="handle">A handle; 0 is a no-op.</param>
    /// <param name="mayClose">Whether the last reference may go while borrows are out; the last return then ends the block.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, <see cref="Status.Borrowed"/>, what is wrong with handle or an owned field, or <see cref="Status.Overrun"/> and the block is gone.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Status Release(ulong handle, bool mayClose, ref Failure failure) => Ledger.Release(handle, mayClose, ref failure);
}
