using System.Runtime.InteropServices;
using FfiOwnership.Platform;

namespace FfiOwnership.Memory;

/// <summary>The slabs of one size of large blocks that hold no block.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal unsafe struct LargePool
{
    // SAFETY (whole file): locked: the list, and the slabs in it.

    // So many bytes of empty slabs, of all sizes together, keep their memory.
    private const long MostKept = 4 << 20;

    private static long s_kept;

    [FieldOffset(0)]
    private ColdLock _lock;

    [FieldOffset(8)]
    private SlabList _empty;

    /// <summary>Takes in a slab without a block.</summary>
    public void Add(Slab* slab)
    {
        long size = (long)slab->RangeSize;
        if (Interlocked.Add(ref s_kept, size) > MostKept)
        {
            Interlocked.Add(ref s_kept, -size);
            SlabTable.GiveBack(slab);
        }

        Enter();
        slab->Place = SlabPlace.Pool;
        _empty.Add(slab);
        _lock.Exit();
    }

    /// <summary>Hands out the slab that was without a block longest.</summary>
    /// <returns>Null if there is none.</returns>
    public Slab* Take()
    {
        Enter();
        Slab* slab = _empty.TakeFirst();
        _lock.Exit();
        if (slab != null)
        {
            slab->Place = SlabPlace.None;
            if (!slab->IsGivenBack)
            {
                Interlocked.Add(ref s_kept, -(long)slab->RangeSize);
            }
        }

        return slab;
    }

    private void Enter()
    {
        if (!_lock.Enter())
        {
            _empty = default;
        }
    }
}
