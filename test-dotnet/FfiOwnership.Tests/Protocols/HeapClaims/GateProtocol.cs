using System.Numerics;

namespace FfiOwnership.Tests.Protocols.HeapClaims;

/// <summary>
/// How a thread takes over the heap of an idle one, and how a fork waits for all calls, while a call itself only stores and loads.
/// Goes with <c>own_try_enter</c> of calls.h.
/// </summary>
/// <remarks>
/// Memory is not sequentially consistent here: a store waits in its thread's buffer, and becomes visible to others at any later time.
/// On x64 it is the oldest one that does (TSO); with <paramref name="isWeak"/> it may be any that is no release and has no older one to
/// the same place before it, as on arm64. Loads stay in order; mutants read ahead instead, which shows where an acquire is needed.
/// <para>What the code must keep, with the mutant that shows why:</para>
/// <list type="bullet">
/// <item>A call stores <c>busy</c>, then checks the marks, then touches its heap. Between the store and the check the compiler's order is
/// enough (<see cref="GateMutant.ChecksBeforeBusy"/>), since the claimant has all processors agree after it has stored its mark and
/// before it looks at <c>busy</c> (<see cref="GateMutant.NoBarrier"/>, <see cref="GateMutant.LooksBeforeBarrier"/>).</item>
/// <item>The check acquires: nothing of the heap is read before it (<see cref="GateMutant.ReadsRingBeforeCheck"/>). The end of a call
/// releases (<see cref="GateMutant.LeavesPlainly"/>), and the claimant's look at <c>busy</c> acquires
/// (<see cref="GateMutant.ClaimantReadsRingFirst"/>). The end of a claim releases (<see cref="GateMutant.ReleasesPlainly"/>), and comes
/// when the heap is empty (<see cref="GateMutant.ReleasesBeforeFlush"/>).</item>
/// <item>A claimant never waits for <c>busy</c>. A call that meets a claim stores <c>busy</c> = 0, waits until the mark is off by looking at
/// it, and begins again. It must not wait on the lock of the heaps: it would have the lock while no fork can see that it is there
/// (<see cref="GateMutant.WaitsOnLock"/>); nor as a busy one, for which a fork would wait (<see cref="GateMutant.WaitsBusy"/>).</item>
/// <item>A fork has a mark of its own, takes no lock and waits: with the lock of the heaps, it would wait for a call that waits for the
/// lock (<see cref="GateMutant.ForkHoldsLock"/>); with the claimants' mark, the end of a claim would open the gate
/// (<see cref="GateMutant.ForkSharesClaim"/>). Both may be bits of one word in the heap's record that are set and cleared by locked
/// instructions, so that a call loads one word.</item>
/// <item>The marks are stored under the lock of the heaps, on heaps that a thread has and nobody else has marked
/// (<see cref="GateMutant.ClaimsClaimed"/>). From then on the mark is enough: fence, flush and giving back need no lock of the heaps
/// (<see cref="GateMutant.UnlocksEarly"/>).</item>
/// <item>Around a callback the thread is not busy, and begins again as a call does (<see cref="GateMutant.ReturnsWithoutCheck"/>). Nothing
/// read of the heap before it is used after it (<see cref="GateMutant.KeepsHeapOverCallback"/>): the heap itself may be another.</item>
/// <item>A call of a thread without a heap is counted, by locked instructions. If it gets a heap, that is marked as busy before a claimant
/// can see it (<see cref="GateMutant.GetsHeapUnmarked"/>): in <c>ThreadNode.Begin</c>.</item>
/// <item>A heap that its thread gives back may be claimed at that moment, by who has marked it before and looks at <c>busy</c> now. Nobody
/// gets it until the claim has ended (<see cref="GateMutant.GetsClaimedHeap"/>): who gets a heap does not pass the gate.</item>
/// <item>A call that gives its heap back gives the mark back, too. So it counts before (<see cref="GateMutant.DetachesUncounted"/>), and a fork
/// that has seen all heaps idle looks once more at the counts (<see cref="GateMutant.ForkCountsOnce"/>).</item>
/// <item>A child clears the marks of all records. If its own was claimed, the fork has given up waiting: its ring may be half changed, so it
/// is forgotten. Not in the model.</item>
/// </list>
/// What is simplified: a heap is its ring; a claimant tries all other heaps at once; the next thread of a heap has the number of the former one. When a heap counts as idle, and
/// not only as between two calls, is not said here: claiming each heap that is between two calls would be sound, but slow.
/// </remarks>
/// <param name="setup">The small case.</param>
/// <param name="mutant">The mistake to make.</param>
/// <param name="isWeak">Whether stores become visible in any order that their kinds allow; false: in their thread's order.</param>
internal sealed partial class GateProtocol(GateCase setup, GateMutant mutant = GateMutant.None, bool isWeak = false) : Protocol<GateState>
{
    private const byte InPool = 8;
    private const byte HeldBy = 16;

    private readonly GateCall[][] _calls = setup.Parsed;

    /// <summary>The threads, and behind them one for each store that could become visible next.</summary>
    public override int ThreadCount => _calls.Length * (1 + PerBuffer);

    private int PerBuffer => isWeak ? GateState.BufferLength : 1;

    private int HeapCount => _calls.Count(calls => !calls.Contains(GateCall.Fork));

