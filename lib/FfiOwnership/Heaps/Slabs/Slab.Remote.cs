using FfiOwnership.Entries;

namespace FfiOwnership.Heaps.Slabs;

/// <content>
/// The remote free list: slots freed by threads that do not own the slab. Slots are pushed one at a time and taken all at
/// once, so the list has no ABA problem. Its word also says whether the slab has an owner:
/// <code>
///  63        49   48   47      32 31             0
/// +-------------+------+----------+---------------+
/// |      0      | OWNED|  count   |   head + 1    |   0 instead of head + 1: empty
/// +-------------+------+----------+---------------+
/// The link of a slot's freed entry has the same form as the lower half: the next slot + 1, or 0.
/// </code>
/// A full slab has no owner: its last owner clears OWNED, which succeeds only while the list is empty. The first remote free
/// sets OWNED again, and the thread that does so becomes the owner. So a full slab costs no thread any work, and no wake-up
/// can be lost: either the clearing fails because a slot was pushed before, or the thread that pushes one finds OWNED clear.
/// </content>
internal unsafe partial struct Slab
{
    // SAFETY (whole file): permanent: entries. Held: the entry of a slot that is pushed. Owned: cache line 2, and a list that was taken.

    private const ulong OwnedBit = 1ul << 48;
    private const int CountShift = 32;
    private const uint CountMask = 0xFFFF;

    /// <summary>Whether the slab is marked as owned. One in a pool is, too.</summary>
    public readonly bool IsOwned => (Volatile.Read(in _remote) & OwnedBit) != 0;

    /// <summary>Number of slots in the remote free list.</summary>
    public readonly uint RemoteCount => CountOf(Volatile.Read(in _remote));

    /// <summary>Marks a new slab as owned, with an empty remote free list.</summary>
    public void StartOwned() => Volatile.Write(ref _remote, OwnedBit);

    /// <summary>Pushes a slot onto the remote free list, on a thread that does not own the slab.</summary>
    /// <param name="slot">A slot whose block this call has freed.</param>
    /// <param name="canOwn">Whether the thread has a heap, so that it can become the owner.</param>
    /// <returns>Whether the thread has become the owner; it must then reclaim the slab.</returns>
    public bool PutRemotely(uint slot, bool canOwn)
    {
        Entry* entry = Entries + slot;
        ulong before = Volatile.Read(in _remote);
        while (true)
        {
            entry->Store(entry->Word.WithLink((uint)before));
            ulong after = ((before & OwnedBit) | (canOwn ? OwnedBit : 0)) | ((ulong)(CountOf(before) + 1) << CountShift) | (slot + 1);
            ulong seen = Interlocked.CompareExchange(ref _remote, after, before);
            if (seen == before)
            {
                return canOwn && (before & OwnedBit) == 0;
            }

            before = seen;
        }
    }

    /// <summary>Moves the whole remote free list to the end of the owner's free list, in the order of the frees. The caller owns the slab.</summary>
    /// <returns>How many slots were moved.</returns>
    public uint Drain()
    {
        if ((uint)Volatile.Read(in _remote) == 0)
        {
            return 0;
        }

        ulong taken = Interlocked.Exchange(ref _remote, OwnedBit);
        uint count = CountOf(taken);
        uint youngest = (uint)taken - 1;
        uint link = (uint)taken;
        uint oldest = 0;

        // The remote free list leads from the slot freed last to the one freed first; the free list leads the other way.
        for (uint i = 0; i < count; i++)
        {
            uint slot = link - 1;
            Entry* entry = Entries + slot;
            link = entry->Word.Link;
            entry->Store(entry->Word.WithLink(oldest));
            oldest = slot;
        }

        if (FreeCount != 0)
        {
            Entry* tail = Entries + Tail;
            tail->Store(tail->Word.WithLink(oldest));
        }
        else
        {
            Head = oldest;
        }

        Tail = youngest;
        FreeCount += count;
        return count;
    }

    /// <summary>Ends the ownership of a full slab.</summary>
    /// <returns>False if another thread has freed a slot since; the caller then still owns the slab.</returns>
    public bool TryDisown() => Interlocked.CompareExchange(ref _remote, 0, OwnedBit) == OwnedBit;

    /// <summary>The number of slots that a word of the remote free list counts.</summary>
    private static uint CountOf(ulong remote) => (uint)(remote >> CountShift) & CountMask;
}
