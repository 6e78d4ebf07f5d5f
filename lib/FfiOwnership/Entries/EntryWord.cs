using System.Runtime.CompilerServices;

namespace FfiOwnership.Entries;

/// <summary>The word that decides: a block's state, and with it all that must not change between looking and swapping.</summary>
/// <remarks>
/// <code>
///  63                             32 31            16 15         5  4  3    0
/// +---------------------------------+----------------+------------+---+------+
/// |  X: see below                   |      type      |   reuse    | t | state|
/// +---------------------------------+----------------+------------+---+------+
/// type   1..255 built in, 256..32767 registered, 0x8000 | element size for a vec of elements up to 32767 bytes
/// reuse  counts the blocks that this entry has described, modulo 2048
/// t      a tag stands in the side table
/// X      a caller's or changing vec: its number, see VecNumbers; owned: the parent's entry; behind a handle: its slot;
///        claimed: the next in the claim's chain; freed: a link of the heap's
/// </code>
/// The attack: a free reads the state, is preempted, the block is freed and its slot handed out again, and the free goes
/// on. Because type and reuse count are in the swapped word, its compare-and-swap then fails.
/// <code>
/// Unused, Freed -> Callers                       the heap, when it publishes a new block        store
/// Callers       -> Freed, Forgotten, Handled     anyone, through a claim or at once             CAS
/// Callers       -> Busy, ClaimedCallers          anyone                                         CAS
/// Owned by X    -> ClaimedOwned                  whoever has claimed or is changing X           CAS
/// Handled by X  -> ClaimedHandled, Freed, Callers   the winner of X's word; an exclusive borrower   CAS
/// Busy, Claimed* -> back, or on                  only who claimed it                            store
/// </code>
/// </remarks>
internal readonly struct EntryWord(ulong bits) : IEquatable<EntryWord>
{
    /// <summary>Types from here on are vecs: the rest of the number is the size of an element.</summary>
    public const uint SmallVec = 0x8000;

    /// <summary>The reuse count before it begins anew.</summary>
    public const uint LastReuse = 0x7FF;

    private const ulong StateMask = 0xF;
    private const ulong TaggedBit = 1 << 4;
    private const int ReuseShift = 5;
    private const ulong ReuseMask = LastReuse;
    private const int TypeShift = 16;
    private const int XShift = 32;

    /// <summary>The word as it lies in memory.</summary>
    public ulong Bits { get; } = bits;

    /// <summary>Where the block stands in its life.</summary>
    public EntryState State => (EntryState)(Bits & StateMask);

    /// <summary>Whether the block has a tag in the side table.</summary>
    public bool IsTagged => (Bits & TaggedBit) != 0;

    /// <summary>How many blocks the entry has described, modulo 2048.</summary>
    public uint Reuse => (uint)(Bits >> ReuseShift) & (uint)ReuseMask;

    /// <summary>The type, with a small vec's element size in it.</summary>
    public uint RawType => (uint)(Bits >> TypeShift) & 0xFFFF;

    /// <summary>The type as the ABI numbers it.</summary>
    public uint Type => RawType >= SmallVec ? TypeNumber.Vec : RawType;

    /// <summary>A vec's number, the parent's entry, the handle's slot or a link, by the state.</summary>
    public uint X => (uint)(Bits >> XShift);

    /// <summary>Whether the block's memory is still the block's.</summary>
    public bool IsLive => State is not (EntryState.Unused or EntryState.Freed or EntryState.Quarantined);

    /// <summary>Whether a call is at work on the block.</summary>
    public bool IsHeld => State is EntryState.Busy or EntryState.ClaimedCallerOwned or EntryState.ClaimedParentOwned or EntryState.ClaimedHandleOwned;

    /// <summary>Whether it is the word of an untagged block in a state and of a type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsPlain(EntryState state, uint rawType) =>
        ((uint)Bits & ~(uint)(ReuseMask << ReuseShift)) == ((uint)state | rawType << TypeShift);

    /// <summary>The word of a new block in an entry whose word was this one.</summary>
    public EntryWord Next(EntryState state, uint rawType, uint x) =>
        new((ulong)state | (((Bits >> ReuseShift) + 1) & ReuseMask) << ReuseShift | (ulong)rawType << TypeShift | (ulong)x << XShift);

    /// <summary>The same block, in another state.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public EntryWord With(EntryState state, uint x) => new((Bits & 0xFFFFFFF0) | (ulong)state | (ulong)x << XShift);

    /// <summary>The same block and state, with another X.</summary>
    public EntryWord WithX(uint x) => new((Bits & uint.MaxValue) | (ulong)x << XShift);

    /// <summary>The same, with or without a tag.</summary>
    public EntryWord WithTag(bool tagged) => new(tagged ? Bits | TaggedBit : Bits & ~TaggedBit);

    /// <inheritdoc/>
    public bool Equals(EntryWord other) => Bits == other.Bits;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EntryWord other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Bits.GetHashCode();

    public static bool operator ==(EntryWord left, EntryWord right) => left.Bits == right.Bits;

    public static bool operator !=(EntryWord left, EntryWord right) => left.Bits != right.Bits;
}
