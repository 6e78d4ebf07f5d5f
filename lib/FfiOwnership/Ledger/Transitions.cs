using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Heaps;

namespace FfiOwnership.Ledgers;

/// <summary>The rules of the ledger, each once: look, compare, swap.</summary>
/// <remarks>
/// A method that takes a block finds it, compares the word that it found with what the call needs, and makes one swap, which
/// decides; of a child whose parent the call holds, a store is enough. False means that nothing changed: the word did not allow
/// it, or it changed between the look and the swap; <see cref="Refusals"/> tells the two apart. The heap is left on every way
/// out; refusals, callbacks and the end of a block come after that. What a call does with a block that it holds (Trees, Handles,
/// Vecs, Quarantine) are stores of its own. <see cref="EntryWord"/> has the table of all transitions.
/// </remarks>
internal static unsafe class Transitions
{
    // SAFETY (whole file): permanent: entries. A pointer in question is only compared. Held: a block after the swap. Pinned: what
    // is read of a block before it.

    /// <summary>Takes a block that is the caller's into another state.</summary>
    /// <typeparam name="THeap">The heap that the block is on.</typeparam>
    /// <param name="heap">The calling thread's door to it.</param>
    /// <param name="pointer">Any value; never dereferenced.</param>
    /// <param name="type">The type it must have; <see cref="TypeNumber.None"/>: any.</param>
    /// <param name="to">A state that makes the block this call's own.</param>
    /// <param name="link">The link of the word in that state.</param>
    /// <param name="block">What was found. Its word is the one before: stored again, it undoes the step.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryClaim<THeap>(THeap heap, void* pointer, uint type, EntryState to, uint link, out FoundBlock block)
        where THeap : struct, IHeap
    {
        bool isWon = heap.TryFind(pointer, out block) && TryClaim(block, type, to, link) && IsSame(heap, block);
        heap.Leave(block);
        return isWon;
    }

    /// <summary>The same, for a block that has been found.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryClaim(in FoundBlock block, uint type, EntryState to, uint link) =>
        block.Word.Is(EntryState.CallerOwned, type) && block.Entry->TrySwap(block.Word, block.Word.With(to, link));

    /// <summary>Takes a block in order to change an owned field of it: one of the caller's, or one that the caller has borrowed exclusively.</summary>
    /// <typeparam name="THeap">The heap that the block is on.</typeparam>
    /// <param name="heap">The calling thread's door to it.</param>
    /// <param name="pointer">Any value; never dereferenced.</param>
    /// <param name="type">The type it must have; <see cref="TypeNumber.None"/>: any.</param>
    /// <param name="offset">Where the owned field must be, in bytes.</param>
    /// <param name="block">What was found. Its word is the one before: stored again, it ends the change.</param>
    /// <param name="fieldType">The type of the field.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryClaimForChange<THeap>(THeap heap, void* pointer, uint type, nuint offset, out FoundBlock block, out uint fieldType)
        where THeap : struct, IHeap
    {
        fieldType = TypeNumber.None;
        bool isWon = false;
        if (heap.TryFind(pointer, out block) && block.Word.IsOf(type) && IsChangeable(block.Word)
            && TryFieldAt(heap, block, offset, out fieldType))
        {
            bool isHandles = block.Word.State == EntryState.HandleOwned;
            isWon = block.Entry->TrySwap(block.Word, block.Word.With(isHandles ? EntryState.ClaimedHandleOwned : EntryState.Busy, 0)) && IsSame(heap, block);

            // Nobody can end a borrow while its block is claimed; but it may have ended just before.
            if (isWon && isHandles && !IsChangeable(block.Word))
            {
                block.Entry->Store(block.Word);
                isWon = false;
            }
        }

        heap.Leave(block);
        return isWon;
    }

