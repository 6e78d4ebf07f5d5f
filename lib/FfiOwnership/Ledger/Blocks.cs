
using FfiOwnership.Boundary;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;
using FfiOwnership.Platform;

namespace FfiOwnership.Ledgers;

/// <summary>From pointers to blocks, and what a block's state means for a caller who wants it.</summary>
internal static unsafe class Blocks
{
    // SAFETY: locked: what is forgotten, counted as freed: it no longer counts among the live ones.
    private static BlockCounters s_forgotten;
    private static ForkSafeLock s_forgottenLock;

    /// <summary>How many blocks were forgotten, and their bytes.</summary>
    public static void CountForgotten(out ulong blocks, out ulong bytes)
    {
        blocks = 0;
        bytes = 0;
        s_forgotten.AddFreed(ref blocks, ref bytes);
    }

    /// <summary>Counts the blocks that were made in a period or later ones and are live.</summary>
    /// <param name="period">One of the last <see cref="BlockCounters.Periods"/>.</param>
    /// <param name="blocks">How many.</param>
    /// <param name="bytes">Their bytes.</param>
    public static void CountSince(ulong period, out nuint blocks, out nuint bytes)
    {
        long liveBlocks = 0;
        long liveBytes = 0;
        s_forgotten.AddSince(period, ref liveBlocks, ref liveBytes);
        Library.Heap.AddSince(period, ref liveBlocks, ref liveBytes);

        // While other threads are at work, an end may be seen and its beginning not.
        blocks = (nuint)long.Max(liveBlocks, 0);
        bytes = (nuint)long.Max(liveBytes, 0);
    }

    /// <summary>Has forks wait for the count of forgotten blocks.</summary>
    public static void JoinForkGate() => ForkGate.Add(ref s_forgottenLock);

    /// <summary>Takes memory for a new block.</summary>
    public static Status Reserve(nuint size, nuint alignment, BlockTraits traits, ref Failure failure, out Reservation reserved)
    {
        reserved = default;
        Status status = Library.EnsureStarted(ref failure);
        if (status != Status.Ok)
        {
            return status;
        }

        if (size > Heap.LargestBlock)
        {
            failure.Set(Status.SizeOverflow, "the block would exceed the largest one, 1 TiB"u8);
            failure.Size = size;
            return Status.SizeOverflow;
        }

        return Library.Heap.TryReserve(size, alignment, traits, out reserved) ? Status.Ok : failure.OutOfMemory(size);
    }

    /// <summary>Enters a filled block that is now the caller's.</summary>
    public static void Publish(in Reservation reserved, uint type) =>
        Library.Heap.Publish(reserved, EntryState.CallerOwned, type, 0, 0, Checkpoints.Current);

    /// <summary>Finds the live block that a pointer names, and pins it.</summary>
    /// <param name="pointer">Any value; never followed.</param>
    /// <param name="type">The type it must have; <see cref="TypeNumber.None"/>: any.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <param name="place">The block; its state may be any live one.</param>
    /// <returns>Whether there is one; if not, nothing is pinned.</returns>
    public static bool Find(void* pointer, uint type, ref Failure failure, out Place place)
    {
        place = default;
        if (Library.EnsureStarted(ref failure) != Status.Ok)
        {
            return false;
        }

        if (!Library.Heap.Find(pointer, out place))
        {
            failure.Set(Status.ForeignPointer, Reason.Foreign, pointer);
            return false;
        }

        if (IsNamed(place, place.Word, pointer, type, ref failure))
        {
            return true;
        }

        Library.Heap.Unpin(place);
        return false;
    }

    /// <summary>Whether a pointer names a live block of a type, as far as a pinned place and its word tell.</summary>
    public static bool IsNamed(in Place place, EntryWord word, void* pointer, uint type, ref Failure failure)
    {
        if (word.State is EntryState.Unused or EntryState.AdoptionRecord)
        {
            failure.Set(Status.ForeignPointer, Reason.Foreign, pointer);
            return false;
        }

        bool hasType = type == TypeNumber.None || word.Type == type;
        if (place.Offset == 0 && word.IsLive && hasType)
        {
            return true;
        }

        if (place.Offset != 0)
        {
            failure.Set(Status.InteriorPointer, Reason.Interior, pointer);
            failure.Offset = place.Offset;
        }
        else if (!word.IsLive)
        {
            failure.Set(Status.DoubleFree, Reason.FreedAlready, pointer);
        }
        else
        {
            failure.Set(Status.WrongType, Reason.WrongType, pointer);
            failure.FreeFunction = TypeRegistry.Of(word)->FreeFunction;
        }

        Describe(place, word, type, ref failure);
        return false;
    }

