using System.Runtime.CompilerServices;
using FfiOwnership.Errors;

namespace FfiOwnership.Ledgers;

/// <summary>Borrows and references of handles. Each is one swap of the word in the handle's slot, the same on both heaps.</summary>
internal static unsafe partial class Handles
{
    // SAFETY (whole file): permanent: handle slots. A slot's plain fields are read between two reads of its word, of which the
    // second is the swap: it fails if the slot has changed hands.

    /// <summary>Lends the block: shared with others, or exclusively.</summary>
    /// <param name="mine">The calling thread's state, or null.</param>
    /// <param name="handle">Any value.</param>
    /// <param name="type">The type the block must have.</param>
    /// <param name="isExclusive">Whether the borrower may change it.</param>
    /// <param name="pointer">The block; null on failure.</param>
    /// <param name="size">What is lent, in bytes; 0 on failure.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, <see cref="Status.BorrowConflict"/>, <see cref="Status.Limit"/>, or what is wrong with handle or type.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Status Borrow(ThreadState* mine, ulong handle, uint type, bool isExclusive, out void* pointer, out nuint size, ref Failure failure)
    {
        while (!TryBorrow(handle, type, isExclusive, out pointer, out size, out HandleWord word))
        {
            if (RefuseBorrow(handle, type, isExclusive, word, ref failure) != Status.Ok)
            {
                return failure.Status;
            }
        }

        HandleTable.CountBorrows(mine, 1);
        return Status.Ok;
    }

    /// <summary>Lends the block, if at the first look that can be done; the caller counts the borrow.</summary>
    /// <param name="handle">Any value.</param>
    /// <param name="type">The type the block must have.</param>
    /// <param name="isExclusive">Whether the borrower may change it.</param>
    /// <param name="pointer">The block; null on failure.</param>
    /// <param name="size">What is lent, in bytes; 0 on failure.</param>
    /// <param name="word">The word that decided; that of a free slot, if the value names no live handle of the type.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryBorrow(ulong handle, uint type, bool isExclusive, out void* pointer, out nuint size, out HandleWord word)
    {
        if (HandleTable.TryResolveLive(handle, out HandleSlot* slot, out _, out word) && Volatile.Read(ref slot->TypeOrNext) == type)
        {
            pointer = slot->Pointer;
            size = slot->Size;
            if (CanBorrow(word, isExclusive)
                && slot->TrySwap(word, isExclusive ? word.WithBorrows(HandleWord.Exclusive) : word.WithOneBorrowMore()))
            {
                return true;
            }
        }
        else
        {
            word = default;
        }

        pointer = null;
        size = 0;
        return false;
    }

    /// <summary>Adds a reference.</summary>
    public static Status Retain(ulong handle, ref Failure failure)
    {
        while (!TryRetain(handle, out HandleWord word))
        {
            Status status = word.Equals(default) ? Refusals.Explain(handle, ref failure)
                : word.HasRoomForReference ? Status.Ok
                : failure.Set(Status.Limit, "262143 references to this handle are out; there is room for no more"u8);
            if (status != Status.Ok)
            {
                return status;
            }
        }

        return Status.Ok;
    }

    /// <summary>Adds a reference, if at the first look that can be done.</summary>
    /// <param name="handle">Any value.</param>
    /// <param name="word">The word that decided; that of a free slot, if the value names no live handle.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRetain(ulong handle, out HandleWord word)
    {
        if (!HandleTable.TryResolveLive(handle, out HandleSlot* slot, out _, out word))
        {
            word = default;
            return false;
        }

        return word.HasRoomForReference && slot->TrySwap(word, word.WithReferences(word.References + 1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool CanBorrow(HandleWord word, bool isExclusive) => isExclusive ? word.Borrows == 0 : word.HasRoomForBorrow;

    // Ok: look again.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Status RefuseBorrow(ulong handle, uint type, bool isExclusive, HandleWord word, ref Failure failure) =>
        word.Equals(default) ? Refusals.Explain(handle, type, ref failure)
        : CanBorrow(word, isExclusive) ? Status.Ok
        : isExclusive || word.Borrows == HandleWord.Exclusive ? failure.Set(Status.BorrowConflict, Reason.HandleBorrowConflict, handle)
        : failure.Set(Status.Limit, "262142 borrows of this handle are out; there is room for no more"u8);
}
