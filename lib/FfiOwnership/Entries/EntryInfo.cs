using System.Runtime.CompilerServices;

namespace FfiOwnership.Entries;

/// <summary>The second word of an entry: what is known of a block besides its state. Not swapped, only read and stored.</summary>
/// <remarks>
/// It is written by the call that holds the entry alone (before the block is published, or while it is busy or claimed), and read
/// after the first word was read or won:
/// <code>
///  63                                    29 28           18   17   16 15          0
/// +----------------------------------------+---------------+----+----+-------------+
/// |                 period                 | parent's reuse| ls | hc |    slack    |
/// +----------------------------------------+---------------+----+----+-------------+
/// period          the checkpoints taken when the block was made
/// parent's reuse  the reuse count of the owner's entry when it became the owner, so that an entry that has since been
///                 reused is mistaken for the owner in one of 2048 cases only. Of a vec, which no block owns: the upper
///                 part of its number, see VecNumbers
/// hc, ls          has claimed children, is the last of its siblings: the shape of a claimed tree, see Trees
/// slack           size of the slot less size of the block, in bytes (slab heap)
/// </code>
/// </remarks>
/// <param name="bits">The word as it lies in memory.</param>
internal readonly struct EntryInfo(ulong bits)
{
    /// <summary>Periods wrap here, after 34 billion checkpoints.</summary>
    public const ulong PeriodMask = (1ul << (64 - PeriodShift)) - 1;

    private const ulong SlackMask = 0xFFFF;
    private const int ParentReuseShift = 18;
    private const ulong ParentReuseMask = 0x7FFul << ParentReuseShift;
    private const int PeriodShift = 29;
    private const ulong HasChildrenBit = 1 << 16;
    private const ulong LastSiblingBit = 1 << 17;

    /// <summary>The word as it lies in memory.</summary>
    public ulong Bits { get; } = bits;

    /// <summary>The bytes of its slot that the block does not use; 0 outside of slabs.</summary>
    public uint Slack => (uint)(Bits & SlackMask);

    /// <summary>The period in which the block was made; 1 is the first.</summary>
    public ulong Period => Bits >> PeriodShift;

    /// <summary>The reuse count that the owner's entry had when it took the block.</summary>
    public uint ParentReuse => (uint)((Bits & ParentReuseMask) >> ParentReuseShift);

    /// <summary>In a claimed tree: whether the next entry in the chain is a child of this one.</summary>
    public bool HasChildren => (Bits & HasChildrenBit) != 0;

    /// <summary>In a claimed tree: whether no sibling follows after this entry's subtree.</summary>
    public bool IsLastSibling => (Bits & LastSiblingBit) != 0;

    /// <summary>The info of a new block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static EntryInfo Of(ulong period, uint slack, uint parentReuse) =>
        new((period & PeriodMask) << PeriodShift | (ulong)parentReuse << ParentReuseShift | slack);

    /// <summary>The same, with another parent.</summary>
    public EntryInfo WithParentReuse(uint reuse) => new((Bits & ~ParentReuseMask) | (ulong)reuse << ParentReuseShift);

    /// <summary>The same, without relatives.</summary>
    public EntryInfo WithoutShape() => new(Bits & ~(HasChildrenBit | LastSiblingBit));

    /// <summary>The same, with children that follow in the chain.</summary>
    public EntryInfo WithChildren() => new(Bits | HasChildrenBit);

    /// <summary>The same, as the last of its siblings.</summary>
    public EntryInfo AsLastSibling() => new(Bits | LastSiblingBit);
}
