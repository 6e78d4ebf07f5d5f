namespace FfiOwnership.Tests.Protocols.HeapClaims;

/// <content>The gate, and calls.</content>
internal sealed partial class GateProtocol
{
    private GateStep FirstStep => mutant switch
    {
        GateMutant.ChecksBeforeBusy => GateStep.ReadsClaimed,
        GateMutant.ReadsRingBeforeBusy => GateStep.ReadsRing,
        _ => GateStep.StoresBusy,
    };

    private void MoveInGate(ref GateState state, ref GateState.Thread me, int thread)
    {
        switch (me.At)
        {
            case GateStep.StoresBusy:
                if (TryStore(ref me, (int)GateCell.Busy + thread, 1, isRelease: false, GateStep.ReadsClaimed))
                {
                    if (mutant == GateMutant.ChecksBeforeBusy || (mutant == GateMutant.ReturnsWithoutCheck && me.HasCalledBack))
                    {
                        Pass(ref me, thread);
                    }
                    else if (mutant == GateMutant.ReadsRingBeforeCheck)
                    {
                        me.At = GateStep.ReadsRing;
                    }
                }

                break;
            case GateStep.ReadsClaimed:
                bool isClaimed = Load(state, me, (int)GateCell.Claimed + thread) != 0 && mutant != GateMutant.IgnoresClaim;
                me.At = isClaimed ? WaitStep : GateStep.ReadsClosed;
                break;
            case GateStep.ReadsClosed:
                if (Load(state, me, (int)GateCell.Closed) != 0)
                {
                    me.At = WaitStep;
                }
                else if (mutant == GateMutant.ChecksBeforeBusy)
                {
                    me.At = GateStep.StoresBusy;
                }
                else
                {
                    Pass(ref me, thread);
                }

                break;
            case GateStep.StoresIdleToWait:
                bool isForClaim = Load(state, me, (int)GateCell.Claimed + thread) != 0;
                GateStep wait = isForClaim && mutant == GateMutant.WaitsOnLock ? GateStep.WaitsForLock : GateStep.WaitsForClaim;
                TryStore(ref me, (int)GateCell.Busy + thread, 0, isRelease: true, wait);
                break;
            case GateStep.WaitsForClaim:
                me.At = Load(state, me, (int)GateCell.Claimed + thread) == 0 ? GateStep.WaitsForOpen : me.At;
                break;
            case GateStep.WaitsForLock:
                Lock(ref state, ref me, (int)GateCell.Lock, GateStep.UnlocksAfterWait);
                break;
            case GateStep.UnlocksAfterWait:
                TryStore(ref me, (int)GateCell.Lock, 0, isRelease: true, GateStep.WaitsForOpen);
                break;
            case GateStep.WaitsForOpen:
                me.At = Load(state, me, (int)GateCell.Closed) == 0 ? FirstStep : me.At;
                break;
        }
    }

    // A mutant that has not stored busy has nothing to take back.
    private GateStep WaitStep => mutant is GateMutant.WaitsBusy or GateMutant.ChecksBeforeBusy ? GateStep.WaitsForClaim : GateStep.StoresIdleToWait;

    private void Pass(ref GateState.Thread me, int thread)
    {
        me.IsInside = true;
        bool hasRing = mutant is GateMutant.ReadsRingBeforeBusy or GateMutant.ReadsRingBeforeCheck
            || (mutant == GateMutant.KeepsHeapOverCallback && me.HasCalledBack);
        me.At = hasRing ? AfterRing(me, thread) : GateStep.ReadsRing;
    }

    private GateStep AfterRing(in GateState.Thread me, int thread) => _calls[thread][me.Call] switch
    {
        GateCall.Callback when !me.HasCalledBack => GateStep.CallsBack,
        GateCall.Detach => mutant == GateMutant.DetachesUncounted ? GateStep.LocksToDetach : GateStep.CountsInToDetach,
        GateCall.Make or GateCall.First when me.Seen == 0 => GateStep.LocksHeaps,
        GateCall.Free when me.Held != 0 => GateStep.StoresRing,
        GateCall.Make or GateCall.First or GateCall.Callback when me.Seen != 0 => GateStep.StoresRing,
        _ => GateStep.StoresIdle,
    };

