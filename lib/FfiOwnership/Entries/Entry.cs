using System.Runtime.CompilerServices;

namespace FfiOwnership.Entries;

/// <summary>One block's record in the ledger: 16 bytes, apart from the block, never freed or moved.</summary>
internal struct Entry
{
    private ulong _word;
    private ulong _info;

    /// <summary>The word that decides; read with acquire.</summary>
    public readonly EntryWord Word
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Volatile.Read(in _word));
    }

    /// <summary>What else is known of the block; stored with release, so that a reader of a later word sees it.</summary>
    public EntryInfo Info
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        readonly get => new(Volatile.Read(in _info));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => Volatile.Write(ref _info, value.Bits);
    }

    /// <summary>The one atomic step: replaces a word, unless it has changed since it was read.</summary>
    /// <returns>Whether this call made the change.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TrySwap(EntryWord from, EntryWord to) => Interlocked.CompareExchange(ref _word, to.Bits, from.Bits) == from.Bits;

    /// <summary>Writes the word of an entry that the caller holds alone: unpublished, busy, claimed or freed by this call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(EntryWord word) => Volatile.Write(ref _word, word.Bits);
}
