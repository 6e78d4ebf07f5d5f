namespace FfiOwnership.Heaps.Slabs;

/// <summary>The ranges of one large size that hold no block and wait for their reuse, each with its record, the one freed first in front.</summary>
/// <remarks>The caller of any member holds the lock of <see cref="LargeBlocks"/>. All zero: empty.</remarks>
internal unsafe struct LargePool
{
    // SAFETY (whole file): locked: the list, and the records in it.

    private SlabList _waiting;

    /// <summary>Number of ranges.</summary>
    public uint Count { get; private set; }

    /// <summary>The range freed first; null: none waits.</summary>
    public readonly Slab* First => _waiting.First;

    /// <summary>The range freed last; null: none waits.</summary>
    public readonly Slab* Last => _waiting.Last;

    /// <summary>Number of ranges of a size that stay behind when one is reused, and keep their addresses when memory goes back; so long a late second free is recognised.</summary>
    public static uint ReuseDelay(uint largeSize) => largeSize <= LargeSize.LargestCut ? 8u : 2u;

    /// <summary>Adds a range at its place in the order of frees. Mostly that is the end; at the front only few wait without memory.</summary>
    public void Add(Slab* slab)
    {
        Count++;
        Slab* last = _waiting.Last;
        if (last == null || last->FreedOrder < slab->FreedOrder)
        {
            _waiting.Add(slab);
            return;
        }

        Slab* next = _waiting.First;
        while (next->FreedOrder < slab->FreedOrder)
        {
            next = next->Next;
        }

        _waiting.AddBefore(slab, next);
    }

    /// <summary>Removes a range.</summary>
    public void Remove(Slab* slab)
    {
        _waiting.Remove(slab);
        Count--;
    }
}
