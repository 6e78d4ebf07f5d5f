using System.Runtime.InteropServices;
using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>The slabs of one large size that hold no block, in the order in which their blocks were freed.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal unsafe struct LargePool
{
    // SAFETY (whole file): locked: the list, and the slabs in it. Owned: a slab before it is added, and after it was taken.

    /// <summary>Number of slabs withheld in the list while a new one can be made; delays reuse, so that a late second free is recognised.</summary>
    public const uint ReuseDelay = 8;

    /// <summary>Bytes up to which the only kept slab of a size keeps its memory, even beyond the budget.</summary>
    private const nuint MaxAlwaysKept = 1 << 20;

    /// <summary>The most slabs of other sizes that are decommitted to make room for one. Each costs a system call.</summary>
    private const int MaxEvictions = 16;

    /// <summary>Guards all other fields. The first field, see <see cref="SlabPools.TryStart"/>.</summary>
    [FieldOffset(0)]
    private ForkSafeLock _lock;

    /// <summary>Number of slabs in the list.</summary>
    [FieldOffset(4)]
    private uint _count;

    /// <summary>The slabs, the one freed first in front.</summary>
    [FieldOffset(8)]
    private SlabList _empty;

    /// <summary>Number of slabs in the list whose memory is kept. Written under the lock, also read without it.</summary>
    [FieldOffset(24)]
    private uint _keptCount;

    /// <summary>No slab before this one in the list keeps its memory; null: no slab in the list does.</summary>
    [FieldOffset(32)]
    private Slab* _firstKept;

    /// <summary>Adds a slab without a block: it keeps its memory, if necessary in place of slabs of other sizes, or is decommitted.</summary>
    public void Add(Slab* slab)
    {
        slab->List = SlabListKind.Empty;
        bool isAlone = Volatile.Read(ref _keptCount) == 0 && slab->RangeSize <= MaxAlwaysKept;
        bool isKept = EmptySlabBudget.OfLarge.TryKeep(slab, isAlone);
        for (int tries = 0; !isKept && tries < MaxEvictions && EmptySlabBudget.OfLarge.HasRoomFor(slab) && SlabPools.TryMakeRoom(slab->ClassNumber); tries++)
        {
            isKept = EmptySlabBudget.OfLarge.TryKeep(slab, isAlone);
        }

        if (!isKept)
        {
            _ = SlabTable.TryDecommit(slab);
        }

        Enter();
        _empty.Add(slab);
        _firstKept = _firstKept != null ? _firstKept : slab;
        _count++;
        _keptCount += slab->IsKept ? 1u : 0;
        _lock.Exit();
    }

    /// <summary>Takes the slab that was freed first.</summary>
    /// <param name="isLastResort">Whether to take it even if <see cref="ReuseDelay"/> others do not remain: no new slab can be made.</param>
    /// <returns>The slab, in no list; null: there is none that may be taken.</returns>
    public Slab* Take(bool isLastResort)
    {
        Enter();
        Slab* slab = _count > (isLastResort ? 0 : ReuseDelay) ? _empty.TakeFirst() : null;
        if (slab != null)
        {
            _firstKept = _firstKept == slab ? slab->Next : _firstKept;
            _count--;
            _keptCount -= slab->IsKept ? 1u : 0;
        }

        _lock.Exit();
        if (slab != null)
        {
            slab->List = SlabListKind.None;
            EmptySlabBudget.OfLarge.Release(slab);
        }

        return slab;
    }

    /// <summary>Decommits the first slab in the list that keeps its memory.</summary>
    /// <returns>False if no slab does.</returns>
    public bool TryDecommitOne()
    {
        // Unlocked check; a slab added concurrently may be missed.
        if (Volatile.Read(ref _keptCount) == 0)
        {
            return false;
        }

        Enter();
        Slab* slab = _firstKept;
        while (slab != null && !slab->IsKept)
        {
            slab = slab->Next;
        }

        _firstKept = slab;
        if (slab != null)
        {
            _keptCount--;
            EmptySlabBudget.OfLarge.Release(slab);
            _ = SlabTable.TryDecommit(slab);
        }

        _lock.Exit();
        return slab != null;
    }

    /// <summary>Takes the lock. In a child of a fork that found the lock held, the list may be half changed, so it is dropped.</summary>
    private void Enter()
    {
        if (!_lock.Enter())
        {
            _empty = default;
            _firstKept = null;
            _count = _keptCount = 0;
        }
    }
}
