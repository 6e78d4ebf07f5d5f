using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.System;

/// <summary>A hash table of chains through records, in native memory; doubles as it fills. Guarded by its owner's lock.</summary>
/// <remarks>If there is no memory to grow, chains get longer and all still works.</remarks>
internal unsafe struct SystemIndex
{
    private const int FirstBits = 6;

    private uint* _heads;
    private int _bits;

    /// <summary>How many records are filed.</summary>
    public nuint Count;

    /// <summary>The number of chains.</summary>
    public readonly uint Chains => _heads == null ? 0 : 1u << _bits;

    /// <summary>The bytes that the table takes.</summary>
    public readonly nuint ReservedBytes => Chains * (nuint)sizeof(uint);

    /// <summary>Makes the first table.</summary>
    /// <returns>False if there is no memory.</returns>
    public bool TryStart()
    {
        _bits = FirstBits;
        _heads = (uint*)CRuntime.AllocateTable(1u << FirstBits, sizeof(uint));
        return _heads != null;
    }

    /// <summary>Gives the table back.</summary>
    public void End() => CRuntime.Free(_heads);

    /// <summary>The head of the chain for a key.</summary>
    // SAFETY: the product's top bits are below the number of heads.
    public readonly ref uint Head(nuint key) => ref _heads[((ulong)key * 0x9E3779B97F4A7C15) >> (64 - _bits)];

    /// <summary>The head of the n-th chain.</summary>
    public readonly uint Chain(uint number) => _heads[number];

    /// <summary>Whether the chains have become long enough to double their number.</summary>
    public readonly bool IsFull(int load) => Count >= (nuint)load << _bits;

    /// <summary>Takes an empty table of twice the size.</summary>
    /// <param name="old">The former table, to be refiled from and then given back; null if there is no memory.</param>
    /// <returns>The former number of chains.</returns>
    public uint Double(out uint* old)
    {
        uint chains = Chains;
        uint* heads = (uint*)CRuntime.AllocateTable((nuint)chains * 2, sizeof(uint));
        old = null;
        if (heads != null)
        {
            old = _heads;
            _heads = heads;
            _bits++;
        }

        return chains;
    }
}
