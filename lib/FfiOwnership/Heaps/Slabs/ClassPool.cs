using System.Runtime.InteropServices;
using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>The slabs of one size class that no heap owns and any heap may take: abandoned by ended threads, or without a block.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal unsafe struct ClassPool
{
    // SAFETY (whole file): locked: the lists, and the slabs in them. Owned: a slab before it is added, and after it was taken.

    /// <summary>Guards all lists of this pool. The first field, see <see cref="SlabPools.TryStart"/>.</summary>
    [FieldOffset(0)]
    private ForkSafeLock _lock;

    /// <summary>Slabs without a block whose memory is kept, see <see cref="EmptySlabBudget"/>.</summary>
    [FieldOffset(8)]
    private SlabList _kept;

    /// <summary>Abandoned slabs, with blocks and free slots.</summary>
    [FieldOffset(24)]
    private SlabList _abandoned;

    /// <summary>Slabs without a block beyond the budget: decommitted, unless the system refused.</summary>
    [FieldOffset(40)]
    private SlabList _empty;

    /// <summary>Adds an abandoned slab, which has blocks and free slots.</summary>
    public void AddAbandoned(Slab* slab)
    {
        Enter();
        slab->List = SlabListKind.Abandoned;
        _abandoned.Add(slab);
        _lock.Exit();
    }

    /// <summary>Takes the slab that was abandoned first.</summary>
    /// <returns>The slab, in no list; null: there is none.</returns>
    public Slab* TakeAbandoned()
    {
        // Unlocked check; a slab added concurrently may be missed.
        if (_abandoned.First == null)
        {
            return null;
        }

        Enter();
        Slab* slab = _abandoned.TakeFirst();
        if (slab != null)
        {
            slab->List = SlabListKind.None;
        }

        _lock.Exit();
        return slab;
    }

    /// <summary>Adds a slab without a block: it keeps its memory, or is decommitted.</summary>
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

    /// <summary>Takes a slab without a block, if possible one that has kept its memory; of several, the one added first.</summary>
    /// <returns>The slab, in no list; null: there is none.</returns>
    public Slab* TakeEmpty()
    {
        // Unlocked check; a slab added concurrently may be missed.
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

    /// <summary>Takes the lock. In a child of a fork that found the lock held, the lists may be half changed, so they are dropped.</summary>
    private void Enter()
    {
        if (!_lock.Enter())
        {
            _kept = default;
            _abandoned = default;
            _empty = default;
        }
    }
}
