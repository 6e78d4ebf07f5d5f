namespace FfiOwnership.Tests.Protocols.LargeBlocks;

/// <summary>
/// The record of a large block, which can serve one range of addresses after another, and ranges whose memory goes back to the system.
/// Mirrors <c>LargeBlocks.cs</c>, <c>SlabTable.Large.cs</c> and <c>SlabHeap.Find.cs</c> of <c>lib/FfiOwnership/Heaps/Slabs</c>, and
/// <c>TryClaim</c> of <c>lib/FfiOwnership/Ledger/Transitions.cs</c>.
/// </summary>
/// <remarks>
/// What is simplified: no range waits in a pool, each goes back at its block's free, which is when most can go wrong; the
/// reuse count wraps after two blocks instead of 2048. Not so where something is described: after so many blocks between two of its
/// looks a description may be of two moments, and so may that of a small block; it is numbers only, and leads to no memory.
/// </remarks>
/// <param name="calls">What each thread does. In the beginning the record's block is in range 1.</param>
/// <param name="mutant">The mistake to make.</param>
internal sealed class LargeProtocol(LargeCall[][] calls, LargeMutant mutant = LargeMutant.None) : Protocol<LargeState>
{
    private readonly int _reuses = calls.Any(thread => thread.Any(call => call.What == LargeCall.Kind.Describe)) ? 16 : 2;

    /// <inheritdoc/>
    public override int ThreadCount => calls.Length;

    /// <inheritdoc/>
    public override LargeState Start()
    {
        LargeState state = default;
        state.Entry = new() { IsLive = true, Reuse = 1 };
        (state.Base, state.Size, state.Live) = (1, 1, 1);
        (state.Map[1], state.Memory[1]) = (true, true);
        for (int thread = 0; thread < calls.Length; thread++)
        {
            Begin(ref state.All[thread], thread);
        }

        return state;
    }

    /// <inheritdoc/>
    public override bool IsDone(in LargeState state, int thread) => state.All[thread].At == LargeStep.Done;

    /// <inheritdoc/>
    public override Enum Next(in LargeState state, int thread) => state.All[thread].At;

    /// <inheritdoc/>
    public override void Move(ref LargeState state, int thread)
    {
        ref LargeState.Thread me = ref state.All[thread];
        LargeCall call = calls[thread][me.Call];
        if (me.At <= LargeStep.Publishes)
        {
            MoveInMake(ref state, ref me, thread, call.Range);
        }
        else if (me.At < LargeStep.PassesLock)
        {
            MoveInFind(ref state, ref me, thread, call);
        }
        else if (me.At < LargeStep.Locks)
        {
            MoveInRecycle(ref state, ref me, thread, call.Range);
        }
        else
        {
            MoveInValidate(ref state, ref me, thread);
        }

        // A state is judged by what is so now; what was read from memory that is gone has been noticed by the step.
        bool leadsAstray = (state.Map[1] && !state.Memory[1]) || (state.Map[2] && !state.Memory[2]);
        state.Broken = state.Broken == LargeRule.None && leadsAstray ? LargeRule.MapComesFirst : state.Broken;
    }

    /// <inheritdoc/>
    public override Enum? Broken(in LargeState state) => state.Broken == LargeRule.None ? null : state.Broken;

    /// <inheritdoc/>
    public override Enum? BrokenAtEnd(in LargeState state)
    {
        bool isFound = state.Live == 0 || (state.Map[state.Live] && state.Base == state.Live && state.Entry.IsLive);
        bool isClean = state.Holder == 0 && (state.Live == 0 || state.Memory[state.Live]) && state.IsFree == (state.Live == 0);
        return !isFound ? LargeRule.LiveBlocksAreFound : isClean ? null : LargeRule.NothingIsLeft;
    }

    /// <inheritdoc/>
    public override string Show(in LargeState state)
    {
        string map = $"{(state.Map[1] ? "1" : "-")}{(state.Map[2] ? "2" : "-")}";
        string memory = $"{(state.Memory[1] ? "1" : "-")}{(state.Memory[2] ? "2" : "-")}";
        return $"{(state.Entry.IsLive ? "live" : "freed")} {state.Entry.Reuse}, base {state.Base}, size {state.Size}{(state.IsFree ? ", free" : "")}; map {map}, memory {memory}; lives: {state.Live}";
    }

