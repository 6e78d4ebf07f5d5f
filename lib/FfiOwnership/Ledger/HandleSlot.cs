using System.Runtime.CompilerServices;

namespace FfiOwnership.Ledger;

/// <summary>What a handle leads to: 32 bytes, never freed. The plain fields are written before the word says <see cref="HandleState.Live"/>.</summary>
/// <remarks>
/// Whoever reads the plain fields does so between two looks at the word (the second one is usually its compare-and-swap):
/// if the generation is the same, they belong together.
/// </remarks>
internal unsafe struct HandleSlot
{
    private ulong _word;

    /// <summary>The block, or the adopted payload.</summary>
    public void* Pointer;

    /// <summary>What a borrow lends, in bytes: a string's length, a box's size, a vec's length times element size.</summary>
    public nuint Size;

    /// <summary>The block's entry; of an adopted payload: its record's.</summary>
    public uint Entry;

    /// <summary>The block's type as the ABI numbers it; in a free slot: the next free one.</summary>
    public uint TypeOrNext;

    /// <summary>The present word.</summary>
    public readonly HandleWord Word
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Volatile.Read(in _word));
    }

    /// <summary>The one atomic step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TrySwap(HandleWord from, HandleWord to) => Interlocked.CompareExchange(ref _word, to.Bits, from.Bits) == from.Bits;

    /// <summary>Writes the word of a slot that the caller holds alone: taken, or dying.</summary>
    public void Store(HandleWord word) => Volatile.Write(ref _word, word.Bits);
}
