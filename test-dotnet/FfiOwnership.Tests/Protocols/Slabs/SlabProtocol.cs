using FfiOwnership.Heaps.Slabs;

namespace FfiOwnership.Tests.Protocols.Slabs;

/// <summary>
/// One slab between threads that free into it, take from it, adopt it, give it up and end. Mirrors
/// <c>lib/FfiOwnership/Heaps/Slabs/Slab.Remote.cs</c>, <c>Slab.Owner.cs</c>, <c>ThreadHeap.Slabs.cs</c>, <c>ThreadHeaps.cs</c> and <c>ClassPool.cs</c>.
/// </summary>
/// <remarks>
/// In the beginning the slab is full and thread A's current one. What is simplified: the slab is used up from the start, so no
/// slot is unused and none stays in line for being freed late; a call that finds no slot here takes one elsewhere; lists are
/// in one heap at a time, so a slab's list is its heap's number and its place. Work on the owner's part takes two steps,
/// between which nobody else may begin any.
/// One file, although long: whether a step is right depends on what others may do before the next, so all are read together.
/// </remarks>
/// <param name="slots">How many slots it has.</param>
/// <param name="threshold">As <see cref="Slab.MinFreeToReuse"/>.</param>
/// <param name="calls">What each thread does.</param>
/// <param name="mutant">The mistake to make.</param>
internal sealed partial class SlabProtocol(int slots, int threshold, SlabCall[][] calls, SlabMutant mutant = SlabMutant.None) : Protocol<SlabState>
{
    private const byte NoTransition = byte.MaxValue;

    /// <inheritdoc/>
    public override int ThreadCount => calls.Length;

    /// <inheritdoc/>
    public override SlabState Start()
    {
        SlabState state = new() { IsOwned = true, Owner = 1, List = SlabListKind.Current, In = 1, NextTransition = NoTransition };
        for (int slot = 0; slot < slots; slot++)
        {
            state.IsLive[slot] = 1;
        }

        for (int thread = 0; thread < calls.Length; thread++)
        {
            ref SlabState.Thread me = ref state.All[thread];
            me.Heap = (byte)(thread + 1);
            Begin(ref me, thread);
        }

        return state;
    }

    /// <inheritdoc/>
    public override bool IsDone(in SlabState state, int thread) => state.All[thread].At == SlabStep.Done;

    /// <inheritdoc/>
    public override Enum Next(in SlabState state, int thread) => state.All[thread].At;

    /// <inheritdoc/>
    public override void Move(ref SlabState state, int thread)
    {
        ref SlabState.Thread me = ref state.All[thread];
        switch (me.At)
        {
            case <= SlabStep.Pushes:
                MoveInFree(ref state, ref me, thread);
                break;
            case <= SlabStep.Tends:
                MoveAsOwner(ref state, ref me, thread);
                break;
            case <= SlabStep.BecomesCurrent:
                MoveInMake(ref state, ref me, thread);
                break;
            default:
                MoveAtEnd(ref state, ref me, thread);
                break;
        }
    }

    private void MoveInFree(ref SlabState state, ref SlabState.Thread me, int thread)
    {
        switch (me.At)
        {
            case SlabStep.WinsBlock:
                bool isLive = state.IsLive[me.Slot] == 1;
                if (!isLive && mutant != SlabMutant.FreesByStore)
                {
                    EndCall(ref me, thread);
                    break;
                }

                state.IsLive[me.Slot] = 0;
                me.HasSlot = true;
                me.At = SlabStep.ReadsOwner;
                break;
            case SlabStep.ReadsOwner:
                me.At = state.Owner == me.Heap ? SlabStep.PutsInLine : SlabStep.ReadsRemote;
                break;
            case SlabStep.PutsInLine:
                if (HasWorked(ref state, thread))
                {
                    me.HasSlot = false;
                    Append(ref state, me.Slot, me.Slot, 1);
                    EndCall(ref me, thread);
                    if (state.Free == state.NextTransition)
                    {
                        // ThreadHeap.OnThreshold
                        state.In = 0;
                        BeginRelisting(ref me, me.At);
                    }
                }

                break;
            case SlabStep.ReadsRemote:
                See(ref state, ref me);
                me.At = SlabStep.Pushes;
                break;
            case SlabStep.Pushes:
                Push(ref state, ref me, thread);
                break;
        }
    }

