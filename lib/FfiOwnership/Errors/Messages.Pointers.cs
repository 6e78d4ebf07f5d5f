namespace FfiOwnership.Errors;

/// <content>Messages about a pointer, which is written before them.</content>
internal static unsafe partial class Messages
{
    private static void AboutPointer(ref Utf8Writer to, in Failure failure)
    {
        switch (failure.Reason)
        {
            case Reason.Foreign:
                to.Add(" is not from this copy of the library; free it where it was made"u8);
                break;
            case Reason.GivenBack:
                to.Add(" was ours, given back: the large block that was there has been freed, and its memory went back to the system"u8);
                break;
            case Reason.OthersBlock:
                to.Add($" is a block of {failure.Text}");
                AboutOthers(ref to, failure, " frees it"u8);
                break;
            case Reason.OthersHeldBlock:
                to.Add($" is a block of {failure.Text}");
                AboutOthers(ref to, failure, default);
                to.Add(", which would refuse to free it now"u8);
                break;
            case Reason.OthersInterior:
                to.Add($" lies {Count(failure.Offset)} into a block of {failure.Text}");
                AboutOthers(ref to, failure, default);
                to.Add("; only its start names it"u8);
                break;
            case Reason.OthersFreedBlock:
                to.Add($" was a block of {failure.Text}");
                AboutOthers(ref to, failure, default);
                to.Add(", and was freed there already"u8);
                break;
            case Reason.OthersMemory:
                to.Add($" lies in memory of {failure.Text}, which has no live block there");
                break;
            case Reason.Interior:
                to.Add($" lies {Count(failure.Offset)} into the block at {Address((byte*)failure.Pointer - failure.Offset)} of type {Type(failure.ActualTypeName)}; only its start names it");
                break;
            case Reason.WrongType when failure.ParentTypeName != null:
                to.Add($" is a block of type {Type(failure.ActualTypeName)}, not {Type(failure.ExpectedTypeName)}");
                break;
            case Reason.WrongType:
                to.Add($" is a block of type {Type(failure.ActualTypeName)}");
                if (failure.FreeFunction != null)
                {
                    to.Add("; free it with "u8);
                    to.Add(failure.FreeFunction);
                }

                break;
            case Reason.FreedLongAgo:
                to.Add($" was freed already, long ago; nothing changed");
                break;
            case Reason.FreedAlready:
                to.Add($" was freed already (type {Type(failure.ActualTypeName)}); nothing changed");
                break;
            case Reason.BeingFreed:
                to.Add(" is being freed or taken by another call; nothing changed"u8);
                break;
            case Reason.Busy:
                to.Add(" is being changed by another call; nothing changed"u8);
                break;
            case Reason.OwnedByBlock:
                to.Add($" belongs to the block at {Address(failure.Other)}; take it out first, or free that one");
                break;
            case Reason.Orphaned:
                to.Add(" is an orphan: its owner is gone, or its owner's field was overwritten; it cannot be freed"u8);
                break;
            case Reason.OwnedByHandle:
                to.Add(" belongs to a handle; release the handle, or trade it back"u8);
                AddName(ref to, " with "u8, CName.HandleIntoRaw);
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
                to.Add(" is only borrowed shared; change it through "u8);
                to.Add(Has(CName.BorrowExclusively) ? CNames.Of(CName.BorrowExclusively).Span : "an exclusive borrow"u8);
                break;
            case Reason.Overrun or Reason.OverrunFound:
                to.Add($" was overrun: its bytes from offset {failure.Size} on were overwritten (type {Type(failure.ActualTypeName)})");
                if (failure.Other != null)
                {
                    to.Add($", or the block behind it, {Address(failure.Other)} of type {Type(failure.OtherTypeName)}, was written to before its start");
                }

                to.Add(failure.Reason == Reason.Overrun ? "; it is freed all the same"u8 : default);
                break;
            case Reason.WriteAfterFree:
                to.Add($" was written to at offset {failure.Offset} after its free ({Count(failure.Size)})");
                break;
            case Reason.PartsMismatch:
                to.Add($": {failure.Text}; nothing changed");
                break;
            case Reason.NoOwnedField:
                to.Add($", of type {Type(failure.ActualTypeName)}, has no owned field at offset {failure.Offset}");
                break;
            default:
                to.Add($", of type {Type(failure.ActualTypeName)}, has {Count(failure.Size)}; offset {failure.Offset} is outside");
                break;
        }
    }

    // The type of another library's block or handle, and which function of that library ends it.
    private static void AboutOthers(ref Utf8Writer to, in Failure failure, ReadOnlySpan<byte> ends)
    {
        if (failure.OtherTypeName != null)
        {
            to.Add($" (type {Type(failure.OtherTypeName)})");
        }

        if (failure.FreeFunction != null)
        {
            to.Add("; its "u8);
            to.Add(failure.FreeFunction);
            to.Add(ends);
        }
    }
}
