using System.Runtime.InteropServices;
using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>The slabs of one size of large blocks that hold no block, oldest first.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal unsafe struct LargePool
{
    // SAFETY (whole file): locked: the list, and the slabs in it.

    /// <summary>How many freed blocks of a size wait before the oldest of them is used again: that many later frees a second free still meets its own.</summary>
    public const uint ReuseDelay = 8;

    // One of each size up to this keeps its memory, however much others hold.
    private const nuint MostAlone = 1 << 20;

    // How many slabs of other sizes give their memory back for one that is freed: each takes a system call.
    private const int MostEvicted = 16;

    [FieldOffset(0)]
    private ForkSafeLock _lock;

    [FieldOffset(4)]
    private uint _count;

    [FieldOffset(8)]
    private SlabList _waiting;

    [FieldOffset(24)]
    private uint _keptCount;

    // No slab before this one keeps its memory: those that give it back do so oldest first. Null: none does.
    [FieldOffset(32)]
    private Slab* _firstKept;

    /// <summary>Takes in a slab without a block.</summary>
    public void Add(Slab* slab)
    {
        slab->List = SlabListKind.Empty;
        bool isAlone = Volatile.Read(ref _keptCount) == 0 && slab->RangeSize <= MostAlone;
        bool isKept = EmptySlabBudget.OfLarge.TryKeep(slab, isAlone);
        for (int tries = 0; !isKept && tries < MostEvicted && EmptySlabBudget.OfLarge.HasRoomFor(slab) && SlabPools.TryMakeRoom(slab->ClassNumber); tries++)
        {
            isKept = EmptySlabBudget.OfLarge.TryKeep(slab, isAlone);
        }

        if (!isKept)
        {
            _ = SlabTable.TryDecommit(slab);
        }

        Enter();
        _waiting.Add(slab);
        _firstKept = _firstKept != null ? _firstKept : slab;
        _count++;
        _keptCount += slab->IsKept ? 1u : 0;
        _lock.Exit();
    }

    /// <summary>Hands out the slab that was without a block longest.</summary>
    /// <param name="isLastResort">There is no memory for another one: any will do.</param>
    /// <returns>Null if fewer wait than must; or, as a last resort, if there is none.</returns>
    public Slab* Take(bool isLastResort)
    {
        Enter();
        Slab* slab = _count > (isLastResort ? 0 : ReuseDelay) ? _waiting.TakeFirst() : null;
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

    /// <summary>Has a slab that keeps its memory give it back, the oldest one first.</summary>
    /// <returns>False if none was found.</returns>
    public bool TryDecommitOne()
    {
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

    private void Enter()
    {
        if (!_lock.Enter())
        {
            _waiting = default;
            _firstKept = null;
            _count = _keptCount = 0;
        }
    }
}
