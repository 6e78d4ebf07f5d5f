using System.Runtime.CompilerServices;

namespace FfiOwnership.Ledgers;

/// <summary>The record that a handle leads to: 32 bytes, never freed.</summary>
/// <remarks>
/// The call that issues a handle writes the other fields before it stores the word with <see cref="HandleState.Live"/>. A reader
/// reads them between two reads of the word, of which the second is usually a compare-and-swap: if the generation is the same in
/// both, the fields belong to that handle.
/// </remarks>
internal struct HandleSlot
{
    /// <summary>Number of bits of a <see cref="Note"/>.</summary>
    public const int NoteBits = 64 - SizeBits;

    /// <summary>Bits of a size; the largest block has 2^40 bytes.</summary>
    private const int SizeBits = 41;

    /// <summary>The <see cref="HandleWord"/>. 0: the slot is free and was never used.</summary>
    private ulong _word;

    /// <summary><see cref="Size"/> in the lower bits, <see cref="Note"/> in the upper ones.</summary>
    private ulong _sizeAndNote;

    /// <summary>Address of the block, or the adopted payload. Null: the slot has no handle.</summary>
    public unsafe void* Pointer;

    /// <summary>The bytes that a borrow lends: of a string its length, of a box its size, of a vec its length times the element size.</summary>
    public readonly nuint Size => (nuint)(Volatile.Read(in _sizeAndNote) & ((1ul << SizeBits) - 1));

    /// <summary>The link that the entry of a vec's block had while it was caller-owned, and gets again when it is: a part of the vec's number. Else 0.</summary>
    public readonly uint Note => (uint)(Volatile.Read(in _sizeAndNote) >> SizeBits);

    /// <summary>Number of the block's entry; for an adopted payload, of its adoption record's entry.</summary>
    public uint Entry;

    /// <summary>The block's type, as the ABI numbers it; while the slot is in a queue, the index of the next slot in it.</summary>
    public uint TypeOrNext;

    /// <summary>The word at present.</summary>
    public readonly HandleWord Word
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Volatile.Read(in _word));
    }

    /// <summary>Writes <see cref="Size"/> and <see cref="Note"/>, in a slot that the caller has taken.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetSize(nuint size, uint note) => _sizeAndNote = size | (ulong)note << SizeBits;

    /// <summary>Swaps the word, if it is still the expected one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TrySwap(HandleWord from, HandleWord to) => Interlocked.CompareExchange(ref _word, to.Bits, from.Bits) == from.Bits;

    /// <summary>Stores the word of a slot that this call alone may change: it has taken the slot, or the slot is dying.</summary>
    public void Store(HandleWord word) => Volatile.Write(ref _word, word.Bits);
}