    /// <summary>Finds the owned field at an offset from a pinned block's start.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryFieldAt<THeap>(THeap heap, in FoundBlock block, nuint offset, out uint fieldType)
        where THeap : struct, IHeap
    {
        TypeRecord* type = TypeRegistry.Of(block.Word);
        return type->ElementType == TypeNumber.None ? type->TryFieldAt(offset, out fieldType) : BlockValues.Of(heap, block).TryFieldAt(offset, out fieldType);
    }

    /// <summary>Whether a block's owned fields may be changed: it is the caller's, or the caller has borrowed it exclusively.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsChangeable(EntryWord word) => word.State == EntryState.CallerOwned
        || (word.State == EntryState.HandleOwned && HandleTable.At(word.HandleIndex)->Word.Borrows == HandleWord.Exclusive);

    /// <summary>Takes what an owned field holds, together with its parent, which this call holds already.</summary>
    /// <typeparam name="THeap">The heap that both are on.</typeparam>
    /// <param name="heap">The calling thread's door to it.</param>
    /// <param name="parentId">The number of the parent's entry, which is claimed or busy.</param>
    /// <param name="parentReuse">The reuse count of that entry.</param>
    /// <param name="type">The type of the field.</param>
    /// <param name="value">What the field holds; never dereferenced.</param>
    /// <param name="child">What was found.</param>
    /// <returns>True for an unborrowed block of the field's type that is the caller's or this parent's.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryClaimChild<THeap>(THeap heap, uint parentId, uint parentReuse, uint type, void* value, out FoundBlock child)
        where THeap : struct, IHeap
    {
        bool isWon = false;
        if (heap.TryFind(value, out child))
        {
            EntryWord word = child.Word;
            if (IsChildOf(child, parentId, parentReuse, type))
            {
                // Nobody else changes the word of a child whose parent this call holds, so a store will do. Only a tag can come
                // now, and gives up, see Tags.
                child.Entry->Store(word.With(EntryState.ClaimedParentOwned, 0));
                isWon = true;
            }
            else if (word.Is(EntryState.CallerOwned, type))
            {
                isWon = child.Entry->TrySwap(word, word.With(EntryState.ClaimedCallerOwned, 0)) && IsSame(heap, child);
            }

            if (isWon)
            {
                child.Entry->Info = child.Info.WithoutShape();
            }
        }

        heap.Leave(child);
        return isWon;
    }

    /// <summary>Whether a block of a type belongs to a parent, which this call holds: then it moves only with that parent.</summary>
    /// <param name="child">What an owned field of the parent leads to.</param>
    /// <param name="parentId">The number of the parent's entry.</param>
    /// <param name="parentReuse">The reuse count of that entry: an entry that has been reused is not the parent.</param>
    /// <param name="type">The type of the field.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsChildOf(in FoundBlock child, uint parentId, uint parentReuse, uint type) =>
        child.Word.Is(EntryState.ParentOwned, type) && child.Word.ParentId == parentId && child.Info.ParentReuse == parentReuse;

    /// <summary>Takes the block of a handle whose word this call has won.</summary>
    /// <param name="entry">The block's entry, or the record of an adopted payload.</param>
    /// <param name="before">Its word before.</param>
    /// <returns>False if another call is changing the block, under an exclusive borrow that it has or had just now.</returns>
    public static bool TryClaimFromHandle(Entry* entry, out EntryWord before)
    {
        // Only such a call, or a tag, can change the word now.
        before = entry->Word;
        while (before.State == EntryState.HandleOwned && !entry->TrySwap(before, before.With(EntryState.ClaimedHandleOwned, 0)))
        {
            before = entry->Word;
        }

        return before.State is EntryState.HandleOwned or EntryState.AdoptionRecord;
    }

    /// <summary>Takes the block of a handle that stays, under the exclusive borrow that this call is about to end.</summary>
    /// <param name="entry">The block's entry.</param>
    /// <param name="index">The handle's slot.</param>
    /// <param name="before">Its word before: stored again, it undoes the step.</param>
    public static bool TryClaimUnderBorrow(Entry* entry, uint index, out EntryWord before)
    {
        before = entry->Word;
        // The type is looked at in the word that is swapped: a leaf is never claimed under a borrow, since whoever ends its handle
        // takes it with a store.
        return IsOf(before, index) && TypeRegistry.Of(before)->OwnsBlocks && entry->TrySwap(before, before.With(EntryState.ClaimedHandleOwned, 0));
    }

