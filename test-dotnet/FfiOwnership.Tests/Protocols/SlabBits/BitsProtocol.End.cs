namespace FfiOwnership.Tests.Protocols.SlabBits;

/// <content>Giving a heap up (step 10).</content>
internal sealed partial class BitsProtocol
{
    private void MoveAtEnd(ref BitsState state, ref BitsState.Thread me, int thread)
    {
        ref BitsState.Heap heap = ref state.Heaps[me.For];
        ref BitsState.Slab slab = ref state.Slabs[Math.Max(heap.Current - 1, 0)];
        switch (me.At)
        {
            case BitsStep.Ends:
                state.Ended |= (byte)(1 << me.For);
                EndCall(ref me, thread);
                break;
            case BitsStep.Leaves:
                BeginLeaving(ref state, ref me, thread);
                break;
            case BitsStep.ReadsLast:
                if (heap.Current == 0)
                {
                    EndLeaving(ref state, ref me, thread);
                    break;
                }

                me.Slab = (byte)(heap.Current - 1);
                me.SeenFree = slab.Free;
                int last = CountOf(slab.Mine);
                me.AfterList = BitsStep.FlushesLate;
                me.At = slab.Free + last < setup.Threshold ? BitsStep.DisownsLast : BitsStep.LocksToHandOver;
                if (mutant is BitsMutant.PoolsByStore or BitsMutant.PoolsBySwap && last == setup.Slots)
                {
                    me.At = BitsStep.LocksToPool;
                }

                break;
            case BitsStep.DisownsLast:
                me.At = BitsStep.ReadsLast;
                if (slab.Free == me.SeenFree || mutant == BitsMutant.DisownsLastPlainly)
                {
                    HandOver(ref state, ref me, thread, BitsFlag.None);
                    me.At = BitsStep.FlushesLate;
                }

                break;
            case BitsStep.LocksToHandOver:
                Lock(ref state.ClassLock, ref me, thread, BitsStep.HandsOver);
                break;
            case BitsStep.HandsOver:
                HandOver(ref state, ref me, thread, BitsFlag.Listed);
                me.At = mutant == BitsMutant.NoSecondLook ? BitsStep.Unlocks : BitsStep.LooksAgain;
                break;
            case BitsStep.FlushesLate:
                EndLeaving(ref state, ref me, thread);
                break;
        }
    }

    private void HandOver(ref BitsState state, ref BitsState.Thread me, int thread, BitsFlag flag)
    {
        ref BitsState.Slab slab = ref Own(ref state, me.Slab, me.For, thread);
        slab.Free += (sbyte)(mutant == BitsMutant.ForgetsMineAtLeaving ? 0 : CountOf(slab.Mine));
        (slab.Flag, slab.Holder) = (flag, 0);
        ref BitsState.Heap heap = ref state.Heaps[me.For];
        heap.Current = mutant == BitsMutant.FlushesAfterDisown && heap.Count != 0 ? heap.Current : (byte)0;
    }

    private void BeginLeaving(ref BitsState state, ref BitsState.Thread me, int thread)
    {
        ref BitsState.Heap heap = ref state.Heaps[me.For];
        if (heap.Refill != 0)
        {
            Own(ref state, heap.Current - 1, me.For, thread).Mine |= mutant == BitsMutant.ForgetsRefill ? (byte)0 : heap.Refill;
            heap.Refill = 0;
        }

        me.AfterFlush = BitsStep.ReadsLast;
        me.At = BitsStep.ReadsLast;
        if (mutant != BitsMutant.FlushesAfterDisown)
        {
            me.Left = mutant == BitsMutant.ForgetsRing ? (byte)0 : mutant == BitsMutant.FlushesHalfAtEnd ? (byte)((heap.Count + 1) / 2) : heap.Count;
            Flush(ref state, ref me, thread);
        }
    }

    private void EndLeaving(ref BitsState state, ref BitsState.Thread me, int thread)
    {
        ref BitsState.Heap heap = ref state.Heaps[me.For];
        if (mutant == BitsMutant.FlushesAfterDisown && heap.Count != 0)
        {
            me.Left = heap.Count;
            me.AfterFlush = BitsStep.FlushesLate;
            Flush(ref state, ref me, thread);
            return;
        }

        heap = default;
        state.Claimed &= (byte)~(1 << me.For);
        me.At = me.AfterLeaving;
        if (me.At == BitsStep.Done)
        {
            EndCall(ref me, thread);
        }
    }
}
