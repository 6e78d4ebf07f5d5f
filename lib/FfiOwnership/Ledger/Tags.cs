using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;
using FfiOwnership.Platform;

namespace FfiOwnership.Ledgers;

/// <summary>The table of tags: short labels that callers give to blocks, for reports.</summary>
/// <remarks>
/// A tag is in this table, and a bit in the block's word says that there is one. Both change under the table's lock. The bit
/// changes by compare-and-swap, so that a block which is freed at the same time gets no tag.
/// <para>
/// A block that a handle or a parent owns is ended by the call that has won the handle's word or claimed the parent, without a
/// swap of the block's own word. The order of steps makes that safe. Such an end first wins the owner, then reads the block's
/// word. <see cref="Set"/> first swaps the block's word, then reads the owner. So at least one of the two sees the other: either
/// the end finds the bit, or <see cref="Set"/> finds that the owner is ending and gives up. A bit without a tag does no harm. A
/// tag without a bit would: the entry's next block could get it. So removing a tag never gives up after the swap.
/// </para>
/// </remarks>
internal static unsafe partial class Tags
{
    // SAFETY (whole file): permanent: entries and handle slots. Pinned: the block that gets a tag. Held: blocks whose tags are removed
    // or moved. Locked: chains and nodes. Unpublished: a node in no chain.

    /// <summary>Room for a tag in bytes, with its NUL.</summary>
    public const int Size = BlockInfo.TagSize;

    /// <summary>A result of <see cref="OwnerOf"/>: no handle and no block owns the block.</summary>
    private const ulong NoOwner = 0;

    /// <summary>A result of <see cref="OwnerOf"/>: a call may be ending the block's owner.</summary>
    private const ulong AtWork = ulong.MaxValue;

    /// <summary>Guards the table.</summary>
    private static ForkSafeLock s_lock;

    private static EntryTable s_table;

    /// <summary>Gives a tag to a live block, or removes its tag.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="block">Any value; never dereferenced.</param>
    /// <param name="tag">The text; empty: removes the tag.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns>
    /// <see cref="Status.Ok"/>, what is wrong with the pointer, <see cref="Status.OutOfMemory"/>, or
    /// <see cref="Status.Borrowed"/> if another call is at work on the block.
    /// </returns>
    public static Status Set<THeap>(THeap heap, void* block, ReadOnlySpan<byte> tag, ref Failure failure)
        where THeap : struct, IHeap
    {
        // Memory is allocated before any lock is taken, and freed after it is opened.
        Node* spare = tag.IsEmpty ? null : (Node*)CRuntime.AllocateTable(1, (nuint)sizeof(Node));
        if (spare == null && !tag.IsEmpty)
        {
            return failure.OutOfMemory((nuint)sizeof(Node));
        }

        Status status;
        FoundBlock found;
        while (true)
        {
            if (heap.TryFind(block, out found) && found.Word.IsLive && found.Word.State != EntryState.AdoptionRecord)
            {
                s_lock.Enter();
                status = SetLocked(heap, found.Entry, tag, ref spare, ref failure);
                s_lock.Exit();
                heap.Leave(found);
                break;
            }

            heap.Leave(found);
            if (Refusals.ExplainRead(heap, found, block, TypeNumber.None, ref failure))
            {
                status = failure.Status;
                break;
            }
        }

        CRuntime.Free(spare);
        return status;
    }

    /// <summary>Removes the tag of a block that this call has just freed.</summary>
    public static void Remove<THeap>(THeap heap, Entry* entry)
        where THeap : struct, IHeap
    {
        s_lock.Enter();
        EntryTable.Node* removed = s_table.Unlink(heap.IdOf(entry));
        s_lock.Exit();
        CRuntime.Free(removed);
        entry->Store(entry->Word.WithTag(false));
    }

