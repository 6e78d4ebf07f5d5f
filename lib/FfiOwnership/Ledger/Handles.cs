using FfiOwnership.Entries;
using FfiOwnership.Errors;

namespace FfiOwnership.Ledgers;

/// <summary>Borrows and references of handles. Each is one compare-and-swap on the handle's slot.</summary>
internal static unsafe partial class Handles
{
    /// <summary>Lends the block: shared with others, or exclusively.</summary>
    /// <param name="handle">Any value.</param>
    /// <param name="type">The block's type; a known one.</param>
    /// <param name="isExclusive">Whether the borrower may change it.</param>
    /// <param name="pointer">The block.</param>
    /// <param name="size">What is lent, in bytes.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, <see cref="Status.BorrowConflict"/>, <see cref="Status.Limit"/>, or what is wrong with handle or type.</returns>
    public static Status Borrow(ulong handle, uint type, bool isExclusive, out void* pointer, out nuint size, ref Failure failure)
    {
        pointer = null;
        size = 0;
        while (true)
        {
            Status status = LookLive(handle, type, ref failure, out uint index, out HandleWord word);
            if (status != Status.Ok)
            {
                return status;
            }

            if (isExclusive ? word.Borrows != 0 : word.Borrows == HandleWord.Exclusive)
            {
                return failure.Set(Status.BorrowConflict, Reason.HandleBorrowConflict, handle);
            }

            if (!isExclusive && !word.HasRoomForBorrow)
            {
                return failure.Set(Status.Limit, "262142 borrows of this handle are out; there is room for no more"u8);
            }

            // SAFETY: read between two looks at the word; the swap fails if the slot has changed hands.
            HandleSlot* slot = HandleTable.At(index);
            void* lent = slot->Pointer;
            nuint bytes = slot->Size;
            if (slot->TrySwap(word, word.WithBorrows(isExclusive ? HandleWord.Exclusive : word.Borrows + 1)))
            {
                HandleTable.CountBorrows(1);
                pointer = lent;
                size = bytes;
                return Status.Ok;
            }
        }
    }

    /// <summary>Adds a reference.</summary>
    public static Status Retain(ulong handle, ref Failure failure)
    {
        while (true)
        {
            Status status = LookLive(handle, TypeNumber.None, ref failure, out uint index, out HandleWord word);
            if (status != Status.Ok)
            {
                return status;
            }

            if (!word.HasRoomForReference)
            {
                return failure.Set(Status.Limit, "262143 references to this handle are out; there is room for no more"u8);
            }

            if (HandleTable.At(index)->TrySwap(word, word.WithReferences(word.References + 1)))
            {
                return Status.Ok;
            }
        }
    }

    /// <summary>Gives one borrow back. The last return of a closing handle ends the block.</summary>
    /// <returns><see cref="Status.NotBorrowed"/>, or what an exclusive borrower left in an owned field; the borrow is returned then all the same.</returns>
    public static Status Return(ulong handle, ref Failure failure)
    {
        while (true)
        {
            Status status = HandleTable.Look(handle, ref failure, out uint index, out HandleWord word);
            if (status != Status.Ok)
            {
                return status;
            }

            if (word.Borrows == 0)
            {
                return failure.Set(Status.NotBorrowed, Reason.HandleNotBorrowed, handle);
            }

            bool isLast = word.Borrows is 1 or HandleWord.Exclusive;
            if (word.State == HandleState.Closing && isLast)
            {
                if (TryEnd(index, word, handle, isLenient: true, ref failure, out status))
                {
                    return status;
                }
            }
            else if (word.Borrows == HandleWord.Exclusive)
            {
                if (TryReturnExclusive(index, word, handle, ref failure, out status))
                {
                    return status;
                }
            }
            else if (HandleTable.At(index)->TrySwap(word, word.WithBorrows(word.Borrows - 1)))
            {
                HandleTable.CountBorrows(-1);
                return Status.Ok;
            }
        }
    }

    /// <summary>Gives a reference back; the last one ends the block.</summary>
    /// <param name="handle">Any value; 0 is a no-op.</param>
    /// <param name="mayClose">Whether the last reference may go while borrows are out: the last return then ends the block.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Borrowed"/>; a bad owned field's status, and nothing changed; <see cref="Status.Overrun"/>, and the block is gone.</returns>
    public static Status Release(ulong handle, bool mayClose, ref Failure failure)
    {
        if (handle == 0)
        {
            return Status.Ok;
        }

        while (true)
        {
            Status status = LookLive(handle, TypeNumber.None, ref failure, out uint index, out HandleWord word);
            if (status != Status.Ok)
            {
                return status;
            }

            HandleSlot* slot = HandleTable.At(index);
            if (word.References > 1)
            {
                if (slot->TrySwap(word, word.WithReferences(word.References - 1)))
                {
                    return Status.Ok;
                }
            }
            else if (word.Borrows != 0)
            {
                if (!mayClose)
                {
                    return failure.Set(Status.Borrowed, Reason.HandleBorrowed, handle);
                }

                if (slot->TrySwap(word, word.With(HandleState.Closing).WithReferences(0)))
                {
                    return Status.Ok;
                }
            }
            else if (TryEnd(index, word, handle, isLenient: false, ref failure, out status))
            {
                return status;
            }
        }
    }

    // A handle that more than returns works on, of the right type.
    private static Status LookLive(ulong handle, uint type, ref Failure failure, out uint index, out HandleWord word)
    {
        Status status = HandleTable.Look(handle, ref failure, out index, out word);
        if (status != Status.Ok)
        {
            return status;
        }

        if (word.State == HandleState.Closing)
        {
            return failure.Set(Status.StaleHandle, Reason.HandleClosing, handle);
        }

        HandleSlot* slot = HandleTable.At(index);
        uint actual = Volatile.Read(ref slot->TypeOrNext);
        if (type == TypeNumber.None || actual == type)
        {
            return Status.Ok;
        }

        // The slot may have changed hands while we looked: then the type is another block's.
        if (slot->Word.Generation != word.Generation)
        {
            return HandleTable.Stale(handle, ref failure);
        }

        failure.Set(Status.WrongType, Reason.HandleWrongType, handle);
        failure.ExpectedType = type;
        failure.ExpectedTypeName = TypeRegistry.At(type)->Name;
        failure.ActualType = actual;
        failure.ActualTypeName = TypeRegistry.At(actual)->Name;
        return Status.WrongType;
    }
}
