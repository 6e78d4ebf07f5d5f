using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace FfiOwnership.Heaps.Slabs;

/// <content>The bits of free slots. Those of the owner's map are changed without atomic instructions.</content>
internal unsafe partial struct Slab
{
    // SAFETY (whole file): permanent: the maps, behind the entries. Owned: `Mine` and the cursor.

    /// <summary>Number of bits in a word of a map.</summary>
    public const int WordBits = 64;

    /// <summary>Number of words in each map; 0 for a large block.</summary>
    public readonly uint WordCount => (SlotCount + WordBits - 1) / WordBits;

    /// <summary>The owner's free slots, bit by bit from slot 0 on.</summary>
    public readonly ulong* Mine => (ulong*)((byte*)Entries + EntryArea.BytesToMine(SlotCount));

    /// <summary>The slots that others have freed since the owner last took theirs. Any thread sets a bit, by an atomic instruction; the owner takes a word at once.</summary>
    public readonly ulong* Theirs => (ulong*)((byte*)Entries + EntryArea.BytesToTheirs(SlotCount));

    /// <summary>Number of entries that may have described a block. One that the owner uses for the first time meanwhile may be missed.</summary>
    public uint UsedCount => Volatile.Read(ref _usedCount);

    /// <summary>Makes all slots free and the owner's: of a new slab, and of one whose maps went back to the system while no slot was in use.</summary>
    public readonly void FillMine()
    {
        ulong* mine = Mine;
        for (uint slot = 0; slot < SlotCount; slot += WordBits)
        {
            uint count = Math.Min(SlotCount - slot, WordBits);
            mine[slot / WordBits] = ulong.MaxValue >> (int)(WordBits - count);
        }
    }

    /// <summary>Number of the owner's free slots.</summary>
    public readonly uint CountMine()
    {
        ulong* mine = Mine;
        int count = 0;
        for (uint i = 0; i < WordCount; i++)
        {
            count += BitOperations.PopCount(mine[i]);
        }

        return (uint)count;
    }

    /// <summary>Takes the owner's next word with a free slot, from the cursor on, out of the map. Calls nothing.</summary>
    /// <param name="bits">The word.</param>
    /// <param name="firstSlot">The slot of its lowest bit.</param>
    /// <returns>False if the owner has no free slot.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTakeWord(out ulong bits, out uint firstSlot)
    {
        ulong* mine = Mine;
        uint count = WordCount;
        uint at = _cursor;
        bits = 0;
        firstSlot = 0;
        for (uint i = 0; i < count; i++)
        {
            bits = mine[at];
            uint next = at + 1 == count ? 0 : at + 1;
            if (bits != 0)
            {
                mine[at] = 0;
                _cursor = next;
                firstSlot = at * WordBits;
                uint end = firstSlot + WordBits - (uint)BitOperations.LeadingZeroCount(bits);
                if (end > _usedCount)
                {
                    Volatile.Write(ref _usedCount, end);
                }

                return true;
            }

            at = next;
        }

        return false;
    }

    /// <summary>Lets the owner's search begin at the first slot again, after the slab's memory went back to the system: so it needs few pages at first.</summary>
    public void Rewind() => _cursor = 0;

    /// <summary>Makes slots of one word the owner's, which were somewhere else before.</summary>
    public readonly void SetMine(uint word, ulong bits) => Volatile.Write(ref Mine[word], Mine[word] | bits);

    /// <summary>Sets slots of one word as freed by another thread than the owner's. Must be followed by <see cref="AddFree"/>.</summary>
    public readonly void SetTheirs(uint word, ulong bits) => Interlocked.Or(ref Theirs[word], bits);

    /// <summary>Asks for the cache lines that <see cref="SetTheirs"/> and <see cref="AddFree"/> write.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void PrefetchHome(uint word)
    {
        Sse.Prefetch0(Theirs + word);
        Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.AsRef(in _word)));
    }

    /// <summary>Moves what others have freed to the owner's free slots.</summary>
    /// <param name="isNew">Whether the caller has just become the owner: then the count has the owner's slots in it, and must not any more.</param>
    /// <remarks>Bits first, count second. Meanwhile the count says too little, and it may be negative.</remarks>
    public void Drain(bool isNew)
    {
        ulong* mine = Mine;
        ulong* theirs = Theirs;
        uint taken = isNew ? CountMine() : 0;
        for (uint i = 0; i < WordCount; i++)
        {
            if (Volatile.Read(ref theirs[i]) != 0)
            {
                ulong bits = Interlocked.Exchange(ref theirs[i], 0);
                mine[i] |= bits;
                taken += (uint)BitOperations.PopCount(bits);
            }
        }

        _ = AddToFree(-(long)taken);
    }
}