    private void MoveInMake(ref LargeState state, ref LargeState.Thread me, int thread, byte range)
    {
        switch (me.At)
        {
            case LargeStep.TakesRecord when !state.IsFree || state.Holder != 0:
                // Nobody may have freed the block yet: then the call is over. The lock is waited for.
                if (state.Holder == 0)
                {
                    EndCall(ref me, thread);
                }

                break;
            case LargeStep.TakesRecord:
                state.IsFree = false;
                state.Memory[range] = true;
                me.At = mutant == LargeMutant.PublishesFirst ? LargeStep.Publishes : LargeStep.WritesBase;
                break;
            case LargeStep.WritesBase:
                state.Base = range;
                me.At = LargeStep.WritesSize;
                break;
            case LargeStep.WritesSize:
                state.Size = range;
                me.At = LargeStep.EntersMap;
                break;
            case LargeStep.EntersMap:
                state.Map[range] = true;
                me.At = LargeStep.Publishes;
                if (mutant == LargeMutant.PublishesFirst)
                {
                    EndCall(ref me, thread);
                }

                break;
            case LargeStep.Publishes:
                state.Entry = new() { IsLive = true, Reuse = (byte)((state.Entry.Reuse + 1) % _reuses) };
                state.Live = range;
                me.At = LargeStep.WritesBase;
                if (mutant != LargeMutant.PublishesFirst)
                {
                    EndCall(ref me, thread);
                }

                break;
        }
    }

    private void MoveInFind(ref LargeState state, ref LargeState.Thread me, int thread, LargeCall call)
    {
        switch (me.At)
        {
            case LargeStep.ReadsMap when !state.Map[call.Range]:
                EndCall(ref me, thread); // foreign, or given back
                break;
            case LargeStep.ReadsMap:
                me.At = LargeStep.ReadsWord;
                break;
            case LargeStep.ReadsWord:
                me.Seen = state.Entry;
                me.At = LargeStep.ReadsBase;
                break;
            case LargeStep.ReadsBase:
                me.Base = state.Base;
                me.At = LargeStep.ReadsSize;
                break;
            case LargeStep.ReadsSize:
                me.Size = state.Size;
                me.At = LargeStep.ReadsWordAgain;
                break;
            case LargeStep.ReadsWordAgain:
                bool isSame = AreSame(state.Entry, me.Seen) || (mutant == LargeMutant.LooksOnce && call.What == LargeCall.Kind.Describe);
                if (!isSame)
                {
                    me.At = LargeStep.ReadsWord;
                }
                else if (!me.Seen.IsLive || me.Base != call.Range)
                {
                    EndCall(ref me, thread); // freed already, or the record is another range's by now
                }
                else if (call.What == LargeCall.Kind.Describe)
                {
                    Break(ref state, me.Size != me.Base, LargeRule.DescribesOneBlock);
                    EndCall(ref me, thread);
                }
                else
                {
                    me.At = mutant == LargeMutant.ReadsBytesFirst ? LargeStep.ReadsBytesEarly : LargeStep.Swaps;
                }

                break;
            case LargeStep.ReadsBytesEarly:
                Break(ref state, !state.Memory[call.Range], LargeRule.ReadsWhatIsThere);
                me.At = LargeStep.Swaps;
                break;
            case LargeStep.Swaps when !AreSame(state.Entry, me.Seen):
                me.At = LargeStep.ReadsMap;
                break;
            case LargeStep.Swaps:
                state.Entry.IsLive = false;
                me.At = LargeStep.ComparesAgain;
                break;
            case LargeStep.ComparesAgain when state.Base != call.Range && mutant != LargeMutant.TrustsTheWord:
                state.Entry = me.Seen;
                me.At = LargeStep.ReadsMap;
                break;
            case LargeStep.ComparesAgain:
                Break(ref state, state.Live != call.Range, LargeRule.FreesWhatIsNamed);
                state.Live = 0;
                me.At = LargeStep.ReadsBytes;
                break;
            case LargeStep.ReadsBytes:
                Break(ref state, !state.Memory[call.Range], LargeRule.ReadsWhatIsThere);
                me.At = mutant == LargeMutant.SkipsLock ? AfterLock : LargeStep.PassesLock;
                break;
        }
    }

