namespace FfiOwnership.Errors;

/// <summary>Puts the one-line message of a failure together: what happened, to what, and what to do.</summary>
internal static unsafe class Messages
{
    // SAFETY (whole file): names in a Failure are static literals or names of registered types, which are never freed;
    // pointers in it are printed, never followed.

    /// <summary>Writes the message, without a line end.</summary>
    public static void Write(ref Utf8Writer to, in Failure failure)
    {
        to.Add(failure.Function.Span);
        to.Add(": "u8);
        if (failure.Parent != null)
        {
            to.Add("the owned field at offset "u8);
            to.Add(failure.FieldOffset);
            to.Add(" of "u8);
            to.AddAddress(failure.Parent);
            AddType(ref to, ", a block of type "u8, failure.ParentTypeName);
            to.Add(", holds "u8);
        }

        switch (failure.Reason)
        {
            case Reason.Foreign or Reason.Interior or Reason.WrongType or Reason.FreedAlready or Reason.BeingFreed or Reason.Busy
                or Reason.OwnedByBlock or Reason.Orphaned or Reason.OwnedByHandle or Reason.OwnedByTree or Reason.InClaimedTree or Reason.Forgotten or Reason.SharedBorrowed
                or Reason.Overrun or Reason.OverrunFound or Reason.WriteAfterFree or Reason.PartsMismatch or Reason.NoOwnedField or Reason.OffsetBeyond:
                to.AddAddress(failure.Pointer);
                if (failure.Parent != null)
                {
                    to.Add(", which"u8);
                }

                AboutPointer(ref to, failure);
                break;
            case >= Reason.HandleInvalid and <= Reason.HandleBorrowConflict:
                to.Add("handle "u8);
                to.AddHex(failure.Handle);
                AboutHandle(ref to, failure);
                break;
            default:
                AboutArguments(ref to, failure);
                break;
        }
    }

    private static void AboutArguments(ref Utf8Writer to, in Failure failure)
    {
        switch (failure.Reason)
        {
            case Reason.Null:
                to.Add(failure.Text.Span);
                to.Add(" is NULL"u8);
                break;
            case Reason.NullElement:
                to.Add(failure.Text.Span);
                to.Add("["u8);
                to.Add(failure.Offset);
                to.Add("] is NULL; nothing was made"u8);
                break;
            case Reason.InteriorNul:
                to.Add("a NUL stands at position "u8);
                to.Add(failure.Offset);
                to.Add(" of "u8);
                to.Add(failure.Size);
                to.Add("; as a C string the text would end there"u8);
                break;
            case Reason.InvalidUtf8:
                to.Add("the text is not valid UTF-8 from byte "u8);
                to.Add(failure.Offset);
                to.Add(" of "u8);
                to.Add(failure.Size);
                to.Add(" on"u8);
                break;
            case Reason.InvalidUtf16:
                to.Add("unit "u8);
                to.Add(failure.Offset);
                to.Add(" of "u8);
                to.Add(failure.Size);
                to.Add(" is a surrogate without its partner"u8);
                break;
            case Reason.UnknownType:
                to.Add("no type with the number "u8);
                to.Add(failure.ExpectedType);
                to.Add(" is registered"u8);
                break;
            case Reason.OutOfMemory:
                to.Add("no memory"u8);
                if (failure.Size != 0)
                {
                    to.Add(" for "u8);
                    to.AddCount(failure.Size, "byte"u8);
                }

                to.Add("; nothing changed"u8);
                break;
            case Reason.LengthBeyondCapacity:
                to.Add("the vec's length "u8);
                to.Add(failure.Offset);
                to.Add(" exceeds its capacity "u8);
                to.Add(failure.Size);
                break;
            case Reason.Io:
                to.Add("the report could not be written: "u8);
                to.Add(failure.Text.IsEmpty ? "error "u8 : failure.Text.Span);
                if (failure.Text.IsEmpty)
                {
                    to.Add((ulong)failure.SystemError);
                }

                break;
            case Reason.Exception:
                to.Add("failed inside the library: "u8);
                to.Add(failure.Text.Span);
                break;
            default:
                to.Add(failure.Text.Span);
                break;
        }
    }

