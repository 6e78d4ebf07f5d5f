using FfiOwnership.Entries;
using FfiOwnership.Ledgers;

namespace FfiOwnership.Tests.Protocols.HandleWords;

/// <summary>
/// One handle between threads that borrow, return, retain, release, close and end it, and issue it anew. Mirrors
/// <c>lib/FfiOwnership/Ledger/Handles.cs</c>, <c>Handles.End.cs</c>, <c>Handles.Transfer.cs</c>, <c>HandleTable.cs</c>, <c>HandleTable.Resolve.cs</c>, and
/// <c>TryClaimForChange</c> of <c>Transitions.cs</c>.
/// </summary>
/// <remarks>
/// What is simplified: there is one slot, and with each of its generations comes another block; the claim of the block's
/// children (see <see cref="Trees"/>) always succeeds and takes no step; counters do not reach their limits.
/// One file, although long: whether a step is right depends on what others may do before the next, so all are read together.
/// </remarks>
/// <param name="calls">What each thread does.</param>
/// <param name="owns">Whether the block is of a type that owns others, so that the end of an exclusive borrow claims its entry.</param>
/// <param name="lastGeneration">As <see cref="HandleWord.LastGeneration"/>.</param>
/// <param name="mutant">The mistake to make.</param>
/// <param name="alsoHold">
/// Rules about calls that are refused though they need not be: <see cref="WordRule.BorrowersMayChange"/> and those after it, which
/// are looked at only if they are named here. See <c>WordProtocolTests</c> for where they do not hold.
/// </param>
internal sealed partial class WordProtocol(WordCall[][] calls, bool owns, int lastGeneration, WordMutant mutant = WordMutant.None, params WordRule[] alsoHold) : Protocol<WordState>
{
    private const byte Callers = (byte)EntryState.CallerOwned;
    private const byte Handled = (byte)EntryState.HandleOwned;
    private const byte Claimed = (byte)EntryState.ClaimedHandleOwned;
    private const byte Freed = (byte)EntryState.Freed;

    /// <inheritdoc/>
    public override int ThreadCount => calls.Length;

    /// <inheritdoc/>
    public override WordState Start()
    {
        WordState state = new() { Slot = new() { State = (byte)HandleState.Live, References = 1 }, Pointer = 1 };
        (state.Entries[0], state.References[0], state.Issued[0]) = (Handled, 1, 1);
        for (int thread = 0; thread < calls.Length; thread++)
        {
            Begin(ref state.All[thread], thread);
        }

        return state;
    }

    /// <inheritdoc/>
    public override bool IsDone(in WordState state, int thread) => state.All[thread].At == WordStep.Done;

    /// <inheritdoc/>
    public override Enum Next(in WordState state, int thread) => state.All[thread].At;

    /// <inheritdoc/>
    public override void Move(ref WordState state, int thread)
    {
        ref WordState.Thread me = ref state.All[thread];
        switch (me.At)
        {
            case <= WordStep.SwapsClosing:
                MoveInCall(ref state, ref me, thread);
                break;
            case <= WordStep.LetsGo:
                MoveInEnd(ref state, ref me, thread);
                break;
            default:
                MoveInOther(ref state, ref me, thread);
                break;
        }
    }