    /// <summary>Whether it is the word of the block of a handle, and no call is changing the block.</summary>
    public static bool IsOf(EntryWord word, uint handleIndex) => word.State == EntryState.HandleOwned && word.HandleIndex == handleIndex;

    /// <summary>Gives a claimed child back to its former owner.</summary>
    public static void Restore<THeap>(THeap heap, Entry* child, Entry* parent)
        where THeap : struct, IHeap
    {
        EntryWord word = child->Word;
        child->Store(word.State == EntryState.ClaimedParentOwned
            ? word.With(EntryState.ParentOwned, heap.IdOf(parent))
            : word.With(EntryState.CallerOwned, 0));
    }

    /// <summary>Makes a claimed child its parent's.</summary>
    public static void AssignTo<THeap>(THeap heap, Entry* child, Entry* parent)
        where THeap : struct, IHeap
    {
        child->Info = child->Info.WithParentReuse(parent->Word.Reuse);
        child->Store(child->Word.With(EntryState.ParentOwned, heap.IdOf(parent)));
    }

    /// <summary>Enters a filled block into the ledger. Cannot fail.</summary>
    /// <typeparam name="THeap">The heap that it is on.</typeparam>
    /// <param name="heap">The door of the thread that reserved it.</param>
    /// <param name="reserved">What was reserved.</param>
    /// <param name="state">The block's first state.</param>
    /// <param name="rawType">Its type, with a small vec's element size in it.</param>
    /// <param name="link">The link of the word in that state.</param>
    /// <param name="about">What else is known of it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Publish<THeap>(THeap heap, Reservation reserved, EntryState state, uint rawType, uint link, NewBlock about)
        where THeap : struct, IHeap
    {
        heap.Describe(reserved, about.Period, about.ParentReuse, about.ElementSize, state == EntryState.AdoptionRecord ? 0 : reserved.Size);
        EntryWord former = reserved.Entry->Word;
        former = former.IsNeverUsed ? EntryWord.NeverUsed(heap.FirstReuse(reserved)) : former;
        reserved.Entry->Store(former.Next(state, rawType, link));
        Entry* displaced = heap.Enter(reserved);
        if (displaced != null)
        {
            EndDisplaced(heap, displaced);
        }
    }

    /// <summary>Whether a block whose word this call has just won is still the one that was found; if not, its word is as before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsSame<THeap>(THeap heap, in FoundBlock block)
        where THeap : struct, IHeap
    {
        bool isSame = heap.IsSame(block);
        if (!isSame)
        {
            block.Entry->Store(block.Word);
        }

        return isSame;
    }

    // The system has handed out the address of a live block, so the caller gave it to the C library's free(). If it was the
    // caller's or a parent's, nothing leads to its entry any more; a handle or a call that has it ends it in its own time.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void EndDisplaced<THeap>(THeap heap, Entry* displaced)
        where THeap : struct, IHeap
    {
        EntryWord word = displaced->Word;
        while (word.State is EntryState.CallerOwned or EntryState.ParentOwned)
        {
            if (displaced->TrySwap(word, word.With(EntryState.Freed, 0)))
            {
                heap.RecycleDisplaced(displaced);
                return;
            }

            word = displaced->Word;
        }
    }

    /// <summary>What is known of a block that is about to be published.</summary>
    public struct NewBlock
    {
        /// <summary>The period in which it counts as made.</summary>
        public ulong Period;

        /// <summary>The reuse count of the parent's entry; 0: no block owns it.</summary>
        public uint ParentReuse;

        /// <summary>The size of an element of a vec in bytes; 0 for other types.</summary>
        public nuint ElementSize;
    }
}
