using System.Runtime.CompilerServices;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;

namespace FfiOwnership.Owners;

/// <summary>Handles: <c>ffo_handle_...</c>. A handle names a block that the library owns; it is never issued twice.</summary>
public static unsafe class OwnedHandle
{
    // SAFETY (whole file): pointers are passed to the ledger, which only looks them up; nothing here dereferences one.

    /// <summary>Trades a block's pointer for a handle.</summary>
    /// <param name="block">A block of the caller's, taken with all that it owns; any other value is answered, never dereferenced.</param>
    /// <param name="type">The type that it must have.</param>
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

    /// <summary>Trades a handle for the pointer of its block, or for the payload that it has adopted, without calling the drop callback.</summary>
    /// <param name="handle">A handle with one reference and no borrows; stale afterwards.</param>
    /// <param name="type">The type that it must have.</param>
    /// <param name="block">The block, caller-owned from now on, or the payload; null on failure.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, <see cref="Status.Shared"/>, <see cref="Status.Borrowed"/>, or what is wrong with handle or type.</returns>
    public static Status IntoRaw(ulong handle, uint type, out void* block, ref Failure failure) => Ledger.HandleIntoRaw(handle, type, out block, ref failure);

    /// <summary>Puts foreign memory behind a handle.</summary>
    /// <param name="payload">The memory, taken; not null, and no block of the library's.</param>
    /// <param name="type">A registered type without owned fields; its own drop callback is not called.</param>
    /// <param name="drop">Called with the payload when the handle ends; null: nothing is called.</param>
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

    /// <summary>Borrows the block of a handle, until <see cref="Return"/>.</summary>
    /// <param name="handle">A handle.</param>
    /// <param name="type">The type that it must have.</param>
    /// <param name="isExclusive">Whether the borrower may change the block; then there can be no other borrow.</param>
    /// <param name="pointer">The block or payload; null on failure.</param>
    /// <param name="size">A string's length, a box's size, a vec's length times element size, an adopted type's size; in bytes.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, <see cref="Status.BorrowConflict"/>, <see cref="Status.Limit"/>, or what is wrong with handle or type.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Status Borrow(ulong handle, uint type, bool isExclusive, out void* pointer, out nuint size, ref Failure failure) =>
        Ledger.Borrow(handle, type, isExclusive, out pointer, out size, ref failure);

    /// <summary>Returns one borrow, on any thread.</summary>
    /// <param name="handle">A borrowed handle.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, <see cref="Status.NotBorrowed"/>, what is wrong with the handle; or what is wrong with an owned field that an exclusive borrower has changed, and the borrow is returned nevertheless.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Status Return(ulong handle, ref Failure failure) => Ledger.Return(handle, ref failure);

    /// <summary>Adds a reference.</summary>
    /// <param name="handle">A handle.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, <see cref="Status.Limit"/> or what is wrong with the handle.</returns>
    public static Status Retain(ulong handle, ref Failure failure) => Ledger.Retain(handle, ref failure);

    /// <summary>Adds a reference if the handle has not ended: so a handle without a reference of its own serves as a weak reference.</summary>
    /// <param name="handle">A handle, or a stale one.</param>
    /// <param name="retained">Whether a reference was added.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, also for a stale handle; <see cref="Status.Limit"/> or <see cref="Status.InvalidHandle"/>.</returns>
    public static Status TryRetain(ulong handle, out bool retained, ref Failure failure)
    {
        Status status = Ledger.Retain(handle, ref failure);
        retained = status == Status.Ok;
        return status == Status.StaleHandle ? Status.Ok : status;
    }

    /// <summary>Releases a reference; releasing the last one ends the block.</summary>
    /// <param name="handle">A handle; 0 is a no-op.</param>
    /// <param name="mayClose">Whether the last reference may be released while borrows are out; the last return then ends the block.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, <see cref="Status.Borrowed"/>, what is wrong with handle or an owned field, or <see cref="Status.Overrun"/>, and the block is freed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Status Release(ulong handle, bool mayClose, ref Failure failure) => Ledger.Release(handle, mayClose, ref failure);
}