    private void MoveInCall(ref WordState state, ref WordState.Thread me, int thread)
    {
        WordCall call = CallOf(me, thread);
        WordState.Word to = me.Seen;
        switch (me.At)
        {
            case WordStep.Looks:
                if ((state.Slot.Life, state.Slot.Generation) == (HandleState.Dying, me.Named))
                {
                    if (mutant != WordMutant.AnswersWhileDying)
                    {
                        // Waits until it is settled whether the handle ends.
                        break;
                    }

                    state.IsToldStale[me.Named] = 1;
                }

                me.Seen = state.Slot;
                me.At = Decide(me.Seen, me.Named, call);

                if (me.At == WordStep.Done)
                {
                    EndCall(ref me, thread);
                }

                break;
            case WordStep.ReadsPointer:
                me.Found = state.Pointer;
                me.At = call == WordCall.IntoRaw ? BeginningOfEnd : WordStep.SwapsBorrow;
                break;
            case WordStep.SwapsBorrow:
                to.Borrows = call == WordCall.BorrowAlone ? WordState.Word.Exclusive : (byte)(me.Seen.Borrows + 1);
                if (mutant == WordMutant.BorrowsOfAnyGeneration && (state.Slot.Life, state.Slot.Borrows) == (HandleState.Live, me.Seen.Borrows))
                {
                    to.Generation = state.Slot.Generation;
                    me.Seen = state.Slot;
                }

                if (TrySwap(ref state, ref me, to, mutant == WordMutant.BorrowsByStore))
                {
                    me.IsAlone = call == WordCall.BorrowAlone;
                    me.Borrows++;
                    NoteBorrow(ref state, me, me.IsAlone);
                    EndCall(ref me, thread);
                }

                break;
            case WordStep.SwapsRetain:
                to.References++;
                if (TrySwap(ref state, ref me, to))
                {
                    state.References[me.Named]++;
                    EndCall(ref me, thread);
                }

                break;
            case WordStep.SwapsReturn:
                to.Borrows = to.Borrows == WordState.Word.Exclusive ? (byte)0 : (byte)(to.Borrows - 1);
                bool wasHolding = me.IsHolding;
                if (TrySwap(ref state, ref me, to))
                {
                    NoteReturn(ref state, ref me);
                    me.At = WordStep.RestoresEntry;
                    if (!wasHolding)
                    {
                        EndCall(ref me, thread);
                    }
                }

                break;
            case WordStep.SwapsRelease:
                to.References--;
                if (TrySwap(ref state, ref me, to, mutant == WordMutant.ReleasesByStore))
                {
                    state.References[me.Named]--;
                    EndCall(ref me, thread);
                }

                break;
            case WordStep.SwapsClosing:
                to.References = 0;
                to.State = (byte)HandleState.Closing;
                if (TrySwap(ref state, ref me, to))
                {
                    state.References[me.Named]--;
                    EndCall(ref me, thread);
                }

                break;
        }
    }

    // What a call does with a word that it has seen; Done: it is refused.
    private WordStep Decide(WordState.Word word, byte named, WordCall call)
    {
        bool isClosing = word.Life == HandleState.Closing;
        if (word.Generation != named || !(word.Life == HandleState.Live || (isClosing && call == WordCall.Return)))
        {
            return WordStep.Done;
        }

        bool isLast = word.Borrows is 1 or WordState.Word.Exclusive;
        return call switch
        {
            WordCall.Borrow => word.Borrows == WordState.Word.Exclusive ? WordStep.Done : WordStep.ReadsPointer,
            WordCall.BorrowAlone => word.Borrows != 0 ? WordStep.Done : WordStep.ReadsPointer,
            WordCall.Retain => WordStep.SwapsRetain,
            WordCall.IntoRaw => word.References > 1 || word.Borrows != 0 ? WordStep.Done : WordStep.ReadsPointer,
            WordCall.Return when word.Borrows == 0 => WordStep.Done,
            WordCall.Return when isClosing && isLast && mutant != WordMutant.LastReturnOnlyCounts => BeginningOfEnd,
            WordCall.Return => owns && word.Borrows == WordState.Word.Exclusive ? WordStep.ReadsEntry : WordStep.SwapsReturn,
            _ when word.References > 1 => WordStep.SwapsRelease,
            _ when word.Borrows == 0 || (call == WordCall.Close && mutant == WordMutant.ClosesInUse) => BeginningOfEnd,
            WordCall.Close => WordStep.SwapsClosing,
            _ => WordStep.Done,
        };
    }

    private WordStep BeginningOfEnd => mutant is WordMutant.ClaimsBeforeItWins or WordMutant.KeepsUselessClaim ? WordStep.ReadsEntry : WordStep.SwapsDying;

