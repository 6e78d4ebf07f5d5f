using System.Runtime.InteropServices;
using FfiOwnership.Platform;

namespace FfiOwnership.Memory;

/// <summary>The slabs of one size of large blocks that hold no block.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal unsafe struct LargePool
{
    // SAFETY (whole file): locked: the list, and the slabs in it.

    // So many bytes of empty slabs, of all sizes together, keep their memory. And so does one of each size up to MostAlone,
    // however much the others hold: a single block that comes and goes does not send its memory back and forth.
    private const long MostKept = 4 << 20;
    private const long MostAlone = 1 << 20;

    private static long s_keptBytes;

    [FieldOffset(0)]
    private ColdLock _lock;

    [FieldOffset(8)]
    private SlabList _kept;

    [FieldOffset(24)]
    private SlabList _empty;

    /// <summary>Takes in a slab without a block.</summary>
    public void Add(Slab* slab)
    {
        Enter();
        slab->Place = SlabPlace.Pool;
        bool isKept = TryKeep(slab);
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
                Interlocked.Add(ref s_keptBytes, -(long)slab->RangeSize);
            }
        }

        return slab;
    }

    private bool TryKeep(Slab* slab)
    {
        long size = (long)slab->RangeSize;
        bool isAlone = _kept.First == null && size <= MostAlone;
        if (Interlocked.Add(ref s_keptBytes, size) > MostKept && !isAlone)
        {
            Interlocked.Add(ref s_keptBytes, -size);
            return false;
        }

        _kept.Add(slab);
        return true;
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
