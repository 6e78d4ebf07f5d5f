namespace FfiOwnership.Tests.Protocols.HeapClaims;

/// <content>A fork, and what must hold.</content>
internal sealed partial class GateProtocol
{
    /// <inheritdoc/>
    public override Enum? Broken(in GateState state) => state.Broken == GateRule.None ? null : state.Broken;

    /// <inheritdoc/>
    public override Enum? BrokenAtEnd(in GateState state)
    {
        bool isOff = state.Memory[(int)GateCell.Lock] + state.Memory[(int)GateCell.Closed] == 0;
        for (int heap = 0; heap < HeapCount; heap++)
        {
            isOff &= state.Memory[(int)GateCell.Busy + heap] + state.Memory[(int)GateCell.Claimed + heap] + state.Memory[(int)GateCell.Counted + heap] == 0;
        }

        return !IsWhole(state) ? GateRule.NoSlotIsLost : !isOff ? GateRule.MarksAreOff : null;
    }

    /// <inheritdoc/>
    public override string Show(in GateState state)
    {
        List<string> told = [];
        for (int thread = 0; thread < _calls.Length; thread++)
        {
            GateState.Thread other = state.Threads[thread];
            string heap = thread >= HeapCount ? ""
                : $" busy {state.Memory[(int)GateCell.Busy + thread]} claimed {state.Memory[(int)GateCell.Claimed + thread]} ring {Slots(state.Memory[(int)GateCell.Ring + thread])}";
            string stores = string.Join(' ', Enumerable.Range(0, other.Count).Select(i => $"{Name(other.Stores[i].Cell)}={other.Stores[i].Value}"));
            told.Add($"{Name(thread)}{heap}{(stores.Length == 0 ? "" : $" buffer <{stores}>")}");
        }

        told.Add($"pool {Slots(state.Memory[(int)GateCell.Pool])} lock {state.Memory[(int)GateCell.Lock]} closed {state.Memory[(int)GateCell.Closed]}");
        return string.Join("; ", told);
    }

    private static string Name(GateCell cell) => cell >= GateCell.Pool
        ? $"{cell}"
        : $"{(GateCell)((int)cell / GateState.MostThreads * GateState.MostThreads)}{(char)('A' + ((int)cell % GateState.MostThreads))}";

    private static string Slots(byte slots) => $"[{string.Join(' ', Enumerable.Range(0, GateState.MostSlots).Where(slot => (slots >> slot & 1) != 0))}]";

    // Whether memory says of each slot where it really is.
    private bool IsWhole(in GateState state)
    {
        bool isWhole = true;
        for (int slot = 0; slot < setup.Places.Length; slot++)
        {
            isWhole &= (state.Memory[(int)GateCell.Pool] >> slot & 1) == (state.Where[slot] == InPool ? 1 : 0);
            for (int heap = 0; heap < HeapCount; heap++)
            {
                isWhole &= (state.Memory[(int)GateCell.Ring + heap] >> slot & 1) == (state.Where[slot] == heap ? 1 : 0);
            }
        }

        return isWhole;
    }

    private void MoveInFork(ref GateState state, ref GateState.Thread me)
    {
        bool hasClosed = mutant is not (GateMutant.ForkHoldsLock or GateMutant.ForkSharesClaim);
        switch (me.At)
        {
            case GateStep.LocksToFork:
                Lock(ref state, ref me, (int)GateCell.Lock, GateStep.ClaimsToFork);
                break;
            case GateStep.ClosesCalls:
                Lock(ref state, ref me, (int)GateCell.Closed, GateStep.AwaitsCounted);
                break;
            case GateStep.AwaitsCounted:
                if (Load(state, me, (int)GateCell.Counted + me.Other) == 0)
                {
                    NextHeap(ref me, mutant == GateMutant.ForkWithoutBarrier ? GateStep.AwaitsIdle : GateStep.FencesToFork);
                }

                break;
            case GateStep.ClaimsToFork:
                if (TryStore(ref me, (int)GateCell.Claimed + me.Other, 1, isRelease: false))
                {
                    NextHeap(ref me, GateStep.FencesToFork);
                }

                break;
            case GateStep.FencesToFork:
                DrainAll(ref state);
                me.At = GateStep.AwaitsIdle;
                break;
            case GateStep.AwaitsIdle:
                if (Load(state, me, (int)GateCell.Busy + me.Other) == 0)
                {
                    NextHeap(ref me, mutant == GateMutant.ForkCountsOnce ? GateStep.Forks : GateStep.AwaitsCountedAgain);
                }

                break;
            case GateStep.AwaitsCountedAgain:
                if (Load(state, me, (int)GateCell.Counted + me.Other) == 0)
                {
                    NextHeap(ref me, GateStep.Forks);
                }

                break;
            case GateStep.Forks:
                for (int thread = 0; thread < HeapCount; thread++)
                {
                    Break(ref state, state.Threads[thread].IsInside, GateRule.ForkFindsNobody);
                }

                Break(ref state, state.Memory[(int)GateCell.Lock] != 0 && mutant != GateMutant.ForkHoldsLock, GateRule.ForkFindsNoLock);
                Break(ref state, !IsWhole(state), GateRule.ForkFindsWhole);
                me.At = hasClosed ? GateStep.OpensCalls : GateStep.ReleasesAfterFork;
                break;
            case GateStep.OpensCalls:
                if (TryStore(ref me, (int)GateCell.Closed, 0, isRelease: true))
                {
                    EndCall(ref me, HeapCount);
                }

                break;
            case GateStep.ReleasesAfterFork:
                if (TryStore(ref me, (int)GateCell.Claimed + me.Other, 0, isRelease: true))
                {
                    NextHeap(ref me, GateStep.UnlocksAfterFork);
                }

                break;
            case GateStep.UnlocksAfterFork:
                if (mutant != GateMutant.ForkHoldsLock || TryStore(ref me, (int)GateCell.Lock, 0, isRelease: true))
                {
                    EndCall(ref me, HeapCount);
                }

                break;
        }
    }

    private void NextHeap(ref GateState.Thread me, GateStep then)
    {
        me.Other++;
        if (me.Other == HeapCount)
        {
            (me.Other, me.At) = (0, then);
        }
    }
}
