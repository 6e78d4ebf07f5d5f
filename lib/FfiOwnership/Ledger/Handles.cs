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
        while (true)
        {
            if (HandleTable.TryResolveLive(handle, out HandleSlot* slot, out _, out HandleWord word) && Volatile.Read(ref slot->TypeOrNext) == type)
            {
                pointer = slot->Pointer;
                size = slot->Size;
                if (!(isExclusive ? word.Borrows == 0 : word.HasRoomForBorrow))
                {
                    pointer = null;
                    size = 0;
                    return RefuseBorrow(handle, isExclusive, word, ref failure);
                }

                if (slot->TrySwap(word, isExclusive ? word.WithBorrows(HandleWord.Exclusive) : word.WithOneBorrowMore()))
                {
                    HandleTable.CountBorrows(mine, 1);
                    return Status.Ok;
                }
            }
            else if (Refusals.Explain(handle, type, ref failure) != Status.Ok)
            {
                pointer = null;
                size = 0;
                return failure.Status;
            }
        }
    }

    /// <summary>Adds a reference.</summary>
    public static Status Retain(ulong handle, ref Failure failure)
    {
        while (true)
        {
            if (HandleTable.TryResolveLive(handle, out HandleSlot* slot, out _, out HandleWord word))
            {
                if (!word.HasRoomForReference)
                {
                    return failure.Set(Status.Limit, "262143 references to this handle are out; there is room for no more"u8);
                }

                if (slot->TrySwap(word, word.WithReferences(word.References + 1)))
                {
                    return Status.Ok;
                }
            }
            else if (Refusals.Explain(handle, ref failure) != Status.Ok)
            {
                return failure.Status;
            }
        }
    }

    private static Status RefuseBorrow(ulong handle, bool isExclusive, HandleWord word, ref Failure failure) =>
        isExclusive || word.Borrows == HandleWord.Exclusive
            ? failure.Set(Status.BorrowConflict, Reason.HandleBorrowConflict, handle)
            : failure.Set(Status.Limit, "262142 borrows of this handle are out; there is room for no more"u8);
}