    private void Push(ref SlabState state, ref SlabState.Thread me, int thread)
    {
        bool isSame = (state.RemoteHead, state.RemoteCount, state.IsOwned) == (me.SeenHead, me.SeenCount, me.SeenOwned);
        if (!isSame && mutant != SlabMutant.PushesByStore)
        {
            See(ref state, ref me);
            return;
        }

        bool wasOwned = me.SeenOwned;
        state.RemoteHead = (byte)(me.Slot + 1);
        state.RemoteCount = mutant == SlabMutant.PushDoesNotCount ? me.SeenCount : (byte)(me.SeenCount + 1);
        state.IsOwned = wasOwned || mutant != SlabMutant.PushLeavesUnowned;
        me.HasSlot = false;
        EndCall(ref me, thread);
        bool adopts = (!wasOwned && state.IsOwned && mutant != SlabMutant.PushDoesNotAdopt) || mutant == SlabMutant.EveryPushAdopts;
        if (adopts)
        {
            BeginAdopting(ref me, me.At);
        }
    }

    private void MoveAsOwner(ref SlabState state, ref SlabState.Thread me, int thread)
    {
        switch (me.At)
        {
            case SlabStep.NamesItself:
                state.Owner = me.For;
                me.AfterRelisting = SlabStep.Tends;
                BeginDraining(ref me, SlabStep.Relists);
                me.At = mutant == SlabMutant.AdoptsWithoutDraining ? SlabStep.Relists : me.At;
                break;
            case SlabStep.LooksAtRemote:
                me.At = state.RemoteHead == 0 ? me.AfterDrain : SlabStep.TakesRemote;
                (me.TakenHead, me.TakenCount) = mutant == SlabMutant.DrainsByStore ? (state.RemoteHead, state.RemoteCount) : default;
                break;
            case SlabStep.TakesRemote:
                if (mutant != SlabMutant.DrainsByStore)
                {
                    (me.TakenHead, me.TakenCount) = (state.RemoteHead, state.RemoteCount);
                }

                (state.RemoteHead, state.RemoteCount, state.IsOwned) = (0, 0, mutant != SlabMutant.DrainLosesOwned);
                me.At = SlabStep.Appends;
                break;
            case SlabStep.Appends:
                if (HasWorked(ref state, thread))
                {
                    AppendTaken(ref state, ref me);
                    me.At = me.AfterDrain;
                }

                break;
            case SlabStep.Relists:
                if (HasWorked(ref state, thread))
                {
                    Relist(ref state, ref me);
                }

                break;
            case SlabStep.UnnamesEmpty:
                state.Owner = 0;
                me.At = SlabStep.LocksForEmpty;
                break;
            case SlabStep.LocksForEmpty:
                Lock(ref state.PoolLock, ref me, thread, SlabStep.PoolsEmpty);
                break;
            case SlabStep.PoolsEmpty:
                Enter(ref state, SlabListKind.Empty, 0);
                state.PoolLock = 0;
                me.At = me.AfterRelisting;
                break;
            case SlabStep.Tends:
                me.At = me.AfterTending;
                if (state.List == SlabListKind.Refilling && state.In == me.For)
                {
                    state.In = 0;
                    me.AfterRelisting = me.AfterTending;
                    BeginDraining(ref me, SlabStep.Relists);
                }

                break;
        }
    }

    private void Relist(ref SlabState state, ref SlabState.Thread me)
    {
        if (state.Free == slots)
        {
            me.At = SlabStep.UnnamesEmpty;
            return;
        }

        bool isReady = state.Free >= threshold;
        state.NextTransition = (byte)(isReady ? slots : threshold);
        Enter(ref state, isReady ? SlabListKind.Partial : SlabListKind.Refilling, me.For);
        me.At = me.AfterRelisting;
    }