    private void MoveInEnd(ref WordState state, ref WordState.Thread me, int thread)
    {
        WordCall call = CallOf(me, thread);
        bool endsHandle = call != WordCall.Return || me.Seen.Life == HandleState.Closing;
        switch (me.At)
        {
            case WordStep.ReadsEntry:
                me.Found = state.Pointer;
                me.At = owns ? WordStep.ClaimsEntry : WordStep.SwapsDying;
                break;
            case WordStep.ClaimsEntry:
                me.At = WordStep.LooksWhy;
                if (TryClaim(ref state, ref me))
                {
                    me.At = endsHandle ? WordStep.SwapsDying
                        : mutant == WordMutant.ReturnsBeforeRestoring ? WordStep.SwapsReturn
                        : WordStep.RestoresEntry;
                }

                break;
            case WordStep.LooksWhy:
                me.At = WordStep.Looks;
                if (AreSame(state.Slot, me.Seen))
                {
                    BreakIfHeld(ref state, calls[thread][me.Call] == WordCall.Return, WordRule.BorrowersMayReturn);
                    EndCall(ref me, thread);
                }

                break;
            case WordStep.RestoresEntry:
                Store(ref state, ref me, Handled);
                me.IsHolding = false;
                me.At = endsHandle ? WordStep.Looks : WordStep.SwapsReturn;
                if (mutant == WordMutant.ReturnsBeforeRestoring && !endsHandle)
                {
                    EndCall(ref me, thread);
                }

                break;
            case WordStep.SwapsDying:
                WordState.Word dying = me.Seen;
                dying.State = (byte)HandleState.Dying;
                if (TrySwap(ref state, ref me, dying, mutant == WordMutant.EndsByStore))
                {
                    me.At = WordStep.ClaimsWon;
                }

                break;
            case WordStep.ClaimsWon:
                me.Found = me.IsHolding ? me.Found : state.Pointer;
                me.At = mutant == WordMutant.KeepsUselessWin ? WordStep.Done : WordStep.PutsBack;
                if (me.IsHolding || TryClaim(ref state, ref me) || mutant == WordMutant.EndsWithoutClaim)
                {
                    Break(ref state, !me.IsHolding, WordRule.HoldersWrite);
                    NoteEnd(ref state, ref me, call);
                    me.At = AfterClaim(call);
                }

                break;
            case WordStep.PutsBack:
                Break(ref state, state.IsToldStale[me.Named] != 0, WordRule.LiveIsNotStale);
                BreakIfHeld(ref state, calls[thread][me.Call] == WordCall.Return, WordRule.BorrowersMayReturn);
                state.Slot = me.Seen;
                EndCall(ref me, thread);
                break;
            case WordStep.MovesOn:
                MoveOn(ref state);
                me.At = mutant == WordMutant.QueuesFirst || state.Slot.Life == HandleState.Retired ? AfterQueuing(call) : WordStep.Queues;
                if (mutant == WordMutant.DropsFirst && call != WordCall.IntoRaw && me.At != WordStep.Queues)
                {
                    EndCall(ref me, thread);
                }

                break;
            case WordStep.Queues:
                state.IsQueued = true;
                me.At = mutant == WordMutant.QueuesFirst ? WordStep.MovesOn : AfterQueuing(call);
                if (mutant == WordMutant.DropsFirst && call != WordCall.IntoRaw)
                {
                    EndCall(ref me, thread);
                }

                break;
            case WordStep.Drops:
                Break(ref state, state.Slot.Generation == me.Named && state.Slot.Life != HandleState.Retired, WordRule.GenerationFirst);
                Store(ref state, ref me, Freed);
                state.Drops[me.Found - 1]++;
                Break(ref state, state.Drops[me.Found - 1] > 1, WordRule.OneDrop);
                me.At = WordStep.MovesOn;
                if (mutant != WordMutant.DropsFirst)
                {
                    EndCall(ref me, thread);
                }

                break;
            case WordStep.LetsGo:
                Store(ref state, ref me, Callers);
                EndCall(ref me, thread);
                break;
        }
    }

    private WordStep AfterClaim(WordCall call) =>
        mutant == WordMutant.DropsFirst && call != WordCall.IntoRaw ? WordStep.Drops
        : mutant == WordMutant.QueuesFirst ? WordStep.Queues
        : WordStep.MovesOn;

    private static WordStep AfterQueuing(WordCall call) => call == WordCall.IntoRaw ? WordStep.LetsGo : WordStep.Drops;

    // HandleTable.End
    private void MoveOn(ref WordState state)
    {
        state.Pointer = 0;
        int generation = state.Slot.Generation;
        bool isLast = generation == lastGeneration;
        if (isLast && mutant != WordMutant.GenerationWraps)
        {
            state.Slot = new() { State = (byte)HandleState.Retired, Generation = (byte)generation };
            return;
        }

        byte next = (byte)(mutant == WordMutant.GenerationStays ? generation : isLast ? 0 : generation + 1);
        state.Slot = new() { State = (byte)HandleState.Free, Generation = next };
    }

