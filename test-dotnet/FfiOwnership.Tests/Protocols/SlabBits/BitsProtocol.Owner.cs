namespace FfiOwnership.Tests.Protocols.SlabBits;

/// <content>Making a block, and drains (steps 2 to 5).</content>
internal sealed partial class BitsProtocol
{
    private void MoveInMake(ref BitsState state, ref BitsState.Thread me, int thread)
    {
        ref BitsState.Slab slab = ref state.Slabs[me.Slab];
        switch (me.At)
        {
            case BitsStep.TakesWord:
                slab = ref Own(ref state, me.Slab, me.For, thread);
                int word = FirstOf(me.Words);
                me.Words ^= (byte)word;
                int taken = slab.Theirs & word;
                slab.Theirs ^= (byte)taken;
                slab.Mine |= (byte)taken;
                me.Taken += (sbyte)CountOf(taken);
                me.At = me.Words != 0 ? BitsStep.TakesWord : BitsStep.Subtracts;
                break;
            case BitsStep.Subtracts:
                slab.Free -= mutant == BitsMutant.SubtractsSeen ? me.SeenFree : me.Taken;
                me.Taken = 0;
                me.At = me.AfterDrain;
                break;
            case BitsStep.TakesSlot:
                TakeSlot(ref state, ref me, thread);
                break;
            case BitsStep.ReadsCount:
                me.SeenFree = slab.Free;
                me.At = BitsStep.Disowns;
                if (slab.Free >= setup.Threshold)
                {
                    BeginDrain(ref state, ref me, isFromList: false, BitsStep.TakesSlot);
                }

                break;
            case BitsStep.Disowns:
                me.At = BitsStep.ReadsCount;
                if (slab.Free == me.SeenFree || mutant == BitsMutant.DisownsPlainly)
                {
                    Own(ref state, me.Slab, me.For, thread);
                    (slab.Flag, slab.Holder) = (BitsFlag.None, 0);
                    state.Heaps[me.For].Current = 0;
                    me.At = BitsStep.LocksToLook;
                }

                break;
            case BitsStep.LocksToLook:
                Lock(ref state.ClassLock, ref me, thread, BitsStep.TakesSlab);
                break;
            case BitsStep.TakesSlab:
                TakeSlab(ref state, ref me, thread);
                state.ClassLock = 0;
                break;
            case BitsStep.BecomesCurrent:
                Own(ref state, me.Slab, me.For, thread);
                state.Heaps[me.For].Current = (byte)(me.Slab + 1);
                me.At = BitsStep.TakesSlot;
                break;
            case BitsStep.LocksHeaps:
                Lock(ref state.HeapsLock, ref me, thread, BitsStep.Claims);
                break;
            case BitsStep.Claims:
                me.At = BitsStep.UnlocksHeaps;
                int found = state.Ended != 0 ? state.Ended : FindIdle(state, thread);
                if (found != 0)
                {
                    me.For = (byte)int.Log2(found);
                    state.Ended &= (byte)~(1 << me.For);
                    state.Claimed |= (byte)(1 << me.For);
                    me.AfterLeaving = BitsStep.Claims;
                    me.At = BitsStep.Leaves;
                }

                break;
            case BitsStep.UnlocksHeaps:
                state.HeapsLock = 0;
                me.For = (byte)thread;
                me.HasClaimed = true;
                me.At = BitsStep.LocksToLook;
                break;
        }
    }

    // The heaps of other threads that are in no call and have a slab or slots.
    private int FindIdle(in BitsState state, int thread)
    {
        int found = 0;
        for (int other = 0; other < _calls.Length && setup.ClaimsIdle; other++)
        {
            bool isIdle = !state.Threads[other].IsInCall || mutant == BitsMutant.ClaimsBusy;
            bool hasAny = state.Heaps[other].Current != 0 || state.Heaps[other].Count != 0;
            found |= other != thread && isIdle && hasAny ? 1 << other : 0;
        }

        return found;
    }

    private void TakeSlot(ref BitsState state, ref BitsState.Thread me, int thread)
    {
        ref BitsState.Heap heap = ref state.Heaps[me.For];
        int delay = mutant == BitsMutant.ReusesAtOnce ? 0 : setup.Delay;
        int slot = 0;
        if (heap.Count <= delay && heap.Refill == 0 && heap.Current != 0)
        {
            ref BitsState.Slab slab = ref Own(ref state, heap.Current - 1, me.For, thread);
            for (int i = 0; i < Half && slab.Mine != 0; i++)
            {
                byte next = FirstOf(slab.Mine);
                slab.Mine ^= next;
                heap.Refill |= next;
            }
        }

        bool isBehind = mutant == BitsMutant.RefillsBehind && heap.Count + CountOf(heap.Refill) > delay;
        if (heap.Count > delay || (isBehind && heap.Count > 0))
        {
            slot = 1 << (heap.Ring[0] - 1);
            heap.Ring[1..].CopyTo(heap.Ring[..^1]);
            heap.Ring[^1] = 0;
            heap.Count--;
        }
        else if (heap.Refill != 0)
        {
            slot = FirstOf(heap.Refill);
            heap.Refill ^= (byte)slot;
        }
        else
        {
            me.Slab = (byte)Math.Max(heap.Current - 1, 0);
            me.At = heap.Current != 0 ? BitsStep.ReadsCount : BitsStep.LocksToLook;
            return;
        }

        me.Made = (byte)(int.Log2(slot) + 1);
        Break(ref state, setup.Delay != 0 && heap.Youngest == me.Made, BitsRule.ReuseIsLate);
        Break(ref state, (state.Live & slot) != 0, BitsRule.NoSlotIsTwice);
        state.Live |= (byte)slot;
        EndCall(ref me, thread);
    }

    private void TakeSlab(ref BitsState state, ref BitsState.Thread me, int thread)
    {
        for (int from = (int)BitsFlag.Listed; from <= (int)BitsFlag.Pool; from += BitsFlag.Pool - BitsFlag.Listed)
        {
            for (byte number = 0; number < SlabCount; number++)
            {
                if (state.Slabs[number].Flag == (BitsFlag)from)
                {
                    me.Slab = number;
                    Take(ref state, number, me.For + 1);
                    me.At = BitsStep.BecomesCurrent;
                    if (from == (int)BitsFlag.Listed)
                    {
                        BeginDrain(ref state, ref me, isFromList: true, BitsStep.BecomesCurrent);
                    }

                    return;
                }
            }
        }

        me.At = BitsStep.LocksHeaps;
        if (me.HasClaimed)
        {
            me.Made = 0;
            EndCall(ref me, thread);
        }
    }

    // What a listed slab's last owner has left in its bits is in the count, and is not any more when the slab is owned.
    private void BeginDrain(ref BitsState state, ref BitsState.Thread me, bool isFromList, BitsStep then)
    {
        ref BitsState.Slab slab = ref state.Slabs[me.Slab];
        me.SeenFree = slab.Free;
        me.Taken = (sbyte)(isFromList && mutant != BitsMutant.ForgetsMineAtTaking ? CountOf(slab.Mine) : 0);
        me.Words = AllOf(me.Slab);
        me.AfterDrain = then;
        me.At = BitsStep.TakesWord;
    }
}