    /// <summary>Moves a block's tag to the block that replaces it. The caller holds both.</summary>
    public static void Move<THeap>(THeap heap, Entry* from, Entry* to)
        where THeap : struct, IHeap
    {
        s_lock.Enter();
        EntryTable.Node* node = s_table.Unlink(heap.IdOf(from));
        if (node != null)
        {
            s_table.Link(node, heap.IdOf(to));
        }

        s_lock.Exit();
        from->Store(from->Word.WithTag(false));
        to->Store(to->Word.WithTag(node != null));
    }

    /// <summary>Copies a block's tag, with its NUL; an empty text if it has none.</summary>
    /// <param name="id">Number of the block's entry.</param>
    /// <param name="to">Room for at least <see cref="Size"/> bytes.</param>
    public static void Copy(uint id, Span<byte> to)
    {
        to.Clear();
        s_lock.Enter();
        Node* node = (Node*)s_table.Find(id);
        if (node != null)
        {
            new ReadOnlySpan<byte>(node->Text, Size).CopyTo(to);
        }

        s_lock.Exit();
    }

    /// <summary>Gives a tag to a pinned block, or removes its tag. The caller holds the lock.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="entry">The block's entry.</param>
    /// <param name="tag">The text; empty: removes the tag.</param>
    /// <param name="spare">In: a node for the tag. Out: a node to be freed, or null.</param>
    /// <param name="failure">Filled in on failure.</param>
    private static Status SetLocked<THeap>(THeap heap, Entry* entry, ReadOnlySpan<byte> tag, ref Node* spare, ref Failure failure)
        where THeap : struct, IHeap
    {
        uint id = heap.IdOf(entry);
        if (!tag.IsEmpty && !s_table.TryMakeRoom())
        {
            return failure.OutOfMemory(EntryTable.FirstBytes);
        }

        EntryWord word;
        ulong owner;
        do
        {
            word = entry->Word;
            owner = OwnerOf(heap, word);
            if (word.State is not (EntryState.CallerOwned or EntryState.ParentOwned or EntryState.HandleOwned or EntryState.Forgotten))
            {
                return failure.Set(Status.Borrowed, Reason.Busy, heap.Of(entry).Block);
            }
        }
        while (!entry->TrySwap(word, word.WithTag(!tag.IsEmpty)));

        // Removing a tag goes on: the end of the block would remove it as well, but no longer looks for it, since the bit is clear.
        if (!tag.IsEmpty && OwnerOf(heap, word) is var now && (now != owner || now == AtWork))
        {
            return failure.Set(Status.Borrowed, Reason.Busy, heap.Of(entry).Block);
        }

        Node* former = (Node*)s_table.Unlink(id);
        if (!tag.IsEmpty)
        {
            // SAFETY: a node has room for Size bytes, the last of which stays zero.
            tag[..Utf8Writer.Cut(tag, Size - 1)].CopyTo(new Span<byte>(spare->Text, Size));
            s_table.Link(&spare->Base, id);
        }

        spare = former;
        return Status.Ok;
    }

    /// <summary>Identifies the handle or block that owns a block, or says that a call may be ending it.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="word">The owned block's word.</param>
    /// <returns>A value that changes when the owner changes; or <see cref="NoOwner"/>, or <see cref="AtWork"/>.</returns>
    // A parent that is freed already counts as no call at work: that free has ended its children, or left them as orphans.
    private static ulong OwnerOf<THeap>(THeap heap, EntryWord word)
        where THeap : struct, IHeap
    {
        switch (word.State)
        {
            case EntryState.ParentOwned:
                EntryWord parent = heap.EntryAt(word.ParentId)->Word;
                return parent.IsHeld ? AtWork : parent.Bits;
            case EntryState.HandleOwned:
                HandleWord handle = HandleTable.At(word.HandleIndex)->Word;
                return handle.State is HandleState.Live or HandleState.Closing ? handle.Generation : AtWork;
            default:
                return NoOwner;
        }
    }

    /// <summary>A tag.</summary>
    private struct Node
    {
        /// <summary>What the table knows of it.</summary>
        public EntryTable.Node Base;

        /// <summary>The text, NUL-terminated; the last byte is always 0.</summary>
        public fixed byte Text[Size];
    }
}