    private void MoveInOther(ref WordState state, ref WordState.Thread me, int thread)
    {
        switch (me.At)
        {
            case WordStep.TakesSlot:
                if (state.IsQueued)
                {
                    state.IsQueued = false;
                    me.At = WordStep.Fills;
                }
                else
                {
                    // Another slot, which is none of this model's.
                    EndCall(ref me, thread);
                }

                break;
            case WordStep.Fills:
                me.Named = state.Slot.Generation;
                Break(ref state, state.Issued[me.Named] != 0, WordRule.IssuedOnce);
                state.Entries[me.Named] = Handled;
                state.Pointer = (byte)(me.Named + 1);
                me.At = WordStep.Issues;
                break;
            case WordStep.Issues:
                state.Slot = new() { State = (byte)HandleState.Live, Generation = me.Named, References = 1 };
                (state.Issued[me.Named], state.References[me.Named]) = (1, 1);
                EndCall(ref me, thread);
                break;
            case WordStep.LooksBeforeChange:
                me.At = WordStep.ClaimsForChange;
                me.Found = (byte)(me.Named + 1);
                bool isBusy = state.Entries[me.Named] != Handled;
                if (isBusy || state.Slot.Borrows != WordState.Word.Exclusive || state.Pointer != me.Found)
                {
                    BreakIfHeld(ref state, me.IsAlone, WordRule.BorrowersMayChange);
                    EndCall(ref me, thread);
                }

                break;
            case WordStep.ClaimsForChange:
                me.At = WordStep.LooksBeforeChange;
                if (TryClaim(ref state, ref me))
                {
                    me.At = WordStep.LooksAgain;
                    if (mutant == WordMutant.ChangesWithoutSecondLook)
                    {
                        BeginChange(ref state, ref me);
                    }
                }

                break;
            case WordStep.LooksAgain:
                me.At = WordStep.EndsChange;
                if (state.Slot.Borrows == WordState.Word.Exclusive)
                {
                    BeginChange(ref state, ref me);
                }

                break;
            case WordStep.Changes:
                Break(ref state, state.Drops[me.Named] != 0, WordRule.OnlyBorrowersChange);
                BreakIfHeld(ref state, state.IsLentAlone[me.Named] == 0, WordRule.ChangesEndInTime);
                me.At = WordStep.EndsChange;
                break;
            case WordStep.EndsChange:
                Store(ref state, ref me, Handled);
                EndCall(ref me, thread);
                break;
        }
    }

    private static void BeginChange(ref WordState state, ref WordState.Thread me)
    {
        Break(ref state, state.IsLentAlone[me.Named] == 0, WordRule.OnlyBorrowersChange);
        me.At = WordStep.Changes;
    }

    private bool TrySwap(ref WordState state, ref WordState.Thread me, WordState.Word to, bool isStore = false)
    {
        if (AreSame(state.Slot, me.Seen) || isStore)
        {
            Break(ref state, state.IsOver[me.Named] != 0, WordRule.StaleForEver);
            state.Slot = to;
            return true;
        }

        me.At = me.IsHolding && mutant != WordMutant.KeepsUselessClaim ? WordStep.RestoresEntry : WordStep.Looks;
        return false;
    }

    private static bool TryClaim(ref WordState state, ref WordState.Thread me)
    {
        if (me.Found == 0 || state.Entries[me.Found - 1] != Handled)
        {
            return false;
        }

        state.Entries[me.Found - 1] = Claimed;
        me.IsHolding = true;
        return true;
    }

    private static void Store(ref WordState state, ref WordState.Thread me, byte entry)
    {
        Break(ref state, state.Entries[me.Found - 1] != Claimed, WordRule.HoldersWrite);
        state.Entries[me.Found - 1] = entry;
    }

    // Whose borrow is returned makes no difference to the protocol.
    private WordCall CallOf(in WordState.Thread me, int thread) =>
        calls[thread][me.Call] is WordCall.ReturnAny ? WordCall.Return : calls[thread][me.Call];

    private void EndCall(ref WordState.Thread me, int thread)
    {
        me.Call++;
        Begin(ref me, thread);
    }

    private void Begin(ref WordState.Thread me, int thread)
    {
        me = new() { Call = me.Call, Named = me.Named, Borrows = me.Borrows, IsAlone = me.IsAlone };
        if (me.Call == calls[thread].Length)
        {
            return;
        }

        WordCall call = calls[thread][me.Call];
        me.At = call switch
        {
            WordCall.Issue => WordStep.TakesSlot,
            WordCall.Change or WordCall.ChangeAny => WordStep.LooksBeforeChange,
            _ => WordStep.Looks,
        };
        bool isChange = call is WordCall.Change or WordCall.ChangeAny;
        if ((call == WordCall.Return && me.Borrows == 0) || (call == WordCall.Change && !me.IsAlone) || (isChange && !owns))
        {
            EndCall(ref me, thread);
        }
    }

    private static bool AreSame(WordState.Word left, WordState.Word right) =>
        (left.State, left.Generation, left.References, left.Borrows) == (right.State, right.Generation, right.References, right.Borrows);

    private void BreakIfHeld(ref WordState state, bool isBroken, WordRule rule) => Break(ref state, isBroken && alsoHold.Contains(rule), rule);

    private static void Break(ref WordState state, bool isBroken, WordRule rule) =>
        state.Broken = isBroken && state.Broken == WordRule.None ? rule : state.Broken;
}
