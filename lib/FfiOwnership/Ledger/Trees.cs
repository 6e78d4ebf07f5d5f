using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;

namespace FfiOwnership.Ledgers;

/// <summary>What callers do with a block and all that it owns: free it, forget it, put a child in or take one out.</summary>
internal static unsafe partial class Trees
{
    // SAFETY (whole file): held: a block between its claim and its end or the store that returns it; its fields lie inside it.

    /// <summary>Frees a block of the caller's, with all that it owns.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="pointer">Any value; never dereferenced.</param>
    /// <param name="type">The type it must have; a known one.</param>
    /// <param name="failure">Filled in on failure.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Status Free<THeap>(THeap heap, void* pointer, uint type, ref Failure failure)
        where THeap : struct, IHeap
    {
        // What owns nothing needs no claim: one step frees it. Of strings that is known without a look at the type's record.
        TypeRecord* record = type == TypeNumber.String ? null : TypeRegistry.At(type);
        bool isTree = record != null && record->MayOwnBlocks;
        FoundBlock block;
        while (!Transitions.TryClaim(heap, pointer, type, isTree ? EntryState.ClaimedCallerOwned : EntryState.Freed, 0, out block))
        {
            if (Refusals.Explain(heap, block, pointer, type, ref failure))
            {
                return failure.Status;
            }
        }

        return isTree ? FreeClaimed(heap, block, ref failure) : Endings.End(heap, block, record, ref failure);
    }

    /// <summary>Whether a block is the caller's and of a type.</summary>
    public static Status CheckOwned<THeap>(THeap heap, void* pointer, uint type, ref Failure failure)
        where THeap : struct, IHeap
    {
        while (true)
        {
            bool isOwned = heap.TryFind(pointer, out FoundBlock block) && block.Word.Is(EntryState.CallerOwned, type);
            heap.Leave(block);
            if (isOwned || Refusals.Explain(heap, block, pointer, type, ref failure))
            {
                return isOwned ? Status.Ok : failure.Status;
            }
        }
    }

    /// <summary>Makes a block and all that it owns the caller's until the process ends. Again is no error.</summary>
    public static Status Forget<THeap>(THeap heap, void* pointer, ref Failure failure)
        where THeap : struct, IHeap
    {
        if (!TryClaimRoot(heap, pointer, TypeNumber.None, ref failure, out FoundBlock root))
        {
            return failure.Status == Status.Forgotten ? Status.Ok : failure.Status;
        }

        Status status = TryClaim(heap, root.Entry, ref failure);
        if (status != Status.Ok)
        {
            root.Entry->Store(root.Word);
            return status;
        }

        Resolve(heap, root.Entry, TreeOutcome.Forgotten);
        Forgotten.Add(root.Info.Period, root.Size);
        heap.MarkReachable(root.Entry);
        root.Entry->Store(root.Word.With(EntryState.Forgotten, 0));
        return Status.Ok;
    }

    // A block that may own others: this call has claimed it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Status FreeClaimed<THeap>(THeap heap, in FoundBlock root, ref Failure failure)
        where THeap : struct, IHeap
    {
        TypeRecord* type = TypeRegistry.Of(root.Word);
        if (!type->OwnsBlocks)
        {
            // A vec of plain elements.
            root.Entry->Store(root.Word.With(EntryState.Freed, 0));
            return Endings.End(heap, root, type, ref failure);
        }

        if (type->FieldCount == 1)
        {
            // The most common trees: the only field is empty, or holds a block that owns nothing. They need no chain.
            OwnedField* field = type->Fields;
            void* value = *(void**)(root.Block + field->Offset);
            if (value == null || (type->Drop == null && TryEndChild(heap, value, heap.IdOf(root), root.Word.Reuse, field->Type)))
            {
                root.Entry->Store(root.Word.With(EntryState.Freed, 0));
                return Endings.End(heap, root, type, ref failure);
            }
        }

        return FreeClaimedSlow(heap, root.Entry, root.Word, ref failure);
    }

    // Takes the entry and not what was found: to copy that would cost more than to read it once more from the entry.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Status FreeClaimedSlow<THeap>(THeap heap, Entry* root, EntryWord before, ref Failure failure)
        where THeap : struct, IHeap
    {
        Status status = TryClaim(heap, root, ref failure);
        if (status == Status.Ok)
        {
            return End(heap, root, ref failure);
        }

        root->Store(before);
        return status;
    }

    // Ends the child of a block that this call has claimed and is about to end: before its parent, or it would be an orphan. False,
    // and nothing changed, if it is no child that owns nothing, there is anything special about it, or it was overrun. A method of
    // its own: two found blocks at once are more than a processor has registers for.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryEndChild<THeap>(THeap heap, void* value, uint parentId, uint parentReuse, uint type)
        where THeap : struct, IHeap
    {
        TypeRecord* record = type == TypeNumber.String ? null : TypeRegistry.At(type);
        if (!heap.TryFind(value, out FoundBlock child) || !IsPlainChild(heap, child, parentId, parentReuse, type, record))
        {
            heap.Leave(child);
            return false;
        }

        // The parent is held, so a store is enough, see Transitions.
        child.Entry->Store(child.Word.With(EntryState.Freed, 0));
        heap.Leave(child);
        heap.CountFreed(child, child.Size);
        heap.Recycle(child);
        return true;
    }

    // Whether it is a parent's child that owns nothing, with nothing special about it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsPlainChild<THeap>(THeap heap, in FoundBlock child, uint parentId, uint parentReuse, uint type, TypeRecord* record)
        where THeap : struct, IHeap =>
        !(record != null && record->OwnsBlocks) && Transitions.IsChildOf(child, parentId, parentReuse, type)
        && !Endings.IsSpecial(child, record) && Endings.IsIntact(heap, child, isString: record == null);

    private static bool TryClaimRoot<THeap>(THeap heap, void* pointer, uint type, ref Failure failure, out FoundBlock root)
        where THeap : struct, IHeap
    {
        while (!Transitions.TryClaim(heap, pointer, type, EntryState.ClaimedCallerOwned, 0, out root))
        {
            if (Refusals.Explain(heap, root, pointer, type, ref failure))
            {
                return false;
            }
        }

        return true;
    }
}
