using System.Runtime.CompilerServices;

namespace FfiOwnership.Entries;

/// <summary>The word that decides: a block's state, and with it all that must not change between a look and the swap.</summary>
/// <remarks>
/// <code>
///  63                             32 31            16 15         5  4  3    0
/// +---------------------------------+----------------+------------+---+------+
/// |              link               |      type      |   reuse    | t | state|
/// +---------------------------------+----------------+------------+---+------+
/// type   1..255 built in; 256 and up registered; 32767 and down a vec of a registered type; 0x8000 | element size for
///        another vec of elements up to 32767 bytes
/// reuse  counts the blocks that this entry has described, modulo 2048
/// t      a tag is in the side table
/// link   a caller's or changing vec: its number, see VecNumbers; parent-owned: the parent's entry; handle-owned and
///        adoption record: the handle's slot; claimed: the next in the claim's chain; quarantined: the next in its queue
/// </code>
/// The attack: a free reads the state, is preempted, the block is freed and its slot handed out again, and the free goes
/// on. Because type and reuse count are in the swapped word, its compare-and-swap then fails.
/// <code>
/// Unused, Freed  -> a first state                      the call that makes the block                   store
/// CallerOwned    -> Freed, HandleOwned                 any caller, of a block that owns nothing        swap
/// CallerOwned    -> Busy, ClaimedCallerOwned           any caller                                      swap
/// ParentOwned    -> ClaimedParentOwned, Freed          the call that holds the parent                  store
/// HandleOwned    -> ClaimedHandleOwned                 the winner of the handle's word; an exclusive borrower   swap
/// HandleOwned    -> Freed                              the winner, of a block that owns nothing        store
/// AdoptionRecord -> Freed                              the winner of the handle's word                 store
/// CallerOwned, ParentOwned -> Freed                    the call whose new block has the same address   swap
/// Busy, Claimed* -> back, or on                        the call that made it so                        store
/// Freed          -> Quarantined -> Freed               the call that freed it; the one that takes it from the queue   store
/// </code>
/// A block's first state is CallerOwned; Busy, until all of it is published; ParentOwned; or AdoptionRecord.
/// All of it is in Ledger/; the heaps only store links in freed entries.
/// </remarks>
/// <param name="bits">The word as it lies in memory.</param>
internal readonly struct EntryWord(ulong bits) : IEquatable<EntryWord>
{
    /// <summary>Raw types from here on are vecs of plain elements: the rest of the number is the size of an element in bytes.</summary>
    public const uint SmallVec = 0x8000;

    // Written under the type registry's lock, before the first block of the type it counts is made: who sees such a block sees it.
    private static uint s_vecTypes;

    /// <summary>The largest reuse count; the next one is 0 again.</summary>
    public const uint LastReuse = 0x7FF;

    private const ulong StateMask = 0xF;
    private const ulong TaggedBit = 1 << 4;
    private const int ReuseShift = 5;
    private const int TypeShift = 16;
    private const int LinkShift = 32;
    private const uint NotStateOrType = (LastReuse << ReuseShift) | (uint)TaggedBit;

    /// <summary>The word as it lies in memory.</summary>
    public ulong Bits { get; } = bits;

    /// <summary>Number of reuse counts; they go round.</summary>
    public const uint ReuseCounts = (uint)LastReuse + 1;

    /// <summary>The state of the block.</summary>
    public EntryState State => (EntryState)(Bits & StateMask);

    /// <summary>Whether the block has a tag in the side table.</summary>
    public bool IsTagged => (Bits & TaggedBit) != 0;

    /// <summary>How many blocks the entry has described, modulo 2048.</summary>
    public uint Reuse => (uint)(Bits >> ReuseShift) & LastReuse;

    /// <summary>The type, with a small vec's element size in it.</summary>
    public uint RawType => (uint)(Bits >> TypeShift) & 0xFFFF;

    /// <summary>How many raw types below <see cref="SmallVec"/> are vecs, each of a registered type.</summary>
    public static uint VecTypes
    {
        get => Volatile.Read(ref s_vecTypes);
        set => Volatile.Write(ref s_vecTypes, value);
    }

    /// <summary>Where <see cref="VecTypes"/> is, for code in C.</summary>
    // SAFETY: permanent: a static field without references does not move.
    public static unsafe uint* VecTypesAddress => (uint*)Unsafe.AsPointer(ref s_vecTypes);

    /// <summary>The type as the ABI numbers it.</summary>
    public uint Type => RawType >= SmallVec - VecTypes ? TypeNumber.Vec : RawType;

    /// <summary>Whether the block is a vec's whose elements are of a registered type.</summary>
    public bool IsVecOfType
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            // Read once: another thread may add a type.
            uint types = VecTypes;
            return RawType - (SmallVec - types) < types;
        }
    }

    /// <summary>32 bits whose meaning depends on the state; 0: none. The properties below name it.</summary>
    public uint Link => (uint)(Bits >> LinkShift);

    /// <summary>Of a block that another one owns: the number of the parent's entry.</summary>
    public uint ParentId => Link;

    /// <summary>Of a handle's block or an adoption record: the number of the handle's slot.</summary>
    public uint HandleIndex => Link;

    /// <summary>Of a claimed block: the number of the next entry in the claim's chain; 0: none.</summary>
    public uint NextInChain => Link;

    /// <summary>Whether the block has been published and not yet been freed.</summary>
    public bool IsLive => State is not (EntryState.Unused or EntryState.Freed or EntryState.Quarantined);

    /// <summary>Whether a call is at work on the block.</summary>
    public bool IsHeld => State is EntryState.Busy or EntryState.ClaimedCallerOwned or EntryState.ClaimedParentOwned or EntryState.ClaimedHandleOwned;

    /// <summary>Whether it is the word of a block in a state and of a type.</summary>
    /// <param name="state">The state.</param>
    /// <param name="type">As the ABI numbers it; <see cref="TypeNumber.None"/>: any.</param>
    /// <remarks>One comparison says yes to all but vecs of small elements, whose type has many numbers.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Is(EntryState state, uint type) =>
        ((uint)Bits & ~NotStateOrType) == ((uint)state | type << TypeShift) || (type is TypeNumber.None or TypeNumber.Vec && State == state && IsOf(type));

    /// <summary>Whether the block is of a type; <see cref="TypeNumber.None"/>: any.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsOf(uint type) => type == TypeNumber.None || RawType == type || (type == TypeNumber.Vec && RawType >= SmallVec - VecTypes);

    /// <summary>Whether the entry has described no block, or has been forgotten since, see <see cref="NeverUsed"/>.</summary>
    public bool IsNeverUsed => Bits == 0;

    /// <summary>The word of an entry that is never used, with the reuse count that it begins with.</summary>
    public static EntryWord NeverUsed(uint firstReuse) => new((ulong)firstReuse << ReuseShift);

    /// <summary>The word of a new block in an entry whose word was this one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public EntryWord Next(EntryState state, uint rawType, uint link) =>
        new((ulong)state | (((Bits >> ReuseShift) + 1) & LastReuse) << ReuseShift | (ulong)rawType << TypeShift | (ulong)link << LinkShift);

    /// <summary>The same block, in another state.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public EntryWord With(EntryState state, uint link) => new((Bits & 0xFFFFFFF0) | (ulong)state | (ulong)link << LinkShift);

    /// <summary>The same block and state, with another link.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public EntryWord WithLink(uint link) => new((Bits & uint.MaxValue) | (ulong)link << LinkShift);

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
