using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Heaps.Slabs;

namespace FfiOwnership.Ledgers;

/// <content>The common cases, which call nothing: trees of at most two blocks in slots of slabs, whoever made them, with nothing special about them.</content>
internal static unsafe partial class Trees
{
    // SAFETY (whole file): owned: the calling thread's heap. Held: a block between its claim and its end or the store that returns it.

    /// <summary>Frees a block of the caller's, with the one that it may own.</summary>
    /// <returns>False: not here, and nothing changed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryFreeFast(SlabHeap heap, void* pointer, uint type)
    {
        TypeRecord* record = type == TypeNumber.String ? null : TypeRegistry.At(type);
        if (!heap.TryFindToEnd(pointer, out FoundBlock block) || Endings.IsSpecial(block, record) || !Endings.IsIntact(heap, block, isString: record == null))
        {
            return false;
        }

        if (record == null || !record->MayOwnBlocks || (type == TypeNumber.Vec && !block.Word.IsVecOfType))
        {
            if (!Transitions.TryClaim(block, type, EntryState.Freed, 0))
            {
                return false;
            }
        }
        else
        {
            if (record->FieldCount != 1 || !Transitions.TryClaim(block, type, EntryState.ClaimedCallerOwned, 0))
            {
                return false;
            }

            // What it owns is read only now that it is claimed.
            void* value = *(void**)(block.Block + record->Fields->Offset);
            if (value != null && !TryEndChildFast(heap, value, heap.IdOf(block), block.Word.Reuse, record->Fields->Type))
            {
                block.Entry->Store(block.Word);
                return false;
            }

            block.Entry->Store(block.Word.With(EntryState.Freed, 0));
        }

        heap.EndFast(block);
        return true;
    }

    /// <summary>Frees a block of the caller's that owns nothing, where freed blocks go to the quarantine.</summary>
    /// <param name="thread">The calling thread's heap.</param>
    /// <param name="mine">What the ledger keeps for it.</param>
    /// <param name="pointer">Any value; never dereferenced.</param>
    /// <param name="type">The type it must have; a known one.</param>
    /// <returns>False: not here, and nothing changed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryGatherFast(ThreadHeap* thread, ThreadState* mine, void* pointer, uint type)
    {
        SlabHeap heap = new(thread);
        TypeRecord* record = type == TypeNumber.String ? null : TypeRegistry.At(type);
        if ((record != null && (record->MayOwnBlocks || record->Drop != null)) || !heap.TryFindSmall(pointer, out FoundBlock block)
            || block.Word.IsTagged || !Quarantine.IsRoomFor(block.Size, mine->Gathered) || !Endings.IsIntact(heap, block, isString: record == null)
            || !Transitions.TryClaim(block, type, EntryState.Freed, 0))
        {
            return false;
        }

        thread->Counters.CountFreed(block.Info.Period, block.Size);
        Quarantine.GatherFast(heap, block, ref mine->Gathered);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryEndChildFast(SlabHeap heap, void* value, uint parentId, uint parentReuse, uint type)
    {
        TypeRecord* record = type == TypeNumber.String ? null : TypeRegistry.At(type);
        if (!heap.TryFindToEnd(value, out FoundBlock child) || !IsPlainChild(heap, child, parentId, parentReuse, type, record))
        {
            return false;
        }

        // The parent is held, so a store is enough, see Transitions.
        child.Entry->Store(child.Word.With(EntryState.Freed, 0));
        heap.EndFast(child);
        return true;
    }

    /// <summary>Moves a block of the caller's into an empty owned field of another block of the caller's.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="parent">The block that has the field; any value.</param>
    /// <param name="offset">Where the field is, in bytes.</param>
    /// <param name="child">The new child; any value.</param>
    /// <returns>False: not here, and nothing changed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryPutFast(SlabHeap heap, void* parent, nuint offset, void* child)
    {
        if (parent == child || !heap.TryFindSmall(parent, out FoundBlock changed) || changed.Word.State != EntryState.CallerOwned)
        {
            return false;
        }

        TypeRecord* record = TypeRegistry.Of(changed.Word);
        if (record->FieldCount != 1 || record->Fields->Offset != offset || !heap.TryFindSmall(child, out FoundBlock taken)
            || !taken.Word.Is(EntryState.CallerOwned, record->Fields->Type) || !changed.Entry->TrySwap(changed.Word, changed.Word.With(EntryState.Busy, 0)))
        {
            return false;
        }

        void** field = (void**)(changed.Block + offset);
        bool isHere = *field == null && taken.Entry->TrySwap(taken.Word, taken.Word.With(EntryState.ClaimedCallerOwned, 0));
        if (isHere)
        {
            *field = child;
            taken.Entry->Info = taken.Info.WithoutShape().WithParentReuse(changed.Word.Reuse);
            taken.Entry->Store(taken.Word.With(EntryState.ParentOwned, heap.IdOf(changed)));
        }

        changed.Entry->Store(changed.Word);
        return isHere;
    }

    /// <summary>Moves a block that is not yet in the ledger into an owned field of a block of the caller's. The former child is freed.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="parent">The block that has the field; any value.</param>
    /// <param name="type">Its type.</param>
    /// <param name="offset">Where the field is, in bytes.</param>
    /// <param name="fieldType">The field's type.</param>
    /// <param name="child">The new child; cancelled, if it is not here.</param>
    /// <returns>False: not here, and nothing changed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryPutNewFast(SlabHeap heap, void* parent, uint type, nuint offset, uint fieldType, Reservation child)
    {
        if (!heap.TryFindSmall(parent, out FoundBlock changed) || !Transitions.TryClaim(changed, type, EntryState.Busy, 0))
        {
            heap.CancelFast(child);
            return false;
        }

        void* former = *(void**)(changed.Block + offset);
        if (former != null && !TryEndChildFast(heap, former, heap.IdOf(changed), changed.Word.Reuse, fieldType))
        {
            changed.Entry->Store(changed.Word);
            heap.CancelFast(child);
            return false;
        }

        Fill(heap, changed, offset, fieldType, child);
        changed.Entry->Store(changed.Word);
        return true;
    }
}