    /// <inheritdoc/>
    public override GateState Start()
    {
        GateState state = default;
        for (int slot = 0; slot < setup.Places.Length; slot++)
        {
            int heap = setup.Places[slot] - 'A';
            state.Where[slot] = setup.Places[slot] == 'P' ? InPool : (byte)heap;
            state.Memory[setup.Places[slot] == 'P' ? (int)GateCell.Pool : (int)GateCell.Ring + heap] |= (byte)(1 << slot);
        }

        for (int thread = 0; thread < _calls.Length; thread++)
        {
            state.Memory[(int)GateCell.Taken + thread] = (byte)(_calls[thread].FirstOrDefault() == GateCall.First ? 0 : 1);
            Begin(ref state.Threads[thread], thread);
        }

        return state;
    }

    /// <inheritdoc/>
    public override bool IsDone(in GateState state, int thread) => thread < _calls.Length
        ? state.Threads[thread].At == GateStep.Done
        : state.Threads[Drained(thread)].Count <= Position(thread);

    /// <inheritdoc/>
    public override Enum Next(in GateState state, int thread) => thread < _calls.Length ? state.Threads[thread].At : GateStep.Drains;

    /// <inheritdoc/>
    public override string Name(int thread) => base.Name(thread < _calls.Length ? thread : Drained(thread));

    /// <inheritdoc/>
    public override void Move(ref GateState state, int thread)
    {
        if (thread >= _calls.Length)
        {
            Drain(ref state, ref state.Threads[Drained(thread)], Position(thread));
            return;
        }

        ref GateState.Thread me = ref state.Threads[thread];
        switch (me.At)
        {
            case <= GateStep.WaitsForOpen:
                MoveInGate(ref state, ref me, thread);
                break;
            case <= GateStep.UnlocksWithHeap:
                MoveInFirst(ref state, ref me, thread);
                break;
            case <= GateStep.UnlocksHeaps:
                MoveInCall(ref state, ref me, thread);
                break;
            case <= GateStep.StoresReleased:
                MoveInClaim(ref state, ref me, thread);
                break;
            default:
                MoveInFork(ref state, ref me);
                break;
        }
    }

    private int Drained(int thread) => (thread - _calls.Length) / PerBuffer;

    private int Position(int thread) => (thread - _calls.Length) % PerBuffer;

    private void Begin(ref GateState.Thread me, int thread)
    {
        me = me with { At = GateStep.Done, Other = 0, Seen = 0, HasCalledBack = false, HasClaimed = false };
        if (me.Call < _calls[thread].Length)
        {
            me.At = _calls[thread][me.Call] == GateCall.First ? GateStep.CountsIn
                : _calls[thread][me.Call] != GateCall.Fork ? FirstStep
                : mutant == GateMutant.ForkHoldsLock ? GateStep.LocksToFork
                : mutant == GateMutant.ForkSharesClaim ? GateStep.ClaimsToFork
                : GateStep.ClosesCalls;
        }
    }

    private void EndCall(ref GateState.Thread me, int thread)
    {
        me.Call++;
        Begin(ref me, thread);
    }

    private static byte Load(in GateState state, in GateState.Thread me, int cell)
    {
        for (int i = me.Count - 1; i >= 0; i--)
        {
            if ((int)me.Stores[i].Cell == cell)
            {
                return me.Stores[i].Value;
            }
        }

        return state.Memory[cell];
    }

    // Into the thread's buffer; false: that is full, so the thread waits.
    private static bool TryStore(ref GateState.Thread me, int cell, int value, bool isRelease)
    {
        if (me.Count == GateState.BufferLength)
        {
            return false;
        }

        me.Stores[me.Count++] = new() { Cell = (GateCell)cell, Value = (byte)value, IsRelease = isRelease };
        return true;
    }

    private static bool TryStore(ref GateState.Thread me, int cell, int value, bool isRelease, GateStep then)
    {
        bool isStored = TryStore(ref me, cell, value, isRelease);
        me.At = isStored ? then : me.At;
        return isStored;
    }

    // A locked instruction, or a fence: the thread's own stores are visible first.
    private static void Lock(ref GateState state, ref GateState.Thread me, int cell, GateStep then)
    {
        if (me.Count == 0 && state.Memory[cell] == 0)
        {
            state.Memory[cell] = 1;
            me.At = then;
        }
    }

    private static void Drain(ref GateState state, ref GateState.Thread of, int position)
    {
        GateState.Store store = of.Stores[position];
        bool isFirst = position == 0 || !store.IsRelease;
        for (int i = 0; i < position; i++)
        {
            isFirst &= of.Stores[i].Cell != store.Cell;
        }

        if (isFirst)
        {
            state.Memory[(int)store.Cell] = store.Value;
            of.Stores[(position + 1)..].CopyTo(of.Stores[position..]);
            of.Stores[--of.Count] = default;
        }
    }

    private void DrainAll(ref GateState state)
    {
        for (int thread = 0; thread < _calls.Length; thread++)
        {
            while (state.Threads[thread].Count != 0)
            {
                Drain(ref state, ref state.Threads[thread], 0);
            }
        }
    }

    private static byte FirstOf(byte slots) => (byte)BitOperations.TrailingZeroCount(slots);

    private static void Break(ref GateState state, bool isBroken, GateRule rule) => state.Broken = isBroken && state.Broken == GateRule.None ? rule : state.Broken;
}
