using System.Runtime.CompilerServices;

namespace FfiOwnership.Ledgers;

/// <summary>What a handle leads to: 32 bytes, never freed. The plain fields are written before the word says <see cref="HandleState.Live"/>.</summary>
/// <remarks>
/// The plain fields are read between two reads of the word (the second one is usually its compare-and-swap):
/// if the generation is the same, they belong together.
/// </remarks>
internal unsafe struct HandleSlot
{
    /// <summary>The bits of a note; see <see cref="Note"/>.</summary>
    public const int NoteBits = 64 - SizeBits;

    // The largest block has 2^40 bytes.
    private const int SizeBits = 41;

    private ulong _word;
    private ulong _sizeAndNote;

    /// <summary>The block, or the adopted payload.</summary>
    public void* Pointer;

    /// <summary>What a borrow lends, in bytes: a string's length, a box's size, a vec's length times element size.</summary>
    public readonly nuint Size => (nuint)(Volatile.Read(in _sizeAndNote) & ((1ul << SizeBits) - 1));

    /// <summary>What the block's entry had as its link when it was the caller's, and has again when it is traded back: a part of a vec's number.</summary>
    public readonly uint Note => (uint)(Volatile.Read(in _sizeAndNote) >> SizeBits);

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

    /// <summary>Notes what a borrow will lend.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetSize(nuint size, uint note) => _sizeAndNote = size | (ulong)note << SizeBits;

    /// <summary>The one atomic step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TrySwap(HandleWord from, HandleWord to) => Interlocked.CompareExchange(ref _word, to.Bits, from.Bits) == from.Bits;

    /// <summary>Writes the word of a slot that the caller holds alone: taken, or dying.</summary>
    public void Store(HandleWord word) => Volatile.Write(ref _word, word.Bits);
}