    /// <summary>Says why a live block that is not simply the caller's cannot be had.</summary>
    public static Status Refuse(in Place place, EntryWord word, void* pointer, ref Failure failure)
    {
        switch (word.State)
        {
            case EntryState.Busy:
                failure.Set(Status.Borrowed, Reason.Busy, pointer);
                break;
            case EntryState.ParentOwned:
                failure.Set(Status.NotOwned, Reason.OwnedByBlock, pointer);
                failure.Other = Library.Heap.BlockOf(Library.Heap.EntryAt(word.X));
                failure.OwnerId = word.X;
                failure.OwnerReuse = place.Entry->ParentReuse;
                break;
            case EntryState.HandleOwned or EntryState.ClaimedHandleOwned:
                failure.Set(Status.NotOwned, Reason.OwnedByHandle, pointer);
                break;
            case EntryState.Forgotten:
                failure.Set(Status.Forgotten, Reason.Forgotten, pointer);
                break;
            case EntryState.ClaimedCallerOwned:
                failure.Set(Status.DoubleFree, Reason.BeingFreed, pointer);
                break;
            default:
                failure.Set(Status.NotOwned, Reason.OwnedByTree, pointer);
                break;
        }

        Describe(place, word, TypeNumber.None, ref failure);
        return failure.Status;
    }

    /// <summary>Looks whether the owner that <see cref="Refuse"/> named still is one: else the block is an orphan, and whatever lives there now has nothing to do with it.</summary>
    /// <remarks>Comes when the block is no longer pinned, because the owner needs a pin of its own.</remarks>
    public static void Explain(ref Failure failure)
    {
        if (failure.Reason == Reason.OwnedByBlock && !new NamedOwner(failure.OwnerId, failure.OwnerReuse).Names(failure.Pointer))
        {
            failure.Reason = Reason.Orphaned;
            failure.Other = null;
        }
    }

    /// <summary>Says that a block has no owned field at an offset.</summary>
    public static void NoField(in Place place, EntryWord word, nuint offset, ref Failure failure)
    {
        bool isInside = offset < place.Size;
        failure.Set(isInside ? Status.InvalidArgument : Status.OutOfRange, isInside ? Reason.NoOwnedField : Reason.OffsetBeyond, place.Block);
        Describe(place, word, TypeNumber.None, ref failure);
        failure.Offset = offset;
    }

    /// <summary>Whether nothing was written past a block's end; of a string also: whether its recorded NUL is there.</summary>
    /// <remarks>The caller holds or pins the block.</remarks>
    public static bool IsIntact(Entry* entry, EntryWord word)
    {
        // SAFETY: held or pinned, as the caller says; a string has at least its NUL.
        Heap heap = Library.Heap;
        return heap.IsIntact(entry) && (word.RawType != TypeNumber.String || heap.BlockOf(entry)[heap.SizeOf(entry) - 1] == 0);
    }

    /// <summary>Says that a block is not intact.</summary>
    /// <param name="entry">The block. The caller holds or pins it.</param>
    /// <param name="word">Its word.</param>
    /// <param name="detail">Whether it has been freed.</param>
    /// <param name="failure">Filled in.</param>
    public static Status Overrun(Entry* entry, EntryWord word, Reason detail, ref Failure failure)
    {
        Heap heap = Library.Heap;
        failure.Set(Status.Overrun, detail, heap.BlockOf(entry));
        failure.ActualType = word.Type;
        failure.ActualTypeName = TypeRegistry.Of(word)->Name;
        failure.Size = heap.SizeOf(entry) - (word.RawType == TypeNumber.String ? 1u : 0);
        Entry* behind = heap.SuspectBehind(entry);
        if (behind != null)
        {
            failure.Other = heap.BlockOf(behind);
            failure.OtherTypeName = TypeRegistry.Of(behind->Word)->Name;
        }

        return Status.Overrun;
    }

    /// <summary>Counts a block that this call holds and is about to forget.</summary>
    public static void CountForgotten(Entry* entry)
    {
        s_forgottenLock.Enter();
        s_forgotten.CountFreed(entry->Period, Library.Heap.SizeOf(entry));
        s_forgottenLock.Exit();
    }

    private static void Describe(in Place place, EntryWord word, uint expected, ref Failure failure)
    {
        failure.Size = place.Size;
        failure.ActualType = word.Type;
        failure.ActualTypeName = TypeRegistry.Of(word)->Name;
        if (expected != TypeNumber.None)
        {
            failure.ExpectedType = expected;
            failure.ExpectedTypeName = TypeRegistry.At(expected)->Name;
        }
    }
}
