using FfiOwnership.Entries;

namespace FfiOwnership.Heaps.Slabs;

/// <content>
/// Slots freed by threads that do not own the slab. They are pushed one by one and taken all at once, so there is no ABA.
/// The word also says whether the slab has an owner:
/// <code>
///  63        49   48   47      32 31             0
/// +-------------+------+----------+---------------+
/// |      0      | OWNED|  count   |  head, + 1    |   head 0: empty; links are those of the entries
/// +-------------+------+----------+---------------+
/// </code>
/// A slab that is used up has no owner: its last owner clears OWNED, which works only while the list is empty. The first
/// remote free sets it, and the thread that set it owns the slab. So a full slab costs no thread any work, and no wake-up can be lost:
/// either the clearing fails because a slot has come, or the slot's freer finds the bit clear.
/// </content>
internal unsafe partial struct Slab
{
    // SAFETY (whole file): a slot in the remote list has a freed entry whose link is the list's until it is drained.

    private const ulong OwnedBit = 1ul << 48;
    private const int CountShift = 32;
    private const uint CountMask = 0xFFFF;

    /// <summary>Whether somebody owns the slab.</summary>
    public readonly bool IsOwned => (Volatile.Read(in _remote) & OwnedBit) != 0;

    /// <summary>How many slots wait in the remote list.</summary>
    public readonly uint RemoteCount => CountOf(Volatile.Read(in _remote));

    /// <summary>Makes a new slab owned.</summary>
    public void StartOwned() => Volatile.Write(ref _remote, OwnedBit);

    /// <summary>Gives a slot back from a thread that does not own the slab.</summary>
    /// <param name="slot">Its entry is freed, and this call's.</param>
    /// <param name="canOwn">Whether this thread could be the slab's owner.</param>
    /// <returns>Whether this thread owns the slab now, and must look after it.</returns>
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

    /// <summary>Takes all that was freed remotely into the owner's free list, in the order of the frees.</summary>
    /// <returns>How many there were.</returns>
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

        // The remote list leads from the youngest to the oldest; the free list must lead the other way.
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

    /// <summary>Gives up a full slab.</summary>
    /// <returns>False if a slot was freed remotely meanwhile; then the caller still owns it.</returns>
    public bool TryDisown() => Interlocked.CompareExchange(ref _remote, 0, OwnedBit) == OwnedBit;

    private static uint CountOf(ulong remote) => (uint)(remote >> CountShift) & CountMask;
}
