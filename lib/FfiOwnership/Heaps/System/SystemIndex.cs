using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.System;

/// <summary>A hash table in native memory, whose chains are linked through the records; it doubles as it fills.</summary>
/// <remarks>The owner's lock guards it. If there is no memory to grow, chains become longer, and everything still works.</remarks>
internal unsafe struct SystemIndex
{
    // SAFETY (whole file): locked: the table. Unpublished: a table that is being made.

    /// <summary>Binary logarithm of the first number of chains.</summary>
    private const int FirstBits = 6;

    /// <summary>For each chain, the number of its first record; 0: it is empty. Null: not started.</summary>
    private uint* _heads;

    /// <summary>Binary logarithm of the number of chains.</summary>
    private int _bits;

    /// <summary>Number of records in the table. Written by its owner.</summary>
    public nuint Count;

    /// <summary>Number of chains; 0: not started.</summary>
    public readonly uint Chains => _heads == null ? 0 : 1u << _bits;

    /// <summary>Size of the table in bytes.</summary>
    public readonly nuint ReservedBytes => Chains * (nuint)sizeof(uint);

    /// <summary>Makes an empty table.</summary>
    /// <returns>False if there is no memory.</returns>
    public bool TryStart()
    {
        _bits = FirstBits;
        _heads = (uint*)CRuntime.AllocateTable(1u << FirstBits, sizeof(uint));
        return _heads != null;
    }

    /// <summary>Frees the table.</summary>
    public void End() => CRuntime.Free(_heads);

    /// <summary>The head of the chain for a key: the number of its first record, or 0.</summary>
    // SAFETY: locked: the table; the upper bits of the product are less than the number of chains.
    public readonly ref uint Head(nuint key) => ref _heads[((ulong)key * 0x9E3779B97F4A7C15) >> (64 - _bits)];

    /// <summary>The head of a chain, from 0 to <see cref="Chains"/> less one.</summary>
    public readonly uint Chain(uint number) => _heads[number];

    /// <summary>Whether the chains have reached an average length.</summary>
    public readonly bool IsFull(int load) => Count >= (nuint)load << _bits;

    /// <summary>Replaces the table by an empty one of twice the size.</summary>
    /// <param name="old">The former table, whose records the caller enters into the new one before it frees the table; null: there is no memory, and nothing has changed.</param>
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
