using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;
using FfiOwnership.Platform;

namespace FfiOwnership.Ledgers;

/// <summary>The side table of tags: short labels that callers stick on blocks, for reports.</summary>
/// <remarks>
/// A tag and the bit in the entry's word that announces it change together under the table's lock. The bit changes by
/// compare-and-swap, so that a tag never sticks to a block that was freed meanwhile.
/// <para>
/// A block that a handle or a parent owns is ended by the call that has won the handle's word or claimed the parent, which then
/// needs no second swap for it if a tag can do without one. The order sees to that: it wins the owner first and looks at the
/// block's word afterwards; a tag swaps the block's word first and looks at the owner afterwards. So one of the two sees the
/// other: either the end finds the bit, or the tag finds its owner gone and gives up, and a bit without a tag harms nobody.
/// A tag without a bit would: the next block there could get it. So who takes a tag off never gives up after the swap.
/// </para>
/// </remarks>
internal static unsafe partial class Tags
{
    /// <summary>The room for a tag, with its NUL.</summary>
    public const int Size = BlockInfo.TagSize;

    private const int FirstChains = 64;

    private const ulong NoOwner = 0;
    private const ulong AtWork = ulong.MaxValue;

    private static ForkSafeLock s_lock;
    private static Node** s_chains;
    private static uint s_chainCount;
    private static uint s_count;

    /// <summary>Has forks wait for the table.</summary>
    public static void JoinForkGate() => ForkGate.Add(ref s_lock);

    /// <summary>Sticks a tag on a block, or takes it off.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="block">Any value; never dereferenced.</param>
    /// <param name="tag">The text; empty: none.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns>
    /// <see cref="Status.Ok"/>, what is wrong with the pointer, <see cref="Status.OutOfMemory"/>, or
    /// <see cref="Status.Borrowed"/> if another call is at work on the block.
    /// </returns>
    public static Status Set<THeap>(THeap heap, void* block, ReadOnlySpan<byte> tag, ref Failure failure)
        where THeap : struct, IHeap
    {
        // Memory is taken before any lock and given back after it.
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

    /// <summary>Takes the tag of a block away that has just been freed.</summary>
    public static void Remove<THeap>(THeap heap, Entry* entry)
        where THeap : struct, IHeap
    {
        s_lock.Enter();
        Node* removed = Unlink(heap.IdOf(entry));
        s_lock.Exit();
        CRuntime.Free(removed);
        entry->Store(entry->Word.WithTag(false));
    }

    /// <summary>Moves a block's tag to the block that takes its place. Both are held by this call.</summary>
    public static void Move<THeap>(THeap heap, Entry* from, Entry* to)
        where THeap : struct, IHeap
    {
        s_lock.Enter();
        Node* node = Unlink(heap.IdOf(from));
        if (node != null)
        {
            Link(node, heap.IdOf(to));
        }

        s_lock.Exit();
        from->Store(from->Word.WithTag(false));
        to->Store(to->Word.WithTag(node != null));
    }

    /// <summary>Copies a block's tag, with its NUL; an empty one if it has none.</summary>
    public static void Copy(uint id, Span<byte> to)
    {
        to.Clear();
        s_lock.Enter();
        Node* node = s_chains == null ? null : *Find(id);
        if (node != null)
        {
            new ReadOnlySpan<byte>(node->Text, Size).CopyTo(to);
        }

        s_lock.Exit();
    }

    private static Status SetLocked<THeap>(THeap heap, Entry* entry, ReadOnlySpan<byte> tag, ref Node* spare, ref Failure failure)
        where THeap : struct, IHeap
    {
        uint id = heap.IdOf(entry);
        if (!tag.IsEmpty && !TryMakeRoom())
        {
            return failure.OutOfMemory(FirstChains * (nuint)sizeof(Node*));
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

        // Taking a tag off is what an end would do, too. To give up here would leave the text where no end looks for it.
        if (!tag.IsEmpty && OwnerOf(heap, word) is var now && (now != owner || now == AtWork))
        {
            return failure.Set(Status.Borrowed, Reason.Busy, heap.Of(entry).Block);
        }

        Node* former = s_chains == null ? null : Unlink(id);
        if (!tag.IsEmpty)
        {
            // SAFETY: a node has room for Size bytes, the last of which stays zero.
            tag[..Utf8Writer.Cut(tag, Size - 1)].CopyTo(new Span<byte>(spare->Text, Size));
            Link(spare, id);
        }

        spare = former;
        return Status.Ok;
    }

    // Which owner it is, and that nobody is about to end what it owns: a parent that is freed has ended what it could before.
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
}