    private void MoveInMake(ref SlabState state, ref SlabState.Thread me, int thread)
    {
        switch (me.At)
        {
            case SlabStep.LooksAtCurrent:
                me.HasGathered = false;
                bool hasCurrent = state.List == SlabListKind.Current && state.In == me.Heap;
                me.AfterTending = SlabStep.TakesReady;
                me.At = !hasCurrent ? SlabStep.Tends : SlabStep.TakesSlot;
                break;
            case SlabStep.TakesSlot:
                if (HasWorked(ref state, thread))
                {
                    TakeSlot(ref state, ref me);
                }

                break;
            case SlabStep.Publishes:
                Break(ref state, state.IsLive[me.Slot] == 1, SlabRule.NoSlotIsTwice);
                state.IsLive[me.Slot] = 1;
                me.HasSlot = false;
                me.Made = (byte)(me.Slot + 1);
                EndCall(ref me, thread);
                break;
            case SlabStep.LooksIfUsedUp:
                me.At = SlabStep.TakesSlot;
                if (state.Free == 0)
                {
                    // ThreadHeap.DisownFull
                    (state.List, state.In) = (SlabListKind.None, 0);
                    me.At = mutant == SlabMutant.UnnamesLate ? SlabStep.Disowns : SlabStep.UnnamesFull;
                }

                break;
            case SlabStep.UnnamesFull:
                state.Owner = 0;
                me.At = mutant == SlabMutant.UnnamesLate ? SlabStep.Tends : SlabStep.Disowns;
                break;
            case SlabStep.Disowns:
                Disown(ref state, ref me);
                break;
            case SlabStep.TakesReady:
                bool hasReady = state.List == SlabListKind.Partial && state.In == me.For;
                state.In = hasReady ? (byte)0 : state.In;
                me.At = hasReady ? SlabStep.BecomesCurrent : SlabStep.LocksForShared;
                break;
            case SlabStep.LocksForShared:
                Lock(ref state.PoolLock, ref me, thread, SlabStep.TakesShared);
                break;
            case SlabStep.TakesShared:
                TakeAbandoned(ref state, ref me);
                break;
            case SlabStep.NamesItselfOnShared:
                state.Owner = me.For;
                BeginDraining(ref me, SlabStep.ChecksShared);
                break;
            case SlabStep.ChecksShared:
                me.At = SlabStep.BecomesCurrent;
                if (state.Free < threshold)
                {
                    BeginRelisting(ref me, SlabStep.LocksForShared);
                }

                break;
            case SlabStep.LocksHeaps:
                me.HasGathered = true;
                Lock(ref state.HeapsLock, ref me, thread, SlabStep.Gathers);
                if (mutant == SlabMutant.GathersWithoutLock)
                {
                    (state.HeapsLock, me.At) = (0, SlabStep.Gathers);
                }

                break;
            case SlabStep.Gathers:
                Gather(ref state, ref me);
                break;
            case SlabStep.UnlocksHeaps:
                state.HeapsLock = 0;
                state.Ended &= (byte)~(mutant == SlabMutant.GathersWithoutLock ? 1 << me.For : 0);
                me.For = me.Heap;
                me.At = SlabStep.LocksForShared;
                break;
            case SlabStep.LocksForPooled:
                Lock(ref state.PoolLock, ref me, thread, SlabStep.TakesPooled);
                break;
            case SlabStep.TakesPooled:
                bool isPooled = state.List == SlabListKind.Empty;
                state.List = isPooled ? SlabListKind.None : state.List;
                state.PoolLock = 0;
                me.At = SlabStep.BecomesCurrent;
                if (!isPooled)
                {
                    // A new slab, which is none of this model's.
                    EndCall(ref me, thread);
                }

                break;
            case SlabStep.BecomesCurrent:
                if (HasWorked(ref state, thread))
                {
                    state.Owner = me.For;
                    state.NextTransition = NoTransition;
                    Enter(ref state, SlabListKind.Current, me.For);
                    me.At = SlabStep.TakesSlot;
                }

                break;
        }
    }

    private static void TakeSlot(ref SlabState state, ref SlabState.Thread me)
    {
        if (state.Free == 0)
        {
            BeginDraining(ref me, SlabStep.LooksIfUsedUp);
            return;
        }

        me.Slot = (byte)(state.Head - 1);
        me.HasSlot = true;
        state.Head = state.Link[me.Slot];
        state.Link[me.Slot] = 0;
        state.Free--;
        if (state.Free == 0)
        {
            state.Head = state.Tail = 0;
        }

        me.At = SlabStep.Publishes;
    }

    private void Disown(ref SlabState state, ref SlabState.Thread me)
    {
        bool isEmpty = state is { RemoteHead: 0, RemoteCount: 0, IsOwned: true };
        if (isEmpty || mutant == SlabMutant.DisownsByStore)
        {
            (state.RemoteHead, state.RemoteCount, state.IsOwned) = (0, 0, false);
            me.At = mutant == SlabMutant.UnnamesLate ? SlabStep.UnnamesFull : SlabStep.Tends;
        }
        else if (mutant == SlabMutant.ForgetsWhenDisowningFails)
        {
            me.At = SlabStep.Tends;
        }
        else
        {
            BeginAdopting(ref me, SlabStep.TakesReady);
        }
    }

