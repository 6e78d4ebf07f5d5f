using System.Runtime.InteropServices;
using FfiOwnership.Platform;

namespace FfiOwnership.Memory;

/// <summary>The slabs of one size of large blocks that hold no block.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal unsafe struct LargePool
{
    // SAFETY (whole file): locked: the list, and the slabs in it.

    // One of each size up to this keeps its memory, however much others hold.
    private const nuint MostAlone = 1 << 20;

    [FieldOffset(0)]
    private ForkSafeLock _lock;

    [FieldOffset(8)]
    private SlabList _kept;

    [FieldOffset(24)]
    private SlabList _empty;

    /// <summary>Takes in a slab without a block.</summary>
    public void Add(Slab* slab)
    {
        Enter();
        slab->Place = SlabPlace.Pool;
        bool isKept = KeptMemory.TryKeep(slab, isAlone: _kept.First == null && slab->RangeSize <= MostAlone);
        if (isKept)
        {
            _kept.Add(slab);
        }

        _lock.Exit();
        if (isKept)
        {
            return;
        }

        SlabTable.GiveBack(slab);
        Enter();
        _empty.Add(slab);
        _lock.Exit();
    }

    /// <summary>Hands out the slab that was without a block longest; one with memory, if there is one.</summary>
    /// <returns>Null if there is none.</returns>
    public Slab* Take()
    {
        Enter();
        Slab* slab = _kept.TakeFirst();
        slab = slab != null ? slab : _empty.TakeFirst();
        _lock.Exit();
        if (slab != null)
        {
            slab->Place = SlabPlace.None;
            if (!slab->IsGivenBack)
            {
                KeptMemory.Release(slab);
            }
        }

        return slab;
    }

    private void Enter()
    {
        if (!_lock.Enter())
        {
            _kept = default;
            _empty = default;
        }
    }
}