    private static void AboutPointer(ref Utf8Writer to, in Failure failure)
    {
        switch (failure.Reason)
        {
            case Reason.Foreign:
                to.Add(" is not from this copy of the library; free it where it was made"u8);
                break;
            case Reason.Interior:
                to.Add(" lies "u8);
                to.AddCount(failure.Offset, "byte"u8);
                to.Add(" into the block at "u8);
                to.AddAddress((byte*)failure.Pointer - failure.Offset);
                AddType(ref to, " of type "u8, failure.ActualTypeName);
                to.Add("; only its start names it"u8);
                break;
            case Reason.WrongType:
                AddType(ref to, " is a block of type "u8, failure.ActualTypeName);
                AddRightCall(ref to, failure);
                break;
            case Reason.FreedAlready:
                to.Add(" was freed already"u8);
                AddType(ref to, " (type "u8, failure.ActualTypeName);
                to.Add("); nothing changed"u8);
                break;
            case Reason.BeingFreed:
                to.Add(" is being freed or taken by another call; nothing changed"u8);
                break;
            case Reason.Busy:
                to.Add(" is being changed by another call; nothing changed"u8);
                break;
            case Reason.OwnedByBlock:
                to.Add(" belongs to the block at "u8);
                to.AddAddress(failure.Other);
                to.Add("; take it out first, or free that one"u8);
                break;
            case Reason.Orphaned:
                to.Add(" is an orphan: its owner is gone, or its owner's field was overwritten; it cannot be freed"u8);
                break;
            case Reason.OwnedByHandle:
                to.Add(" belongs to a handle; release the handle, or trade it back with ffo_handle_into_raw"u8);
                break;
            case Reason.OwnedByTree:
                to.Add(" belongs to a tree that another call is freeing or taking"u8);
                break;
            case Reason.InClaimedTree:
                to.Add(" is claimed already: twice in this tree, in a cycle, or by another call"u8);
                break;
            case Reason.Forgotten:
                to.Add(" was forgotten on purpose; it stays for ever"u8);
                break;
            case Reason.SharedBorrowed:
                to.Add(" is only borrowed shared; change it through ffo_handle_borrow_mut"u8);
                break;
            case Reason.Overrun or Reason.OverrunFound:
                to.Add(" was overrun: its bytes from offset "u8);
                to.Add(failure.Size);
                AddType(ref to, " on were overwritten (type "u8, failure.ActualTypeName);
                to.Add(")"u8);
                if (failure.Other != null)
                {
                    to.Add(", or the block behind it, "u8);
                    to.AddAddress(failure.Other);
                    AddType(ref to, " of type "u8, failure.OtherTypeName);
                    to.Add(", was written to before its start"u8);
                }

                to.Add(failure.Reason == Reason.Overrun ? "; it is freed all the same"u8 : ""u8);
                break;
            case Reason.WriteAfterFree:
                to.Add(" was written to at offset "u8);
                to.Add(failure.Offset);
                to.Add(" after its free ("u8);
                to.AddCount(failure.Size, "byte"u8);
                to.Add(")"u8);
                break;
            case Reason.PartsMismatch:
                to.Add(": "u8);
                to.Add(failure.Text.Span);
                to.Add("; nothing changed"u8);
                break;
            case Reason.NoOwnedField:
                AddType(ref to, ", of type "u8, failure.ActualTypeName);
                to.Add(", has no owned field at offset "u8);
                to.Add(failure.Offset);
                break;
            default:
                AddType(ref to, ", of type "u8, failure.ActualTypeName);
                to.Add(", has "u8);
                to.AddCount(failure.Size, "byte"u8);
                to.Add("; offset "u8);
                to.Add(failure.Offset);
                to.Add(" is outside"u8);
                break;
        }
    }

    private static void AboutHandle(ref Utf8Writer to, in Failure failure)
    {
        switch (failure.Reason)
        {
            case Reason.HandleInvalid:
                to.Add(" was never issued by this copy of the library"u8);
                break;
            case Reason.HandleStale:
                to.Add(" is stale: what it named is gone"u8);
                break;
            case Reason.HandleClosing:
                to.Add(" is closing: only ffo_handle_return works on it"u8);
                break;
            case Reason.HandleWrongType:
                AddType(ref to, " names a block of type "u8, failure.ActualTypeName);
                AddType(ref to, ", not "u8, failure.ExpectedTypeName);
                break;
            case Reason.HandleBorrowed:
                to.Add(" has borrows out, or another call is at work on its block; return them first"u8);
                break;
            case Reason.HandleShared:
                to.Add(" is not the only reference; release the others first"u8);
                break;
            case Reason.HandleNotBorrowed:
                to.Add(" has no borrow out"u8);
                break;
            default:
                to.Add(" is borrowed in a way that forbids this borrow; return that one first"u8);
                break;
        }
    }

    private static void AddRightCall(ref Utf8Writer to, in Failure failure)
    {
        if (failure.Parent != null)
        {
            AddType(ref to, ", not "u8, failure.ExpectedTypeName);
        }
        else if (failure.FreeFunction != null)
        {
            to.Add("; free it with "u8);
            to.Add(failure.FreeFunction);
        }
    }

    private static void AddType(ref Utf8Writer to, ReadOnlySpan<byte> before, byte* name)
    {
        to.Add(before);
        to.Add("\""u8);
        if (name != null)
        {
            to.Add(name);
        }

        to.Add("\""u8);
    }
}