    private static void TakeAbandoned(ref SlabState state, ref SlabState.Thread me)
    {
        bool isShared = state.List == SlabListKind.Abandoned;
        state.List = isShared ? SlabListKind.None : state.List;
        state.PoolLock = 0;
        SlabStep otherwise = me.HasGathered ? SlabStep.LocksForPooled : SlabStep.LocksHeaps;
        me.At = isShared ? SlabStep.NamesItselfOnShared : otherwise;
    }

    // ThreadHeaps.GatherEnded
    private void Gather(ref SlabState state, ref SlabState.Thread me)
    {
        me.At = SlabStep.UnlocksHeaps;
        byte ended = FirstEnded(state);
        if (ended != 0)
        {
            me.For = ended;
            me.At = SlabStep.GivesAway;
            me.AfterGiving = mutant == SlabMutant.GathersWithoutLock ? SlabStep.UnlocksHeaps : SlabStep.Gathers;
            state.Ended &= (byte)~(mutant == SlabMutant.GathersWithoutLock ? 0 : 1 << ended);
        }
    }

    private byte FirstEnded(in SlabState state)
    {
        byte heap = 1;
        while (heap <= calls.Length && (state.Ended & (1 << heap)) == 0)
        {
            heap++;
        }

        return heap <= calls.Length ? heap : (byte)0;
    }

    private void MoveAtEnd(ref SlabState state, ref SlabState.Thread me, int thread)
    {
        switch (me.At)
        {
            case SlabStep.GivesAway:
                me.At = me.AfterGiving;
                if (state.In == me.For)
                {
                    (state.List, state.In) = (SlabListKind.None, 0);
                    BeginDraining(ref me, SlabStep.LooksIfFull);
                    me.At = mutant == SlabMutant.GivesAwayWithoutDraining ? SlabStep.LooksIfFull : me.At;
                    me.At = mutant == SlabMutant.SharesThenDrains ? SlabStep.UnnamesShared : me.At;
                }

                EndCallIfDetached(ref me, thread);
                break;
            case SlabStep.LooksIfFull:
                if (HasWorked(ref state, thread))
                {
                    me.At = state.Free == 0 ? SlabStep.UnnamesGiven : SlabStep.UnnamesShared;
                }

                break;
            case SlabStep.UnnamesGiven:
                state.Owner = 0;
                me.At = SlabStep.DisownsGiven;
                break;
            case SlabStep.DisownsGiven:
                bool isEmpty = state is { RemoteHead: 0, RemoteCount: 0, IsOwned: true };
                if (isEmpty)
                {
                    state.IsOwned = mutant == SlabMutant.LeavesFullOwned;
                    me.At = me.AfterGiving;
                    EndCallIfDetached(ref me, thread);
                }
                else
                {
                    BeginDraining(ref me, SlabStep.LooksIfFull);
                }

                break;
            case SlabStep.UnnamesShared:
                state.Owner = mutant == SlabMutant.SharesWithName ? state.Owner : (byte)0;
                me.At = SlabStep.LocksForGiven;
                break;
            case SlabStep.LocksForGiven:
                Lock(ref state.PoolLock, ref me, thread, SlabStep.Shares);
                break;
            case SlabStep.Shares:
                Enter(ref state, state.Free == slots ? SlabListKind.Empty : SlabListKind.Abandoned, 0);
                state.PoolLock = 0;
                me.At = me.AfterGiving;
                if (mutant == SlabMutant.SharesThenDrains)
                {
                    BeginDraining(ref me, me.AfterGiving);
                }

                EndCallIfDetached(ref me, thread);
                break;
            case SlabStep.Ends:
                state.Ended |= (byte)(1 << me.Heap);
                EndCall(ref me, thread);
                break;
            case SlabStep.LocksToTakeOver:
                Lock(ref state.HeapsLock, ref me, thread, SlabStep.TakesOver);
                break;
            case SlabStep.TakesOver:
                state.HeapsLock = 0;
                byte ended = FirstEnded(state);
                state.Ended &= (byte)~(1 << ended);
                me.Heap = ended == 0 ? me.Heap : ended;
                EndCall(ref me, thread);
                break;
        }
    }

