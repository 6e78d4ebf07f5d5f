using System.Runtime.InteropServices;
using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>The slabs of one size class that no heap owns and any heap may take: with slots enough to be handed out, or without a block.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal unsafe struct SlabClass
{
    // SAFETY (whole file): locked: the lists, and the flags and links of the slabs in them. Owned: a slab that was taken, and one that
    // is about to be added.

    /// <summary>Guards all lists of this class. The first field, see <see cref="SlabPools.TryStart"/>.</summary>
    [FieldOffset(0)]
    private ForkSafeLock _lock;

    /// <summary>The number of the size class.</summary>
    [FieldOffset(4)]
    public uint Number;

    /// <summary>Slabs with blocks, and with slots enough to be handed out.</summary>
    [FieldOffset(8)]
    private SlabList _listed;

    /// <summary>Slabs without a block whose memory is kept, the one freed first in front, see <see cref="EmptySlabBudget"/>.</summary>
    [FieldOffset(24)]
    private SlabList _kept;

    /// <summary>Slabs without a block beyond the budget: decommitted, unless the system refused.</summary>
    [FieldOffset(40)]
    private SlabList _empty;

    /// <summary>Does what follows from slots that the caller has added to a slab's free ones.</summary>
    public void OnAdded(Slab* slab, AddedFree added)
    {
        if (added == AddedFree.IsEnough)
        {
            List(slab);
        }
        else if (added == AddedFree.IsAll)
        {
            ReleaseIfWithoutBlocks(slab);
        }
    }

    /// <summary>Leaves an owned slab to others.</summary>
    public void Leave(Slab* slab)
    {
        uint mine = slab->CountMine();
        if (slab->TryDisown(mine))
        {
            return;
        }

        Enter();
        slab->MarkLeft(mine);
        AddListed(slab);
    }

    /// <summary>Takes a slab for a heap: the one that was listed first, else one without a block, if possible one that has kept its memory.</summary>
    /// <returns>The slab, which the caller owns; null: there is none.</returns>
    public Slab* Take()
    {
        // Unlocked check; a slab added concurrently may be missed.
        if (_listed.First == null && _kept.First == null && _empty.First == null)
        {
            return null;
        }

        Enter();
        Slab* slab = _listed.TakeFirst();
        if (slab != null)
        {
            slab->MarkTaken();
            _lock.Exit();
            slab->Drain(isNew: true);
            return slab;
        }

        slab = _kept.TakeFirst();
        slab = slab != null ? slab : _empty.TakeFirst();
        if (slab != null)
        {
            slab->MarkReused();
        }

        _lock.Exit();
        if (slab != null)
        {
            EmptySlabBudget.OfClasses.Release(slab);
            SlabTable.Recommit(slab);
        }

        return slab;
    }

    /// <summary>Gives back the memory of slabs that have kept it and were not needed for a while.</summary>
    /// <param name="now">Milliseconds; wraps.</param>
    /// <param name="interval">How long; in milliseconds.</param>
    public void ReleaseOverdue(uint now, uint interval)
    {
        // Unlocked check; a slab added concurrently is not overdue.
        while (_kept.First != null)
        {
            Enter();
            Slab* slab = _kept.First;
            bool isOverdue = slab != null && (int)(now - slab->FreedAt) >= (int)interval;
            if (isOverdue)
            {
                _kept.Remove(slab);
                slab->MarkReused();
            }

            _lock.Exit();
            if (!isOverdue)
            {
                return;
            }

            EmptySlabBudget.OfClasses.Release(slab);
            AddDecommitted(slab);
        }
    }

    /// <summary>Lists a slab, which the caller has brought to slots enough. It is still nobody's: nobody else lists it.</summary>
    private void List(Slab* slab)
    {
        Enter();
        slab->MarkListed();
        AddListed(slab);
    }

    /// <summary>Adds a slab that is marked as listed, and opens the lock.</summary>
    private void AddListed(Slab* slab)
    {
        _listed.Add(slab);
        _lock.Exit();

        // Its last slots may have been added before it was marked; then nobody else has seen that they were the last.
        ReleaseIfWithoutBlocks(slab);
    }

    /// <summary>Gives the memory of a slab back, if the slab is listed and without blocks.</summary>
    private void ReleaseIfWithoutBlocks(Slab* slab)
    {
        if (!slab->IsListedWithoutBlocks)
        {
            return;
        }

        Enter();
        bool isFound = slab->IsListedWithoutBlocks;
        if (isFound)
        {
            _listed.Remove(slab);
            slab->MarkTaken();
        }

        _lock.Exit();
        if (!isFound)
        {
            return;
        }

        slab->Drain(isNew: true);
        if (slab->CountMine() != slab->SlotCount)
        {
            throw new InvalidOperationException("A slab without blocks has slots that are not free.");
        }

        AddWithoutBlocks(slab);
    }

    private void AddWithoutBlocks(Slab* slab)
    {
        if (!EmptySlabBudget.OfClasses.TryKeep(slab))
        {
            AddDecommitted(slab);
            return;
        }

        slab->FreedAt = (uint)Environment.TickCount64;
        Enter();
        slab->MarkPooled();
        _kept.Add(slab);
        _lock.Exit();
    }

    private void AddDecommitted(Slab* slab)
    {
        if (SlabTable.TryDecommit(slab))
        {
            slab->Rewind();
        }

        Enter();
        slab->MarkPooled();
        _empty.Add(slab);
        _lock.Exit();
    }

    /// <summary>Takes the lock. In a child of a fork that found it held, the lists may be half changed, so they are made anew from the slabs' words.</summary>
    private void Enter()
    {
        if (_lock.Enter())
        {
            return;
        }

        _listed = default;
        _kept = default;
        _empty = default;
        for (uint number = 1; number <= SlabTable.Count; number++)
        {
            Slab* slab = SlabTable.At(number);
            if (!slab->IsLarge && slab->ClassNumber == Number && slab->IsListed)
            {
                _listed.Add(slab);
            }
            else if (!slab->IsLarge && slab->ClassNumber == Number && slab->IsPooled)
            {
                ref SlabList list = ref slab->IsKept ? ref _kept : ref _empty;
                list.Add(slab);
            }
        }
    }
}
