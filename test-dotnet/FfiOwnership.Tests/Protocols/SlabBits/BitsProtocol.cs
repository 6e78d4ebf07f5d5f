using System.Numerics;

namespace FfiOwnership.Tests.Protocols.SlabBits;

/// <summary>
/// Free slots as bits in the slab's record, rings of freed slots in each thread's heap, and slabs that go from heap to heap.
/// </summary>
/// <remarks>
/// What the code must keep, with the mutant that shows why:
/// <list type="bullet">
/// <item>A slab's word holds <c>free</c> (signed, in the upper bits, so that a borrow changes no flag) and the flag. NONE -> LISTED,
/// LISTED -> OWNED and POOL -> OWNED happen under the class's lock only; OWNED -> anything is the owner's. So only the two ways to
/// disown need a compare-and-swap; all other changes of the flag are an addition to the word.</item>
/// <item>Whether a slab is one's own is the question <c>heap.Current == slab</c>, and no field of the slab: the flag OWNED says that it
/// is somebody's (<see cref="BitsMutant.FlushesIntoAnyOwned"/>).</item>
/// <item>Bits first, count second; and the count may be negative (<see cref="BitsMutant.CountsFirst"/>). A drain subtracts what it
/// took (<see cref="BitsMutant.SubtractsSeen"/>).</item>
/// <item>A flush adds k at once: thresholds are crossed, not met (<see cref="BitsMutant.JumpsOverThreshold"/>,
/// <see cref="BitsMutant.JumpsOverWhole"/>).</item>
/// <item>A free that made a listed slab whole looks again under the lock before it takes the slab
/// (<see cref="BitsMutant.TakesUnverified"/>). Whoever listed a slab looks whether it became whole meanwhile
/// (<see cref="BitsMutant.NoSecondLook"/>). The look before listing is an assertion: the flag stays NONE and the count only grows until
/// the one free that crossed the threshold lists the slab (<see cref="BitsMutant.ListsUnverified"/>).</item>
/// <item>A heap is given up in this order: refill to <c>mine</c>, flush the whole ring, disown. The flush relies on the slab being the
/// heap's own (<see cref="BitsMutant.FlushesAfterDisown"/>, <see cref="BitsMutant.ForgetsRefill"/>).</item>
/// <item>Whoever claims another thread's heap gives it up in the same way, on its behalf (<see cref="BitsMutant.ClaimsBusy"/>).</item>
/// <item>An owner never stores the count: a free that has set its bit and not added it yet would make it say too much for good
/// (<see cref="BitsMutant.PoolsByStore"/>). POOL is an addition to the word. An empty slab of a thread that ends goes through the
/// list, where the last free finds it; its owner may give it back at once only if the count is 0 (<see cref="BitsMutant.PoolsBySwap"/>).</item>
/// <item>Slots taken from the bits are handed out before the ring's: behind them, a slot freed a moment ago would be next
/// (<see cref="BitsMutant.RefillsBehind"/>). So a refill is a word of bits beside the ring.</item>
/// </list>
/// Orders: the <c>or</c> releases (block and freed entry come before), the addition acquires and releases, the exchange acquires, the
/// two ways to disown release <c>mine</c>; the lock orders the rest. A slab comes into the list by its owner, or by a thread that has added
/// to the word after the owner disowned the slab; so whoever takes it from there sees that owner's <c>mine</c>.
/// What is simplified: each slot is a word of bits of its own; which free slot a heap takes does not matter, so there is no cursor;
/// a new slab is "elsewhere"; and a claim is one step, which <see cref="HeapClaims.GateProtocol"/> takes apart.
/// </remarks>
/// <param name="setup">The small case.</param>
/// <param name="mutant">The mistake to make.</param>
/// <param name="comparesCounts">Whether E2 is compared in each state. Without it, a wrong count shows by what it leads to.</param>
internal sealed partial class BitsProtocol(BitsCase setup, BitsMutant mutant = BitsMutant.None, bool comparesCounts = true) : Protocol<BitsState>
{
    // A slab in the hands of a thread that gives it back has this and the thread's number as its holder.
    private const byte GivenBackBy = 9;

    private readonly (BitsCall Call, int Slot)[][] _calls = setup.Parsed;

    /// <inheritdoc/>
    public override int ThreadCount => _calls.Length;

    private int Half => Math.Max(setup.Ring / 2, 1);

    private int SlabCount => setup.Slabs.Length;