    // A detaching thread's call is over when its heap is given away.
    private void EndCallIfDetached(ref SlabState.Thread me, int thread)
    {
        if (me.At == SlabStep.Done)
        {
            EndCall(ref me, thread);
        }
    }

    private void EndCall(ref SlabState.Thread me, int thread)
    {
        me.Call++;
        Begin(ref me, thread);
    }

    // What a thread no longer needs is cleared, so that states do not differ by it.
    private void Begin(ref SlabState.Thread me, int thread)
    {
        me = new() { Call = me.Call, Heap = me.Heap, For = me.Heap, Made = me.Made };
        if (me.Call == calls[thread].Length)
        {
            me.At = SlabStep.Done;
            return;
        }

        SlabCall call = calls[thread][me.Call];
        me.Slot = (byte)(call == SlabCall.FreeMade ? me.Made - 1 : call <= SlabCall.Free2 ? (int)call : 0);
        me.At = call switch
        {
            SlabCall.Make => SlabStep.LooksAtCurrent,
            SlabCall.Detach => SlabStep.GivesAway,
            SlabCall.End => SlabStep.Ends,
            SlabCall.TakeOver => SlabStep.LocksToTakeOver,
            _ => SlabStep.WinsBlock,
        };
        if (call == SlabCall.FreeMade && me.Made == 0)
        {
            me.Slot = 0;
            EndCall(ref me, thread);
        }
    }

    private static void BeginAdopting(ref SlabState.Thread me, SlabStep then)
    {
        me.At = SlabStep.NamesItself;
        me.AfterTending = then;
    }

    private static void BeginDraining(ref SlabState.Thread me, SlabStep then)
    {
        me.At = SlabStep.LooksAtRemote;
        me.AfterDrain = then;
    }

    private static void BeginRelisting(ref SlabState.Thread me, SlabStep then)
    {
        me.At = SlabStep.Relists;
        me.AfterRelisting = then;
    }

    private static void See(ref SlabState state, ref SlabState.Thread me)
    {
        (me.SeenHead, me.SeenCount, me.SeenOwned) = (state.RemoteHead, state.RemoteCount, state.IsOwned);
        state.Link[me.Slot] = state.RemoteHead;
    }

    private static void AppendTaken(ref SlabState state, ref SlabState.Thread me)
    {
        if (me.TakenCount == 0)
        {
            // Only a mutant meets an empty list here.
            return;
        }

        byte youngest = (byte)(me.TakenHead - 1);
        byte link = me.TakenHead;
        byte oldest = 0;
        for (int i = 0; i < me.TakenCount && link != 0; i++)
        {
            byte slot = (byte)(link - 1);
            link = state.Link[slot];
            state.Link[slot] = oldest;
            oldest = (byte)(slot + 1);
        }

        Append(ref state, (byte)(oldest - 1), youngest, me.TakenCount);
        me.TakenHead = me.TakenCount = 0;
    }

    private static void Append(ref SlabState state, byte oldest, byte youngest, byte count)
    {
        if (state.Free != 0)
        {
            state.Link[state.Tail - 1] = (byte)(oldest + 1);
        }
        else
        {
            state.Head = (byte)(oldest + 1);
        }

        state.Tail = (byte)(youngest + 1);
        state.Link[youngest] = 0;
        state.Free += count;
    }

    private static void Enter(ref SlabState state, SlabListKind place, byte heap)
    {
        Break(ref state, state.In != 0 || state.List is SlabListKind.Abandoned or SlabListKind.Empty, SlabRule.OneList);
        (state.List, state.In) = (place, heap);
    }

    private static void Lock(ref byte held, ref SlabState.Thread me, int thread, SlabStep then)
    {
        if (held == 0)
        {
            held = (byte)(thread + 1);
            me.At = then;
        }
    }

    // Work on the owner's part is a step to begin and a step to end; true in the second one.
    private static bool HasWorked(ref SlabState state, int thread)
    {
        if (state.AtWork == thread + 1)
        {
            state.AtWork = 0;
            return true;
        }

        Break(ref state, state.AtWork != 0, SlabRule.OneOwner);
        state.AtWork = (byte)(thread + 1);
        return false;
    }

    private static void Break(ref SlabState state, bool isBroken, SlabRule rule) => state.Broken = isBroken && state.Broken == SlabRule.None ? rule : state.Broken;
}
