namespace FfiOwnership.Heaps.Slabs;

/// <summary>A list of slabs, oldest first. All zero is empty.</summary>
internal unsafe struct SlabList
{
    // SAFETY (whole file): permanent: records. A list is touched by one thread at a time: its heap's, or its lock's holder.

    private Slab* _first;
    private Slab* _last;

    /// <summary>The first, or null.</summary>
    public readonly Slab* First => _first;

    /// <summary>Adds a slab at the end.</summary>
    public void Add(Slab* slab)
    {
        slab->Next = null;
        slab->Previous = _last;
        if (_last != null)
        {
            _last->Next = slab;
        }
        else
        {
            _first = slab;
        }

        _last = slab;
    }

    /// <summary>Takes a slab out.</summary>
    public void Remove(Slab* slab)
    {
        if (slab->Previous != null)
        {
            slab->Previous->Next = slab->Next;
        }
        else
        {
            _first = slab->Next;
        }

        if (slab->Next != null)
        {
            slab->Next->Previous = slab->Previous;
        }
        else
        {
            _last = slab->Previous;
        }
    }

    /// <summary>Takes the first one out.</summary>
    /// <returns>Null if there is none.</returns>
    public Slab* TakeFirst()
    {
        Slab* slab = _first;
        if (slab != null)
        {
            Remove(slab);
        }

        return slab;
    }
}