    private void MoveInCall(ref GateState state, ref GateState.Thread me, int thread)
    {
        switch (me.At)
        {
            case GateStep.ReadsRing:
                me.Seen = Load(state, me, (int)GateCell.Ring + thread);
                me.At = me.IsInside ? AfterRing(me, thread)
                    : mutant == GateMutant.ReadsRingBeforeBusy ? GateStep.StoresBusy
                    : GateStep.ReadsClaimed;
                break;
            case GateStep.StoresRing:
                bool isFree = _calls[thread][me.Call] == GateCall.Free;
                byte slot = isFree ? (byte)(me.Held - 1) : FirstOf(me.Seen);
                if (TryStore(ref me, (int)GateCell.Ring + thread, isFree ? me.Seen | 1 << slot : me.Seen & ~(1 << slot), isRelease: false, GateStep.StoresIdle))
                {
                    Place(ref state, slot, (byte)(isFree ? HeldBy + thread : thread), (byte)(isFree ? thread : HeldBy + thread));
                    me.Held = (byte)(isFree ? 0 : slot + 1);
                }

                break;
            case GateStep.CallsBack:
                if (TryStore(ref me, (int)GateCell.Busy + thread, 0, isRelease: true, FirstStep))
                {
                    (me.IsInside, me.HasCalledBack) = (false, true);
                }

                break;
            case GateStep.StoresIdle:
                if (TryStore(ref me, (int)GateCell.Busy + thread, 0, isRelease: mutant != GateMutant.LeavesPlainly))
                {
                    me.IsInside = false;
                    me.At = GateStep.CountsOut;
                    if (_calls[thread][me.Call] != GateCall.First)
                    {
                        EndCall(ref me, thread);
                    }
                }

                break;
            case GateStep.CountsOut:
                if (TryStore(ref me, (int)GateCell.Counted + thread, 0, isRelease: true))
                {
                    EndCall(ref me, thread);
                }

                break;
            case GateStep.CountsInToDetach:
                Lock(ref state, ref me, (int)GateCell.Counted + thread, GateStep.LocksToDetach);
                break;
            case GateStep.LocksToDetach:
                Lock(ref state, ref me, (int)GateCell.Lock, GateStep.StoresEmptyRing);
                break;
            case GateStep.StoresEmptyRing:
                if (TryStore(ref me, (int)GateCell.Ring + thread, 0, isRelease: false, GateStep.StoresBack))
                {
                    PlaceAll(ref state, me.Seen, (byte)thread);
                }

                break;
            case GateStep.StoresBack:
                TryStore(ref me, (int)GateCell.Pool, Load(state, me, (int)GateCell.Pool) | me.Seen, isRelease: false, GateStep.StoresIdleForNext);
                break;
            case GateStep.StoresIdleForNext:
                if (TryStore(ref me, (int)GateCell.Busy + thread, 0, isRelease: true, GateStep.StoresUntaken))
                {
                    me.IsInside = false;
                }

                break;
            case GateStep.StoresUntaken:
                TryStore(ref me, (int)GateCell.Taken + thread, 0, isRelease: true, GateStep.UnlocksWithoutHeap);
                break;
            case GateStep.UnlocksWithoutHeap:
                TryStore(ref me, (int)GateCell.Lock, 0, isRelease: true, GateStep.CountsOut);
                break;
            case GateStep.LocksHeaps:
                Lock(ref state, ref me, (int)GateCell.Lock, GateStep.ReadsPool);
                break;
            case GateStep.ReadsPool:
                me.Seen = Load(state, me, (int)GateCell.Pool);
                me.Other = me.HasClaimed ? (byte)HeapCount : OtherFrom(state, me, 0, thread);
                me.At = me.Seen != 0 ? GateStep.StoresPool : me.Other == HeapCount ? GateStep.UnlocksHeaps : GateStep.StoresClaimed;
                break;
            case GateStep.StoresPool:
                slot = FirstOf(me.Seen);
                if (TryStore(ref me, (int)GateCell.Pool, me.Seen & ~(1 << slot), isRelease: false, GateStep.UnlocksHeaps))
                {
                    Place(ref state, slot, InPool, (byte)(HeldBy + thread));
                    me.Held = (byte)(slot + 1);
                }

                break;
            case GateStep.UnlocksHeaps:
                TryStore(ref me, (int)GateCell.Lock, 0, isRelease: true, GateStep.StoresIdle);
                break;
        }
    }

    private void PlaceAll(ref GateState state, byte slots, byte from)
    {
        for (byte slot = 0; slot < setup.Places.Length; slot++)
        {
            if ((slots >> slot & 1) != 0)
            {
                Place(ref state, slot, from, InPool);
            }
        }
    }

    private static void Place(ref GateState state, byte slot, byte from, byte to)
    {
        Break(ref state, state.Where[slot] != from, GateRule.NoSlotIsTwice);
        state.Where[slot] = to;
    }
}
