namespace FfiOwnership.Heaps.Slabs;

/// <summary>Limits the memory of freed large blocks: of all that wait with their memory, which must go back, and when.</summary>
/// <remarks>
/// They keep as much as lives, or <see cref="MaxBytes"/> if less does, and nothing beyond <see cref="MaxAge"/>: a buffer that comes and goes
/// is made of memory that is there, and a burst costs the process its memory for a moment only. The caller of any member holds
/// the lock of <see cref="LargeBlocks"/>. All zero: nothing lives, nothing waits.
/// </remarks>
internal unsafe struct LargeBudget
{
    // SAFETY (whole file): locked: the list, and the records in it.

    /// <summary>Bytes that may wait with their memory however little lives.</summary>
    private const nuint MaxBytes = 32 << 20;

    /// <summary>How many ranges are looked at for one whose memory can move.</summary>
    private const int MaxLookedAt = 64;

    /// <summary>Bytes of addresses that may wait without memory.</summary>
    private const nuint MaxAddresses = (nuint)1 << 30;

    /// <summary>Milliseconds after which memory goes back, at the next call that looks.</summary>
    private const uint MaxAge = 100;

    /// <summary>The range with memory that was freed first; null: none has memory.</summary>
    private Slab* _oldest;

    /// <summary>The one freed last; undefined if there is none.</summary>
    private Slab* _youngest;

    /// <summary>Bytes of the ranges with a block.</summary>
    private nuint _live;

    /// <summary>Bytes of the ranges that wait without memory.</summary>
    private nuint _addresses;

    /// <summary>Bytes of the ranges that wait with their memory. Also read without the lock.</summary>
    public nuint KeptBytes { get; private set; }

    /// <summary>Counts a range that a block gets.</summary>
    public void CountLive(nuint size) => _live += size;

    /// <summary>Counts a range whose block is freed.</summary>
    public void CountFreed(nuint size) => _live -= size;

    /// <summary>Counts a range that waits from now on, with its memory or without.</summary>
    public void Add(Slab* slab, bool isKept)
    {
        slab->IsKept = isKept;
        if (!isKept)
        {
            _addresses += slab->RangeSize;
            return;
        }

        slab->Older = _oldest == null ? null : _youngest;
        slab->Younger = null;
        if (_oldest == null)
        {
            _oldest = slab;
        }
        else
        {
            _youngest->Younger = slab;
        }

        _youngest = slab;
        KeptBytes += slab->LargeCommitted;
    }

    /// <summary>Ends the count of a range that has waited.</summary>
    public void Remove(Slab* slab)
    {
        if (!slab->IsKept)
        {
            _addresses -= slab->RangeSize;
            return;
        }

        slab->IsKept = false;
        KeptBytes -= slab->LargeCommitted;
        if (slab->Older != null)
        {
            slab->Older->Younger = slab->Younger;
        }
        else
        {
            _oldest = slab->Younger;
        }

        if (slab->Younger != null)
        {
            slab->Younger->Older = slab->Older;
        }
        else
        {
            _youngest = slab->Older;
        }
    }

    /// <summary>A range that may no longer keep its memory: the one freed first; or the last one, if all the others gone would not make room for it.</summary>
    /// <param name="now">The time in milliseconds.</param>
    /// <returns>Null: all may.</returns>
    public readonly Slab* Surplus(uint now)
    {
        nuint most = nuint.Max(MaxBytes, _live);
        if (_oldest == null || (KeptBytes <= most && now - _oldest->FreedAt < MaxAge))
        {
            return null;
        }

        return KeptBytes > most && _youngest->LargeCommitted > most ? _youngest : _oldest;
    }

    /// <summary>The range freed last among those with memory that can move; null: none of the youngest is such.</summary>
    public readonly Slab* YoungestMovable()
    {
        Slab* slab = _oldest == null ? null : _youngest;
        for (int i = 1; slab != null && !LargeSize.IsMovable(slab->RangeSize); i++)
        {
            slab = i == MaxLookedAt ? null : slab->Older;
        }

        return slab;
    }

    /// <summary>Whether a range may wait without memory.</summary>
    public readonly bool HasRoomForAddresses(nuint size) => _addresses + size <= MaxAddresses;
}