    /// <inheritdoc/>
    public override BitsState Start()
    {
        BitsState state = default;
        for (int number = 0; number < SlabCount; number++)
        {
            ref BitsState.Slab slab = ref state.Slabs[number];
            char kind = setup.Slabs[number];
            if (kind == 'P')
            {
                (slab.Flag, slab.Mine) = (BitsFlag.Pool, AllOf(number));
                continue;
            }

            state.Live |= AllOf(number);
            if (kind != 'N')
            {
                (slab.Flag, slab.Holder) = (BitsFlag.Owned, (byte)(kind - 'A' + 1));
                state.Heaps[kind - 'A'].Current = (byte)(number + 1);
            }
        }

        for (int thread = 0; thread < _calls.Length; thread++)
        {
            Begin(ref state.Threads[thread], thread);
        }

        return state;
    }

    /// <inheritdoc/>
    public override bool IsDone(in BitsState state, int thread) => state.Threads[thread].At == BitsStep.Done;

    /// <inheritdoc/>
    public override Enum Next(in BitsState state, int thread) => state.Threads[thread].At;

    /// <inheritdoc/>
    public override void Move(ref BitsState state, int thread)
    {
        ref BitsState.Thread me = ref state.Threads[thread];
        if (!me.IsInCall && (state.Claimed >> thread & 1) != 0)
        {
            return;
        }

        me.IsInCall = true;
        switch (me.At)
        {
            case <= BitsStep.Decides:
                MoveInFree(ref state, ref me, thread);
                break;
            case <= BitsStep.Pools:
                MoveInList(ref state, ref me, thread);
                break;
            case <= BitsStep.UnlocksHeaps:
                MoveInMake(ref state, ref me, thread);
                break;
            default:
                MoveAtEnd(ref state, ref me, thread);
                break;
        }
    }

    private void Begin(ref BitsState.Thread me, int thread)
    {
        me = new() { Call = me.Call, Made = me.Made, For = (byte)thread };
        if (me.Call < _calls[thread].Length)
        {
            (BitsCall call, int slot) = _calls[thread][me.Call];
            me.Hand = (byte)(1 << slot);
            me.At = BitsStep.Frees;
            switch (call)
            {
                case BitsCall.Make:
                    (me.Hand, me.At) = (0, BitsStep.TakesSlot);
                    break;
                case BitsCall.FreeMade:
                    me.Hand = (byte)(me.Made == 0 ? 0 : 1 << (me.Made - 1));
                    me.Made = 0;
                    break;
                case BitsCall.Detach:
                    me.Hand = 0;
                    me.AfterLeaving = BitsStep.Done;
                    me.At = BitsStep.Leaves;
                    break;
                case BitsCall.End:
                    (me.Hand, me.At) = (0, BitsStep.Ends);
                    break;
            }
        }
    }

    private void EndCall(ref BitsState.Thread me, int thread)
    {
        me.Call++;
        Begin(ref me, thread);
    }

    // The slots of a slab.
    private byte AllOf(int slab) => (byte)(((1 << setup.Slots) - 1) << (slab * setup.Slots));

    private int SlabOf(int slot) => slot / setup.Slots;

    private static int CountOf(int slots) => BitOperations.PopCount((uint)slots);

    private static byte FirstOf(int slots) => (byte)(slots & -slots);

    // The owner's bits and cursor are used.
    private static ref BitsState.Slab Own(ref BitsState state, int slab, int heap, int thread)
    {
        byte holder = state.Slabs[slab].Holder;
        Break(ref state, holder != heap + 1 && holder != GivenBackBy + thread, BitsRule.OneOwner);
        return ref state.Slabs[slab];
    }

    // From the list, or from the pool.
    private static void Take(ref BitsState state, int slab, int holder)
    {
        Break(ref state, state.Slabs[slab].Holder != 0, BitsRule.OneOwner);
        (state.Slabs[slab].Flag, state.Slabs[slab].Holder) = (BitsFlag.Owned, (byte)holder);
    }

    private static void Lock(ref byte held, ref BitsState.Thread me, int thread, BitsStep then)
    {
        if (held == 0)
        {
            held = (byte)(thread + 1);
            me.At = then;
        }
    }

    private static void Break(ref BitsState state, bool isBroken, BitsRule rule) => state.Broken = isBroken && state.Broken == BitsRule.None ? rule : state.Broken;
}