    private LargeStep AfterLock => mutant switch
    {
        LargeMutant.UnmapsFirst => LargeStep.Unmaps,
        LargeMutant.FreesRecordFirst => LargeStep.FreesRecord,
        _ => LargeStep.LeavesMap,
    };

    private void MoveInRecycle(ref LargeState state, ref LargeState.Thread me, int thread, byte range)
    {
        switch (me.At)
        {
            case LargeStep.PassesLock:
                me.At = state.Holder == 0 ? AfterLock : me.At;
                break;
            case LargeStep.LeavesMap:
                state.Map[range] = false;
                me.At = LargeStep.ClearsSize;
                break;
            case LargeStep.ClearsSize:
                state.Size = 0;
                me.At = LargeStep.ClearsBase;
                break;
            case LargeStep.ClearsBase:
                state.Base = 0;
                me.At = mutant == LargeMutant.UnmapsFirst ? LargeStep.FreesRecord : LargeStep.Unmaps;
                break;
            case LargeStep.Unmaps:
                state.Memory[range] = false;
                me.At = mutant == LargeMutant.UnmapsFirst ? LargeStep.LeavesMap : LargeStep.FreesRecord;
                if (mutant == LargeMutant.FreesRecordFirst)
                {
                    EndCall(ref me, thread);
                }

                break;
            case LargeStep.FreesRecord when state.Holder == 0:
                state.IsFree = true;
                me.At = LargeStep.LeavesMap;
                if (mutant != LargeMutant.FreesRecordFirst)
                {
                    EndCall(ref me, thread);
                }

                break;
        }
    }

    private void MoveInValidate(ref LargeState state, ref LargeState.Thread me, int thread)
    {
        bool locks = mutant != LargeMutant.ReadsWithoutLock;
        switch (me.At)
        {
            case LargeStep.Locks when state.Holder == 0 || !locks:
                state.Holder = locks ? (byte)(thread + 1) : state.Holder;
                me.At = mutant == LargeMutant.LocksLate ? LargeStep.ReadsLiveBase : LargeStep.ReadsLiveWord;
                break;
            case LargeStep.ReadsLiveWord:
                me.Seen = state.Entry;
                me.At = mutant == LargeMutant.LocksLate ? LargeStep.Locks : LargeStep.ReadsLiveBase;
                break;
            case LargeStep.ReadsLiveBase:
                me.Base = state.Base;
                me.At = me.Seen.IsLive ? LargeStep.ReadsLiveBytes : LargeStep.Unlocks;
                break;
            case LargeStep.ReadsLiveBytes:
                Break(ref state, me.Base == 0 || !state.Memory[me.Base], LargeRule.ReadsWhatIsThere);
                me.At = LargeStep.Unlocks;
                break;
            case LargeStep.Unlocks:
                state.Holder = locks ? (byte)0 : state.Holder;
                EndCall(ref me, thread);
                break;
        }
    }

    private void EndCall(ref LargeState.Thread me, int thread)
    {
        me.Call++;
        Begin(ref me, thread);
    }

    private void Begin(ref LargeState.Thread me, int thread)
    {
        me = new() { Call = me.Call };
        if (me.Call < calls[thread].Length)
        {
            me.At = calls[thread][me.Call].What switch
            {
                LargeCall.Kind.Make => LargeStep.TakesRecord,
                LargeCall.Kind.Validate => mutant == LargeMutant.LocksLate ? LargeStep.ReadsLiveWord : LargeStep.Locks,
                _ => LargeStep.ReadsMap,
            };
        }
    }

    private static void Break(ref LargeState state, bool isBroken, LargeRule rule) =>
        state.Broken = isBroken && state.Broken == LargeRule.None ? rule : state.Broken;

    private static bool AreSame(LargeState.Word left, LargeState.Word right) => (left.IsLive, left.Reuse) == (right.IsLive, right.Reuse);
}
