using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;

namespace FfiOwnership.Ledgers;

/// <summary>Says why a transition was refused. Nothing here is on the path of a call that succeeds, and nothing changes a block.</summary>
/// <remarks>
/// A refusal is about the word that decided it. Methods answer false if that word is no longer the entry's, or would be accepted
/// now: then the caller looks again, and the answer is one that was right at some moment of the call.
/// </remarks>
internal static unsafe partial class Refusals
{
    // SAFETY (whole file): permanent: entries, handle slots and type records. The pointers in question are only printed.

    /// <summary>Says why a claim was refused.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="block">What the claim found; left already.</param>
    /// <param name="pointer">The pointer that it was asked for.</param>
    /// <param name="type">The type that it was asked for; <see cref="TypeNumber.None"/>: any.</param>
    /// <param name="failure">Filled in.</param>
    /// <returns>False: look again.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool Explain<THeap>(THeap heap, FoundBlock block, void* pointer, uint type, ref Failure failure)
        where THeap : struct, IHeap =>
        HasChanged(block) ? false : !IsNamed(heap, block, pointer, type, ref failure) || ExplainState(heap, block, pointer, ref failure);

    /// <summary>Says why a claim for a change was refused.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="block">What the claim found; left already.</param>
    /// <param name="pointer">The pointer that it was asked for.</param>
    /// <param name="type">The type that it was asked for; <see cref="TypeNumber.None"/>: any.</param>
    /// <param name="offset">The offset that it was asked for.</param>
    /// <param name="failure">Filled in.</param>
    /// <returns>False: look again.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool ExplainChange<THeap>(THeap heap, FoundBlock block, void* pointer, uint type, nuint offset, ref Failure failure)
        where THeap : struct, IHeap
    {
        if (HasChanged(block))
        {
            return false;
        }

        if (!IsNamed(heap, block, pointer, type, ref failure))
        {
            return true;
        }

        EntryWord word = block.Word;
        if (!Transitions.IsChangeable(word))
        {
            ExplainState(heap, block, pointer, ref failure);
            if (word.State == EntryState.HandleOwned && HandleTable.At(word.HandleIndex)->Word.Borrows is not (0 or HandleWord.Exclusive))
            {
                failure.Status = Status.BorrowConflict;
                failure.Reason = Reason.SharedBorrowed;
            }

            return true;
        }

        if (Transitions.TryFieldAt(heap, block, offset, out _))
        {
            return false;
        }

        bool isInside = offset < block.Size;
        failure.Set(isInside ? Status.InvalidArgument : Status.OutOfRange, isInside ? Reason.NoOwnedField : Reason.OffsetBeyond, block.Block);
        Describe(block, TypeNumber.None, ref failure);
        failure.Offset = offset;
        return true;
    }

    /// <summary>Says why an owned field's block was refused, and names the field.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="block">What the claim found; left already.</param>
    /// <param name="parent">The block that has the field; null: a new element of a vec has it.</param>
    /// <param name="parentType">Its type.</param>
    /// <param name="field">The field.</param>
    /// <param name="value">What the field holds.</param>
    /// <param name="failure">Filled in.</param>
    /// <returns>False: look again.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool ExplainChild<THeap>(THeap heap, FoundBlock block, void* parent, TypeRecord* parentType, in OwnedField field, void* value, ref Failure failure)
        where THeap : struct, IHeap
    {
        if (!Explain(heap, block, value, field.Type, ref failure))
        {
            return false;
        }

        // A child that is claimed already is twice in the tree, or in a cycle, or another call is at work on it.
        if (failure.Reason is Reason.OwnedByTree or Reason.BeingFreed or Reason.OwnedByHandle && block.Word.IsHeld)
        {
            failure.Status = Status.NotOwned;
            failure.Reason = Reason.InClaimedTree;
        }

        failure.NameField(parent, parentType->Name, field.Offset);
        failure.ExpectedType = field.Type;
        failure.ExpectedTypeName = TypeRegistry.At(field.Type)->Name;
        return true;
    }

