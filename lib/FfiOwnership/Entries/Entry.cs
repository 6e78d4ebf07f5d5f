using System.Runtime.CompilerServices;

namespace FfiOwnership.Entries;

/// <summary>One block's record in the ledger: 16 bytes, apart from the block, never freed.</summary>
/// <remarks>
/// The second word is plain. It is written by whoever holds the entry alone (before it is published, or while it is busy
/// or claimed) and read after the first word was read or won:
/// <code>
///  63                                    29 28           18   17   16 15          0
/// +----------------------------------------+---------------+----+----+-------------+
/// |                 period                 | parent's reuse| ls | hc |    slack    |
/// +----------------------------------------+---------------+----+----+-------------+
/// slack           slot size - block size (slab heap)
/// hc, ls          has claimed children, is the last of its siblings: the shape of a claimed tree, see ClaimedTree
/// parent's reuse  the reuse count of the owner's entry when it became the owner, so that an entry that has since been
///                 reused is not mistaken for it, but for one reuse in 2048. Of a vec, which no block owns: the upper part
///                 of its number, see VecNumbers
/// </code>
/// </remarks>
internal struct Entry
{
    /// <summary>Periods wrap here, after 34 billion checkpoints.</summary>
    public const ulong PeriodMask = (1ul << (64 - PeriodShift)) - 1;

    private const ulong SlackMask = 0xFFFF;
    private const int ParentReuseShift = 18;
    private const ulong ParentReuseMask = 0x7FFul << ParentReuseShift;
    private const int PeriodShift = 29;
    private const ulong HasChildrenBit = 1 << 16;
    private const ulong LastSiblingBit = 1 << 17;

    private ulong _word;
    private ulong _info;

    /// <summary>The present word.</summary>
    public readonly EntryWord Word
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Volatile.Read(in _word));
    }

    /// <summary>The bytes of its slot that the block does not use.</summary>
    public readonly uint Slack => (uint)(Volatile.Read(in _info) & SlackMask);

    /// <summary>The period in which the block was made.</summary>
    public readonly ulong Period => Volatile.Read(in _info) >> PeriodShift;

    /// <summary>The reuse count that the owner's entry had when it took the block.</summary>
    public readonly uint ParentReuse => (uint)((Volatile.Read(in _info) & ParentReuseMask) >> ParentReuseShift);

    /// <summary>In a claimed tree: whether children follow in the chain.</summary>
    public readonly bool HasChildren => (_info & HasChildrenBit) != 0;

    /// <summary>In a claimed tree: whether the next in the chain after its subtree is not a sibling.</summary>
    public readonly bool IsLastSibling => (_info & LastSiblingBit) != 0;

    /// <summary>The one atomic step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TrySwap(EntryWord from, EntryWord to) => Interlocked.CompareExchange(ref _word, to.Bits, from.Bits) == from.Bits;

    /// <summary>Writes the word of an entry that the caller holds alone: unpublished, busy or claimed by this call.</summary>
    public void Store(EntryWord word) => Volatile.Write(ref _word, word.Bits);

    /// <summary>Starts the plain word of a new block.</summary>
    public void SetInfo(ulong period, uint slack, uint parentReuse = 0) =>
        Volatile.Write(ref _info, (period & PeriodMask) << PeriodShift | (ulong)parentReuse << ParentReuseShift | slack);

    /// <summary>Notes whose child the block is.</summary>
    public void SetParentReuse(uint reuse) => Volatile.Write(ref _info, (_info & ~ParentReuseMask) | (ulong)reuse << ParentReuseShift);

    /// <summary>A freshly claimed entry knows no relatives yet.</summary>
    public void ClearShape() => _info &= ~(HasChildrenBit | LastSiblingBit);

    /// <summary>Marks that children follow.</summary>
    public void MarkHasChildren() => _info |= HasChildrenBit;

    /// <summary>Marks the end of a row of siblings.</summary>
    public void MarkLastSibling() => _info |= LastSiblingBit;
}
