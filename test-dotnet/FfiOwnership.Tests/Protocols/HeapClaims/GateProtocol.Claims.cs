namespace FfiOwnership.Tests.Protocols.HeapClaims;

/// <content>The first call of a thread, and the claim of another one's heap.</content>
internal sealed partial class GateProtocol
{
    private void MoveInFirst(ref GateState state, ref GateState.Thread me, int thread)
    {
        switch (me.At)
        {
            case GateStep.CountsIn:
                if (Load(state, me, (int)GateCell.Closed) == 0)
                {
                    Lock(ref state, ref me, (int)GateCell.Counted + thread, GateStep.ReadsClosedCounted);
                }

                break;
            case GateStep.ReadsClosedCounted:
                me.At = Load(state, me, (int)GateCell.Closed) == 0 ? GateStep.LocksForHeap : GateStep.CountsOutToWait;
                break;
            case GateStep.CountsOutToWait:
                TryStore(ref me, (int)GateCell.Counted + thread, 0, isRelease: true, GateStep.CountsIn);
                break;
            case GateStep.LocksForHeap:
                // A heap that its last thread gave back while it was claimed; the code takes another one.
                GateStep then = mutant == GateMutant.GetsHeapUnmarked ? GateStep.TakesHeap : GateStep.MarksHeap;
                if (Load(state, me, (int)GateCell.Claimed + thread) == 0 || mutant == GateMutant.GetsClaimedHeap)
                {
                    Lock(ref state, ref me, (int)GateCell.Lock, then);
                }

                break;
            case GateStep.MarksHeap:
                TryStore(ref me, (int)GateCell.Busy + thread, 1, isRelease: false, GateStep.TakesHeap);
                break;
            case GateStep.TakesHeap:
                TryStore(ref me, (int)GateCell.Taken + thread, 1, isRelease: true, GateStep.UnlocksWithHeap);
                break;
            case GateStep.UnlocksWithHeap:
                if (TryStore(ref me, (int)GateCell.Lock, 0, isRelease: true))
                {
                    Pass(ref me, thread);
                }

                break;
        }
    }

    private void MoveInClaim(ref GateState state, ref GateState.Thread me, int thread)
    {
        switch (me.At)
        {
            case GateStep.StoresClaimed:
                if (TryStore(ref me, (int)GateCell.Claimed + me.Other, 1, isRelease: false))
                {
                    me.Marked |= (byte)(1 << me.Other);
                    me.Other = OtherFrom(state, me, me.Other + 1, thread);
                    if (me.Other == HeapCount)
                    {
                        me.Other = FirstOf(me.Marked);
                        me.At = UnlocksEarly ? GateStep.UnlocksMarked : FenceStep;
                    }
                }

                break;
            case GateStep.UnlocksMarked:
                TryStore(ref me, (int)GateCell.Lock, 0, isRelease: true, FenceStep);
                break;
            case GateStep.Fences:
                DrainAll(ref state);
                me.At = mutant == GateMutant.LooksBeforeBarrier ? GateStep.ReadsOtherRing : LookStep;
                break;
            case GateStep.ReadsOtherAhead:
                me.Seen = Load(state, me, (int)GateCell.Ring + me.Other);
                me.At = GateStep.ReadsOtherBusy;
                break;
            case GateStep.ReadsOtherBusy:
                bool isBusy = Load(state, me, (int)GateCell.Busy + me.Other) != 0 && mutant != GateMutant.IgnoresBusy;
                me.At = isBusy ? GateStep.StoresReleased
                    : mutant == GateMutant.LooksBeforeBarrier ? GateStep.Fences
                    : mutant == GateMutant.ClaimantReadsRingFirst ? GateStep.StoresOtherRing
                    : mutant == GateMutant.ReleasesBeforeFlush ? GateStep.StoresReleased
                    : GateStep.ReadsOtherRing;
                me.HasClaimed = !isBusy;
                break;
            case GateStep.ReadsOtherRing:
                me.Seen = Load(state, me, (int)GateCell.Ring + me.Other);
                me.At = GateStep.StoresOtherRing;
                break;
            case GateStep.StoresOtherRing:
                if (TryStore(ref me, (int)GateCell.Ring + me.Other, 0, isRelease: false, UnlocksEarly ? GateStep.LocksPool : GateStep.StoresFlushed))
                {
                    Break(ref state, state.Threads[me.Other].IsInside, GateRule.OneAtWork);
                    PlaceAll(ref state, me.Seen, me.Other);
                }

                break;
            case GateStep.LocksPool:
                Lock(ref state, ref me, (int)GateCell.Lock, GateStep.StoresFlushed);
                break;
            case GateStep.UnlocksPool:
                TryStore(ref me, (int)GateCell.Lock, 0, isRelease: true, GateStep.StoresReleased);
                break;
            case GateStep.StoresFlushed:
                GateStep then = UnlocksEarly ? GateStep.UnlocksPool : GateStep.StoresReleased;
                if (TryStore(ref me, (int)GateCell.Pool, Load(state, me, (int)GateCell.Pool) | me.Seen, isRelease: false, then)
                    && mutant == GateMutant.ReleasesBeforeFlush)
                {
                    NextClaim(ref me);
                }

                break;
            case GateStep.StoresReleased:
                if (TryStore(ref me, (int)GateCell.Claimed + me.Other, 0, isRelease: mutant != GateMutant.ReleasesPlainly, GateStep.ReadsOtherRing)
                    && (mutant != GateMutant.ReleasesBeforeFlush || !me.HasClaimed))
                {
                    NextClaim(ref me);
                }

                break;
        }
    }

    private bool UnlocksEarly => mutant is GateMutant.UnlocksEarly or GateMutant.ClaimsClaimed or GateMutant.GetsClaimedHeap;

    private GateStep FenceStep => mutant is GateMutant.NoBarrier or GateMutant.LooksBeforeBarrier ? GateStep.ReadsOtherBusy : GateStep.Fences;

    private GateStep LookStep => mutant == GateMutant.ClaimantReadsRingFirst ? GateStep.ReadsOtherAhead : GateStep.ReadsOtherBusy;

    private void NextClaim(ref GateState.Thread me)
    {
        me.Marked ^= (byte)(1 << me.Other);
        me.HasClaimed = me.Marked == 0;
        me.At = !me.HasClaimed ? LookStep : UnlocksEarly ? GateStep.LocksHeaps : GateStep.ReadsPool;
        me.Other = me.HasClaimed ? (byte)0 : FirstOf(me.Marked);
    }

    // The next heap that a thread has, and another one than this thread, and nobody has marked.
    private byte OtherFrom(in GateState state, in GateState.Thread me, int number, int thread)
    {
        while (number < HeapCount && (number == thread || Load(state, me, (int)GateCell.Taken + number) == 0
            || (Load(state, me, (int)GateCell.Claimed + number) != 0 && mutant != GateMutant.ClaimsClaimed)))
        {
            number++;
        }

        return (byte)number;
    }
}
