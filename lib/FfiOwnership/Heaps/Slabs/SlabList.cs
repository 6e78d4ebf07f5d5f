namespace FfiOwnership.Heaps.Slabs;

/// <summary>A doubly linked list of slabs in the order in which they were added. All zero: empty.</summary>
internal unsafe struct SlabList
{
    // SAFETY (whole file): permanent: records. Owned or locked: the list and the links of the slabs in it.

    /// <summary>The slab added first; null: the list is empty.</summary>
    private Slab* _first;

    /// <summary>The slab added last; null: the list is empty.</summary>
    private Slab* _last;

    /// <summary>The slab added first; null: the list is empty.</summary>
    public readonly Slab* First => _first;

    /// <summary>The slab added last; null: the list is empty.</summary>
    public readonly Slab* Last => _first == null ? null : _last;

    /// <summary>Adds a slab in front of another one of this list.</summary>
    public void AddBefore(Slab* slab, Slab* next)
    {
        slab->Next = next;
        slab->Previous = next->Previous;
        if (next->Previous != null)
        {
            next->Previous->Next = slab;
        }
        else
        {
            _first = slab;
        }

        next->Previous = slab;
    }

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

    /// <summary>Removes a slab that is in this list.</summary>
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

    /// <summary>Removes the slab that was added first.</summary>
    /// <returns>The slab; null: the list is empty.</returns>
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
