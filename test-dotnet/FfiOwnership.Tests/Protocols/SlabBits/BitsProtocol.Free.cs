namespace FfiOwnership.Tests.Protocols.SlabBits;

/// <content>A free and a flush (step 6), listing (7) and giving back (8, 9).</content>
internal sealed partial class BitsProtocol
{
    private void MoveInFree(ref BitsState state, ref BitsState.Thread me, int thread)
    {
        ref BitsState.Slab slab = ref state.Slabs[me.Slab];
        switch (me.At)
        {
            case BitsStep.Frees:
                if ((state.Live & me.Hand) == 0)
                {
                    EndCall(ref me, thread);
                    break;
                }

                state.Live &= (byte)~me.Hand;
                me.At = BitsStep.PutsInRing;
                if (_calls[thread][me.Call].Call == BitsCall.Bare)
                {
                    BeginBatch(ref me, me.Hand);
                    me.Hand = 0;
                    me.AfterFlush = BitsStep.Done;
                    break;
                }

                PutInRing(ref state, ref me, thread);
                break;
            case BitsStep.PutsInRing:
                PutInRing(ref state, ref me, thread);
                break;
            case BitsStep.Flushes:
                Flush(ref state, ref me, thread);
                break;
            case BitsStep.PutsInMine:
                slab = ref Own(ref state, me.Slab, mutant == BitsMutant.FlushesIntoAnyOwned ? slab.Holder - 1 : me.For, thread);
                slab.Mine |= me.Batch;
                me.Batch = 0;
                Flush(ref state, ref me, thread);
                break;
            case BitsStep.SetsBit:
                slab.Theirs |= FirstOf(me.Batch);
                me.Batch ^= FirstOf(me.Batch);
                me.NotAdded++;
                me.At = me.Batch != 0 ? BitsStep.SetsBit : mutant == BitsMutant.CountsFirst ? BitsStep.Decides : BitsStep.AddsCount;
                break;
            case BitsStep.AddsCount:
                (me.SeenFree, me.SeenFlag) = (slab.Free, slab.Flag);
                slab.Free += (sbyte)me.Size;
                me.NotAdded -= (sbyte)me.Size;
                me.At = BitsStep.Decides;
                if (mutant == BitsMutant.CountsFirst)
                {
                    me.At = BitsStep.SetsBit;
                    break;
                }

                Decide(ref state, ref me, thread);
                break;
            case BitsStep.Decides:
                Decide(ref state, ref me, thread);
                break;
        }
    }

    private void PutInRing(ref BitsState state, ref BitsState.Thread me, int thread)
    {
        ref BitsState.Heap heap = ref state.Heaps[me.For];
        if (heap.Count == setup.Ring)
        {
            me.Left = (byte)Half;
            me.AfterFlush = BitsStep.PutsInRing;
            Flush(ref state, ref me, thread);
            return;
        }

        heap.Ring[heap.Count++] = heap.Youngest = (byte)(int.Log2(me.Hand) + 1);
        EndCall(ref me, thread);
    }

    // The next slab of a flush: that of the oldest slot, with all others of it among those to be flushed.
    private void Flush(ref BitsState state, ref BitsState.Thread me, int thread)
    {
        if (me.Left == 0)
        {
            me.At = me.AfterFlush;
            if (me.At == BitsStep.Done)
            {
                EndCall(ref me, thread);
            }

            return;
        }

        ref BitsState.Heap heap = ref state.Heaps[me.For];
        int all = AllOf(SlabOf(heap.Ring[0] - 1));
        int batch = 0;
        byte kept = 0;
        for (int i = 0; i < heap.Count; i++)
        {
            int slot = 1 << (heap.Ring[i] - 1);
            if (i < me.Left && (slot & all) != 0)
            {
                batch |= slot;
            }
            else
            {
                heap.Ring[kept++] = heap.Ring[i];
            }
        }

        heap.Ring[kept..].Clear();
        heap.Count = kept;
        me.Left -= (byte)CountOf(batch);
        BeginBatch(ref me, batch);
        bool isOwn = heap.Current == me.Slab + 1;
        bool isOwned = mutant == BitsMutant.FlushesIntoAnyOwned && state.Slabs[me.Slab].Flag == BitsFlag.Owned;
        me.At = isOwn || isOwned ? BitsStep.PutsInMine : me.At;
    }