    /// <summary>Says why a block cannot be read through a pointer.</summary>
    /// <returns>False: look again.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool ExplainRead<THeap>(THeap heap, FoundBlock block, void* pointer, uint type, ref Failure failure)
        where THeap : struct, IHeap
    {
        if (HasChanged(block))
        {
            return false;
        }

        if (!IsNamed(heap, block, pointer, type, ref failure))
        {
            return true;
        }

        return !Readable.IsReadable(block.Word) && ExplainState(heap, block, pointer, ref failure);
    }

    /// <summary>Says that a block was overrun.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="block">The block. The caller holds or pins it.</param>
    /// <param name="reason">Whether it has been freed.</param>
    /// <param name="failure">Filled in.</param>
    public static Status Overrun<THeap>(THeap heap, in FoundBlock block, Reason reason, ref Failure failure)
        where THeap : struct, IHeap
    {
        EntryWord word = block.Word;
        failure.Set(Status.Overrun, reason, block.Block);
        failure.ActualType = word.Type;
        failure.ActualTypeName = TypeRegistry.Of(word)->Name;
        failure.Size = block.Size - (word.RawType == TypeNumber.String ? 1u : 0);
        Entry* behind = heap.SuspectBehind(block);
        if (behind != null)
        {
            failure.Other = heap.Of(behind).Block;
            failure.OtherTypeName = TypeRegistry.Of(behind->Word)->Name;
        }

        return Status.Overrun;
    }

    private static bool HasChanged(in FoundBlock block) => block.Entry != null && block.Entry->Word != block.Word;

    // Whether the pointer names a live block of the type; if not, says so.
    private static bool IsNamed<THeap>(THeap heap, in FoundBlock block, void* pointer, uint type, ref Failure failure)
        where THeap : struct, IHeap
    {
        EntryWord word = block.Word;
        if (block.Entry != null && block.Offset == 0 && heap.IsLost(block))
        {
            failure.Set(Status.DoubleFree, Reason.FreedLongAgo, pointer);
            return false;
        }

        if (block.Entry == null || word.State is EntryState.Unused or EntryState.AdoptionRecord)
        {
            failure.Set(Status.ForeignPointer, heap.WasGivenBack(pointer) ? Reason.GivenBack : Reason.Foreign, pointer);
            OtherCopies.Name(ref failure);
            return false;
        }

        if (block.Offset == 0 && word.IsLive && word.IsOf(type))
        {
            return true;
        }

        if (block.Offset != 0)
        {
            failure.Set(Status.InteriorPointer, Reason.Interior, pointer);
            failure.Offset = block.Offset;
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

        Describe(block, type, ref failure);
        return false;
    }

    // Says who has a live block that is not simply the caller's. False: it is.
    private static bool ExplainState<THeap>(THeap heap, in FoundBlock block, void* pointer, ref Failure failure)
        where THeap : struct, IHeap
    {
        EntryWord word = block.Word;
        switch (word.State)
        {
            case EntryState.CallerOwned:
                return false;
            case EntryState.Busy:
                failure.Set(Status.Borrowed, Reason.Busy, pointer);
                break;
            case EntryState.ParentOwned when new NamedOwner(word.ParentId, block.Info.ParentReuse).Names(heap, pointer):
                failure.Set(Status.NotOwned, Reason.OwnedByBlock, pointer);
                failure.Other = heap.At(word.ParentId).Block;
                break;
            case EntryState.ParentOwned:
                failure.Set(Status.NotOwned, Reason.Orphaned, pointer);
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

        Describe(block, TypeNumber.None, ref failure);
        return true;
    }

    private static void Describe(in FoundBlock block, uint expected, ref Failure failure)
    {
        failure.Size = block.Size;
        failure.ActualType = block.Word.Type;
        failure.ActualTypeName = TypeRegistry.Of(block.Word)->Name;
        if (expected != TypeNumber.None)
        {
            failure.ExpectedType = expected;
            failure.ExpectedTypeName = TypeRegistry.At(expected)->Name;
        }
    }
}
