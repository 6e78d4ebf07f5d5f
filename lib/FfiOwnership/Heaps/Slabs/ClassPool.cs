using System.Runtime.InteropServices;
using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>The slabs of one size class that no heap owns but any may take: left behind by ended threads, or without a block.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal unsafe struct ClassPool
{
    // SAFETY (whole file): locked: the lists, and the slabs in them.

    [FieldOffset(0)]
    private ForkSafeLock _lock;

    [FieldOffset(8)]
    private SlabList _kept;

    [FieldOffset(24)]
    private SlabList _shared;

    [FieldOffset(40)]
    private SlabList _empty;

    /// <summary>Takes in a slab with some blocks and some free slots.</summary>
    public void AddAbandoned(Slab* slab)
    {
        Enter();
        slab->List = SlabListKind.Abandoned;
        _shared.Add(slab);
        _lock.Exit();
    }

    /// <summary>Hands out the slab that was left behind longest.</summary>
    /// <returns>Null if there is none.</returns>
    public Slab* TakeAbandoned()
    {
        // Unlocked check; a slab added concurrently may be missed.
        if (_shared.First == null)
        {
            return null;
        }

        Enter();
        Slab* slab = _shared.TakeFirst();
        if (slab != null)
        {
            slab->List = SlabListKind.None;
        }

        _lock.Exit();
        return slab;
    }

    /// <summary>Takes in a slab without a block.</summary>
    public void AddEmpty(Slab* slab)
    {
        Enter();
        slab->List = SlabListKind.Empty;
        bool isKept = EmptySlabBudget.OfClasses.TryKeep(slab, isAlone: _kept.First == null);
        if (isKept)
        {
            _kept.Add(slab);
        }

        _lock.Exit();
        if (isKept)
        {
            return;
        }

        if (SlabTable.TryDecommit(slab))
        {
            slab->Reset();
        }

        Enter();
        _empty.Add(slab);
        _lock.Exit();
    }

    /// <summary>Hands out the slab that was without a block longest; one with memory, if there is one.</summary>
    /// <returns>Null if there is none.</returns>
    public Slab* TakeEmpty()
    {
        if (_kept.First == null && _empty.First == null)
        {
            return null;
        }

        Enter();
        Slab* slab = _kept.TakeFirst();
        slab = slab != null ? slab : _empty.TakeFirst();
        if (slab != null)
        {
            slab->List = SlabListKind.None;
        }

        _lock.Exit();
        if (slab != null)
        {
            EmptySlabBudget.OfClasses.Release(slab);
            SlabTable.Recommit(slab);
        }

        return slab;
    }

    private void Enter()
    {
        if (!_lock.Enter())
        {
            _kept = default;
            _shared = default;
            _empty = default;
        }
    }
}
