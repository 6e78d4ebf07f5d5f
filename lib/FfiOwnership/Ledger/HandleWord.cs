using System.Runtime.CompilerServices;

namespace FfiOwnership.Ledgers;

/// <summary>The life of a handle's slot.</summary>
internal enum HandleState
{
    /// <summary>No handle; the generation is the next one to be issued. Also while a call that has taken the slot is about to issue it.</summary>
    Free = 0,

    /// <summary>A handle names the block.</summary>
    Live = 1,

    /// <summary>Closed while borrowed: only returns work.</summary>
    Closing = 2,

    /// <summary>A call has won the end of the handle; if it is refused what the handle owns, the word goes back.</summary>
    Dying = 3,

    /// <summary>All generations are used up.</summary>
    Retired = 4,
}

/// <summary>All that must change together in a handle's slot, in one word.</summary>
/// <remarks>
/// <code>
///  63          46 45          28 27              3 2     0
/// +--------------+--------------+-----------------+-------+
/// |   borrows    |  references  |   generation    | state |
/// +--------------+--------------+-----------------+-------+
/// borrows  how many shared borrows are out; all ones: one exclusive borrow
/// </code>
/// The attack: a call checks a handle, is preempted, the handle ends and its slot is issued anew, and the call goes on with
/// somebody else's block. The generation is in the swapped word, so its compare-and-swap fails.
/// </remarks>
internal readonly struct HandleWord(ulong bits) : IEquatable<HandleWord>
{
    /// <summary>The last generation of a slot; after it the slot retires.</summary>
    public const uint LastGeneration = (1u << 25) - 1;

    /// <summary>The value of <see cref="Borrows"/> that means "exclusively".</summary>
    public const uint Exclusive = CounterMask;

    private const uint CounterMask = (1u << 18) - 1;
    private const ulong StateMask = 7;
    private const int GenerationShift = 3;
    private const int ReferencesShift = 28;
    private const int BorrowsShift = 46;

    /// <summary>The word as it lies in memory.</summary>
    public ulong Bits { get; } = bits;

    /// <summary>The state of the slot.</summary>
    public HandleState State => (HandleState)(Bits & StateMask);

    /// <summary>Which handle of this slot it is.</summary>
    public uint Generation => (uint)(Bits >> GenerationShift) & LastGeneration;

    /// <summary>How many references there are.</summary>
    public uint References => (uint)(Bits >> ReferencesShift) & CounterMask;

    /// <summary>How many borrows are out, or <see cref="Exclusive"/>.</summary>
    public uint Borrows => (uint)(Bits >> BorrowsShift);

    /// <summary>Whether one more reference can be counted.</summary>
    public bool HasRoomForReference => References < CounterMask;

    /// <summary>Whether one more shared borrow can be counted.</summary>
    public bool HasRoomForBorrow => Borrows < Exclusive - 1;

    /// <summary>Whether one reference is left and no borrow is out.</summary>
    public bool IsLastReference => Bits >> ReferencesShift == 1;

    /// <summary>A new word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HandleWord Of(HandleState state, uint generation, uint references, uint borrows) =>
        new((ulong)state | (ulong)generation << GenerationShift | (ulong)references << ReferencesShift | (ulong)borrows << BorrowsShift);

    /// <summary>Whether it is the word of a live handle of a generation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsLive(uint generation) =>
        ((uint)Bits & ((1u << ReferencesShift) - 1)) == ((uint)HandleState.Live | generation << GenerationShift);

    /// <summary>The same with one more shared borrow, for which there is room.</summary>
    public HandleWord WithOneBorrowMore() => new(Bits + (1ul << BorrowsShift));

    /// <summary>The same with one shared borrow less, of which there is one.</summary>
    public HandleWord WithOneBorrowLess() => new(Bits - (1ul << BorrowsShift));

    /// <summary>The same handle in another state.</summary>
    public HandleWord With(HandleState state) => new((Bits & ~StateMask) | (ulong)state);

    /// <summary>The same with another count of references.</summary>
    public HandleWord WithReferences(uint references) => Of(State, Generation, references, Borrows);

    /// <summary>The same with another count of borrows.</summary>
    public HandleWord WithBorrows(uint borrows) => Of(State, Generation, References, borrows);

    /// <inheritdoc/>
    public bool Equals(HandleWord other) => Bits == other.Bits;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is HandleWord other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Bits.GetHashCode();
}
