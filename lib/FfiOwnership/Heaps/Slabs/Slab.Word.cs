namespace FfiOwnership.Heaps.Slabs;

/// <content>
/// The word of a slab: whose it is, and how many slots others have freed.
/// <code>
///  63                             2 1    0
/// +--------------------------------+------+
/// |         free (signed)          | flag |
/// +--------------------------------+------+
/// free  nobody's slab: slots set in Mine and Theirs, less those that are set and not added yet
///       a heap's slab: those in Theirs alone
///       so it never says too much, and is negative for a moment if bits are taken before they are added
///
/// Nobodys -> Listed    who brought free to MinFreeToReuse      addition, under the class's lock
/// Listed  -> Owned     who takes it for a heap, or found it    addition, under the class's lock
///                      without blocks
/// Owned   -> Nobodys   the owner                               compare-and-swap
/// Owned   -> Listed    the owner, of a heap that is left       addition, under the class's lock
/// Owned   -> Pooled    who found it without blocks             addition, under the class's lock
/// Pooled  -> Owned     who takes it for a heap                 addition, under the class's lock
/// </code>
/// A slab that waits for frees costs no thread any work: whoever brings its count to the threshold lists it. No wake-up can be lost:
/// either the disowning swap fails, because a slot was added before it, or what is added after it finds the slab nobody's. A count is
/// never stored: a slot that is set and not added yet would make it say too much for good. That a slab is without blocks
/// is known only from bits that one holds, never from the count.
/// <para>The model in <c>Protocols/SlabBits</c> of the tests tries every order of these steps.</para>
/// </content>
internal unsafe partial struct Slab
{
    // SAFETY (whole file): permanent: records.

    private const int FlagBits = 2;
    private const long FlagMask = (1 << FlagBits) - 1;

    private const long Nobodys = 0;
    private const long Listed = 1;
    private const long Owned = 2;
    private const long Pooled = 3;

    /// <summary>Whether a heap owns the slab, or a call that moves it.</summary>
    public readonly bool IsOwned => (Volatile.Read(in _word) & FlagMask) == Owned;

    /// <summary>Whether the slab is in the list of its class: nobody's, with slots enough to be handed out.</summary>
    public readonly bool IsListed => (Volatile.Read(in _word) & FlagMask) == Listed;

    /// <summary>Whether the slab is in the pool of its class: without a block.</summary>
    public readonly bool IsPooled => (Volatile.Read(in _word) & FlagMask) == Pooled;

    /// <summary>The number of free slots that the word says.</summary>
    public readonly long FreeCount => Volatile.Read(in _word) >> FlagBits;

    /// <summary>Whether the slab is listed, and no slot has a block.</summary>
    public readonly bool IsListedWithoutBlocks => Volatile.Read(in _word) == ((long)SlotCount << FlagBits | Listed);

    /// <summary>Marks a new slab as owned by the call that makes it.</summary>
    public void StartOwned() => Volatile.Write(ref _word, Owned);

    /// <summary>Adds slots whose bits the caller has set in <see cref="Theirs"/>.</summary>
    /// <param name="count">Number of slots.</param>
    /// <returns>What the caller must do now.</returns>
    public AddedFree AddFree(uint count)
    {
        long after = AddToFree(count);
        long free = after >> FlagBits;
        return (after & FlagMask) switch
        {
            Nobodys when free >= MinFreeToReuse && free - count < MinFreeToReuse => AddedFree.IsEnough,
            Listed when free == SlotCount => AddedFree.IsAll,
            _ => AddedFree.IsNoMatter,
        };
    }

    /// <summary>Ends the ownership of a slab, unless it has, or gets meanwhile, slots enough to be handed out.</summary>
    /// <param name="mine">Number of slots that are left in <see cref="Mine"/>.</param>
    /// <returns>False if there are enough.</returns>
    public bool TryDisown(uint mine)
    {
        while (true)
        {
            long seen = Volatile.Read(in _word);
            long free = (seen >> FlagBits) + mine;
            if (free >= MinFreeToReuse)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _word, free << FlagBits | Nobodys, seen) == seen)
            {
                return true;
            }
        }
    }

    /// <summary>Marks a slab that was nobody's as listed. The caller holds the class's lock.</summary>
    public void MarkListed() => Interlocked.Add(ref _word, Listed - Nobodys);

    /// <summary>Marks an owned slab as listed. The caller holds the class's lock.</summary>
    /// <param name="mine">Number of slots that are left in <see cref="Mine"/>.</param>
    public void MarkLeft(uint mine) => Interlocked.Add(ref _word, Listed - Owned + ((long)mine << FlagBits));

    /// <summary>Marks a listed slab as owned. The caller holds the class's lock.</summary>
    public void MarkTaken() => Interlocked.Add(ref _word, Owned - Listed);

    /// <summary>Marks an owned slab without blocks as one in the pool. The caller holds the class's lock.</summary>
    public void MarkPooled() => Interlocked.Add(ref _word, Pooled - Owned);

    /// <summary>Marks a slab from the pool as owned. The caller holds the class's lock.</summary>
    public void MarkReused() => Interlocked.Add(ref _word, Owned - Pooled);

    // Returns the new word. Acquires and releases, so whoever acts on the count sees the bits behind it.
    private long AddToFree(long count) => Interlocked.Add(ref _word, count << FlagBits);
}