    private void BeginBatch(ref BitsState.Thread me, int batch)
    {
        me.Slab = (byte)SlabOf(int.Log2(batch));
        me.Batch = (byte)batch;
        me.Size = (byte)CountOf(batch);
        me.At = mutant == BitsMutant.CountsFirst ? BitsStep.AddsCount : BitsStep.SetsBit;
    }

    private void Decide(ref BitsState state, ref BitsState.Thread me, int thread)
    {
        int before = me.SeenFree;
        int after = before + me.Size;
        bool isEnough = mutant == BitsMutant.JumpsOverThreshold ? after == setup.Threshold : before < setup.Threshold && setup.Threshold <= after;
        bool isWhole = mutant == BitsMutant.JumpsOverWhole ? before == setup.Slots - 1 : after == setup.Slots;
        me.AfterList = BitsStep.Flushes;
        me.At = me.SeenFlag switch
        {
            BitsFlag.None when isEnough => BitsStep.LocksToList,
            BitsFlag.Listed when isWhole => BitsStep.LocksToTake,
            _ => BitsStep.Flushes,
        };
        if (me.At == BitsStep.Flushes)
        {
            Flush(ref state, ref me, thread);
        }
    }

    private void MoveInList(ref BitsState state, ref BitsState.Thread me, int thread)
    {
        ref BitsState.Slab slab = ref state.Slabs[me.Slab];
        switch (me.At)
        {
            case BitsStep.LocksToList:
                Lock(ref state.ClassLock, ref me, thread, BitsStep.Lists);
                break;
            case BitsStep.Lists:
                bool isListed = (slab.Flag == BitsFlag.None && slab.Free >= setup.Threshold) || mutant == BitsMutant.ListsUnverified;
                slab.Flag = isListed ? BitsFlag.Listed : slab.Flag;
                me.At = isListed && mutant != BitsMutant.NoSecondLook ? BitsStep.LooksAgain : BitsStep.Unlocks;
                break;
            case BitsStep.LooksAgain:
                me.At = slab.Free == setup.Slots ? BitsStep.TakesWhole : BitsStep.Unlocks;
                break;
            case BitsStep.LocksToTake:
                Lock(ref state.ClassLock, ref me, thread, BitsStep.TakesWhole);
                break;
            case BitsStep.TakesWhole:
                me.At = BitsStep.Unlocks;
                if ((slab.Flag == BitsFlag.Listed && slab.Free == setup.Slots) || mutant == BitsMutant.TakesUnverified)
                {
                    Take(ref state, me.Slab, GivenBackBy + thread);
                    state.ClassLock = 0;
                    BeginDrain(ref state, ref me, isFromList: true, BitsStep.ChecksWhole);
                }

                break;
            case BitsStep.Unlocks:
                state.ClassLock = 0;
                GoOn(ref state, ref me, thread);
                break;
            case BitsStep.ChecksWhole:
                Break(ref state, slab.Mine != AllOf(me.Slab), BitsRule.GivenBackIsWhole);
                me.At = BitsStep.LocksToPool;
                break;
            case BitsStep.LocksToPool:
                Lock(ref state.ClassLock, ref me, thread, BitsStep.Pools);
                break;
            case BitsStep.Pools:
                if (mutant == BitsMutant.PoolsBySwap && slab.Free != 0)
                {
                    me.At = BitsStep.HandsOver;
                    break;
                }

                ref BitsState.Heap heap = ref state.Heaps[me.For];
                heap.Current = heap.Current == me.Slab + 1 ? (byte)0 : heap.Current;
                Own(ref state, me.Slab, me.For, thread);
                (slab.Flag, slab.Holder) = (BitsFlag.Pool, 0);
                slab.Free = mutant == BitsMutant.PoolsByStore ? (sbyte)0 : slab.Free;
                state.ClassLock = 0;
                GoOn(ref state, ref me, thread);
                break;
        }
    }

    private void GoOn(ref BitsState state, ref BitsState.Thread me, int thread)
    {
        me.At = me.AfterList;
        if (me.At == BitsStep.Flushes)
        {
            Flush(ref state, ref me, thread);
        }
    }
}
