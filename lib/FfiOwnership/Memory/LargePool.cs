using System.Runtime.InteropServices;
using FfiOwnership.Platform;

namespace FfiOwnership.Memory;

/// <summary>The slabs of one size of large blocks that hold no block, oldest first.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal unsafe struct LargePool
{
    // SAFETY (whole file): locked: the list, and the slabs in it.

    /// <summary>How many freed blocks of a size wait before the oldest of them is used again: that many later frees a second free still meets its own.</summary>
    public const uint ReuseDelay = 8;

    // One of each size up to this keeps its memory, however much others hold.
    private const nuint MostAlone = 1 << 20;

    [FieldOffset(0)]
    private ForkSafeLock _lock;

    [FieldOffset(4)]
    private uint _count;

    [FieldOffset(8)]
    private SlabList _waiting;

    [FieldOffset(24)]
    private uint _keptCount;

    /// <summary>Takes in a slab without a block.</summary>
    public void Add(Slab* slab)
    {
        slab->Place = SlabPlace.Pool;
        bool isAlone = Volatile.Read(ref _keptCount) == 0 && slab->RangeSize <= MostAlone;
        if (!KeptMemory.OfLarge.TryKeep(slab, isAlone))
        {
            _ = SlabTable.TryGiveBack(slab);
        }

        Enter();
        _waiting.Add(slab);
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
            _count--;
            _keptCount -= slab->IsKept ? 1u : 0;
        }

        _lock.Exit();
        if (slab != null)
        {
            slab->Place = SlabPlace.None;
            KeptMemory.OfLarge.Release(slab);
        }

        return slab;
    }

    private void Enter()
    {
        if (!_lock.Enter())
        {
            _waiting = default;
            _count = _keptCount = 0;
        }
    }
}
