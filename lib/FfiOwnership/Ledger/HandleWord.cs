using System.Runtime.CompilerServices;

namespace FfiOwnership.Ledgers;

/// <summary>The state of a handle's slot.</summary>
internal enum HandleState
{
    /// <summary>The slot has no handle, though a call may be about to issue one; the generation is that of the next handle.</summary>
    Free = 0,

    /// <summary>The slot has a handle, and every call on it is allowed.</summary>
    Live = 1,

    /// <summary>The handle was closed while borrowed: only returns are allowed, and the last one ends it.</summary>
    Closing = 2,

    /// <summary>One call has won the end of the handle and holds the slot. If it cannot claim what the handle owns, it restores the former word.</summary>
    Dying = 3,

    /// <summary>All generations of the slot are used up; it gets no more handles.</summary>
    Retired = 4,
}

/// <summary>The word of a handle's slot: everything that must change in one atomic step.</summary>
/// <remarks>
/// <code>
///  63          46 45          28 27              3 2     0
/// +--------------+--------------+-----------------+-------+
/// |   borrows    |  references  |   generation    | state |
/// +--------------+--------------+-----------------+-------+
/// generation  which of the slot's handles this is; the next one if the slot is free
/// borrows     number of shared borrows that are out; all ones: one exclusive borrow
/// </code>
/// The attack: a call checks a handle and is preempted; the handle ends, its slot is issued to another handle, and the call goes
/// on with a block that is not its own. Because the generation is in the swapped word, its compare-and-swap then fails.
/// <code>
/// Free     -> Live                  HandleTable.Issue                                           store
/// Live     -> Live, Closing, Dying  any call on the handle                                      swap
/// Closing  -> Closing, Dying        a return                                                    swap
/// Dying    -> Free, Retired         HandleTable.End or EndOwn, by the call that won             store
/// Dying    -> Live, Closing         the same call, if it cannot claim what the handle owns,     store
///                                   or finds it changed or damaged and leaves it to a full call
/// </code>
/// </remarks>
/// <param name="bits">The word as it lies in memory.</param>
internal readonly struct HandleWord(ulong bits) : IEquatable<HandleWord>
{
    /// <summary>The last generation of a slot; when its handle ends, the slot retires.</summary>
    public const uint LastGeneration = (1u << 25) - 1;

    /// <summary>The value of <see cref="Borrows"/> that means one exclusive borrow.</summary>
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

    /// <summary>Which of the slot's handles this is; in a free slot, the next one.</summary>
    public uint Generation => (uint)(Bits >> GenerationShift) & LastGeneration;

    /// <summary>Number of references.</summary>
    public uint References => (uint)(Bits >> ReferencesShift) & CounterMask;

    /// <summary>Number of shared borrows that are out, or <see cref="Exclusive"/>.</summary>
    public uint Borrows => (uint)(Bits >> BorrowsShift);

    /// <summary>Whether one more reference can be counted.</summary>
    public bool HasRoomForReference => References < CounterMask;

    /// <summary>Whether one more shared borrow can be counted.</summary>
    public bool HasRoomForBorrow => Borrows < Exclusive - 1;

    /// <summary>Whether there is exactly one reference, and no borrow is out.</summary>
    public bool IsLastReference => Bits >> ReferencesShift == 1;

    /// <summary>Makes a word of its parts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HandleWord Of(HandleState state, uint generation, uint references, uint borrows) =>
        new((ulong)state | (ulong)generation << GenerationShift | (ulong)references << ReferencesShift | (ulong)borrows << BorrowsShift);

    /// <summary>Whether this is the word of a live handle, of a given generation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsLive(uint generation) =>
        ((uint)Bits & ((1u << ReferencesShift) - 1)) == ((uint)HandleState.Live | generation << GenerationShift);

    /// <summary>The same with one more shared borrow. There must be room for it.</summary>
    public HandleWord WithOneBorrowMore() => new(Bits + (1ul << BorrowsShift));

    /// <summary>The same with one shared borrow less. There must be one.</summary>
    public HandleWord WithOneBorrowLess() => new(Bits - (1ul << BorrowsShift));

    /// <summary>The same handle in another state.</summary>
    public HandleWord With(HandleState state) => new((Bits & ~StateMask) | (ulong)state);

    /// <summary>The same with another number of references.</summary>
    public HandleWord WithReferences(uint references) => Of(State, Generation, references, Borrows);

    /// <summary>The same with another number of borrows, or <see cref="Exclusive"/>.</summary>
    public HandleWord WithBorrows(uint borrows) => Of(State, Generation, References, borrows);

    /// <inheritdoc/>
    public bool Equals(HandleWord other) => Bits == other.Bits;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is HandleWord other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Bits.GetHashCode();
}
