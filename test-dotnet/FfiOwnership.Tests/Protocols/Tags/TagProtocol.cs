using FfiOwnership.Entries;
using FfiOwnership.Ledgers;

namespace FfiOwnership.Tests.Protocols.Tags;

/// <summary>
/// Tags for one block that a handle or a parent owns, between threads that stick tags on it and threads that end its owner.
/// Mirrors <c>lib/FfiOwnership/Ledger/Tags.cs</c>, and <c>TryEnd</c> and <c>EndSlow</c> of <c>Handles.End.cs</c> and <c>Free</c> of
/// <c>Trees.cs</c>.
/// </summary>
/// <remarks>
/// Without a swap of its word are freed the block of a handle that owns nothing, and a parent's child. What is simplified: there is
/// one text, so a record is there or not.
/// </remarks>
/// <param name="kind">Who owns the block.</param>
/// <param name="isTagged">Whether the block has a tag at first.</param>
/// <param name="calls">What each thread does.</param>
/// <param name="mutant">The mistake to make.</param>
internal sealed class TagProtocol(TagCase kind, bool isTagged, TagCall[][] calls, TagMutant mutant = TagMutant.None) : Protocol<TagState>
{
    private bool IsHandled => kind is TagCase.Handled or TagCase.HandledTree;

    // The handle of a tree ends before its blocks do.
    private bool EndsOwnerFirst => kind == TagCase.HandledTree || mutant == TagMutant.FreesParentFirst;

    private TagStep AfterLook => mutant == TagMutant.FreesParentFirst ? TagStep.EndsOwner
        : kind == TagCase.HandledTree ? TagStep.ClaimsBlock : TagStep.FreesBlock;

    private byte AtRest => (byte)(IsHandled ? (int)HandleState.Live : (int)EntryState.CallerOwned);

    private byte AtWork => (byte)(IsHandled ? (int)HandleState.Dying : (int)EntryState.ClaimedCallerOwned);

    private byte AtEnd => (byte)(IsHandled ? (int)HandleState.Free : (int)EntryState.Freed);

    private byte Owned => (byte)(IsHandled ? EntryState.HandleOwned : EntryState.ParentOwned);

    /// <inheritdoc/>
    public override int ThreadCount => calls.Length;

    /// <inheritdoc/>
    public override TagState Start()
    {
        TagState state = default;
        state.Block = new() { State = Owned, IsTagged = isTagged };
        state.Owner.State = kind == TagCase.Orphan ? AtEnd : AtRest;
        (state.HasRecord, state.IsMeantToHave) = (isTagged, isTagged);
        for (int thread = 0; thread < calls.Length; thread++)
        {
            Begin(ref state.All[thread], thread);
        }

        return state;
    }

    /// <inheritdoc/>
    public override bool IsDone(in TagState state, int thread) => state.All[thread].At == TagStep.Done;

    /// <inheritdoc/>
    public override Enum Next(in TagState state, int thread) => state.All[thread].At;

    /// <inheritdoc/>
    public override void Move(ref TagState state, int thread)
    {
        ref TagState.Thread me = ref state.All[thread];
        if (me.At <= TagStep.Records)
        {
            MoveInTag(ref state, ref me, thread);
        }
        else
        {
            MoveInEnd(ref state, ref me, thread);
        }
    }

    /// <inheritdoc/>
    public override Enum? Broken(in TagState state) => state.Broken == TagRule.None ? null : state.Broken;

    /// <inheritdoc/>
    public override Enum? BrokenAtEnd(in TagState state)
    {
        bool isFreed = state.Block.State == (byte)EntryState.Freed;
        return isFreed && state.HasRecord ? TagRule.FreedHasNoTag
            : isFreed != state.IsOver ? TagRule.EndsTogether
            : !isFreed && state.HasRecord && !state.Block.IsTagged ? TagRule.RecordIsAnnounced
            : !isFreed && state.HasRecord != state.IsMeantToHave ? TagRule.SuccessLasts
            : null;
    }

    /// <inheritdoc/>
    public override string Show(in TagState state)
    {
        string owner = IsHandled ? $"handle {(HandleState)state.Owner.State} {state.Owner.Generation}" : $"parent {(EntryState)state.Owner.State}";
        return $"{owner}; block {(EntryState)state.Block.State}{(state.Block.IsTagged ? ", tagged" : "")}; {(state.HasRecord ? "a tag" : "no tag")} in the table";
    }

    private void MoveInTag(ref TagState state, ref TagState.Thread me, int thread)
    {
        bool isTag = calls[thread][me.Call] == TagCall.Tag;
        switch (me.At)
        {
            case TagStep.TakesLock:
                if (state.Holder == 0)
                {
                    state.Holder = (byte)(thread + 1);
                    me.At = TagStep.ReadsBlock;
                }

                break;
            case TagStep.ReadsBlock:
                me.Seen = state.Block;
                me.At = TagStep.LooksAtOwner;
                break;
            case TagStep.LooksAtOwner:
                me.Owner = state.Owner;
                me.At = TagStep.SwapsBit;
                if (me.Seen.State != Owned)
                {
                    EndTag(ref state, ref me, thread);
                }

                break;
            case TagStep.SwapsBit:
                me.At = TagStep.ReadsBlock;
                if (AreSame(state.Block, me.Seen))
                {
                    state.Block.IsTagged = isTag;
                    state.HasRecord |= isTag && mutant == TagMutant.RecordsFirst;
                    bool looksAgain = mutant != TagMutant.TagsWithoutSecondLook && (isTag || mutant == TagMutant.GivesUpClearing);
                    me.At = looksAgain ? TagStep.LooksAgain : TagStep.Records;
                }

                break;
            case TagStep.LooksAgain:
                me.At = TagStep.Records;
                bool isBusy = (state.Owner.State == AtWork && mutant != TagMutant.IgnoresWork)
                    || (IsHandled ? state.Owner.State == AtEnd : state.Owner.State == AtEnd && mutant == TagMutant.RefusesOrphans);
                if (isBusy || !AreSame(state.Owner, me.Owner))
                {
                    state.Broken = kind == TagCase.Orphan ? TagRule.OrphansCanBeTagged : state.Broken;
                    EndTag(ref state, ref me, thread);
                }

                break;
            case TagStep.Records:
                (state.HasRecord, state.IsMeantToHave) = (isTag, isTag);
                EndTag(ref state, ref me, thread);
                break;
        }
    }

    private void MoveInEnd(ref TagState state, ref TagState.Thread me, int thread)
    {
        bool isPlain = !me.Seen.IsTagged || mutant == TagMutant.ForgetsTheRecord;
        switch (me.At)
        {
            case TagStep.ReadsAhead:
                me.Seen = state.Block;
                me.At = TagStep.WinsOwner;
                break;
            case TagStep.WinsOwner:
                if (state.Owner.State != AtRest)
                {
                    EndCall(ref me, thread);
                    break;
                }

                state.Owner.State = AtWork;
                me.At = calls[thread][me.Call] == TagCall.EndInVain ? TagStep.PutsBack
                    : mutant == TagMutant.ReadsBeforeItWins ? AfterLook
                    : TagStep.ReadsWon;
                break;
            case TagStep.PutsBack:
                state.Owner.State = AtRest;
                EndCall(ref me, thread);
                break;
            case TagStep.ReadsWon:
                me.Seen = state.Block;
                me.At = AfterLook;
                break;
            case TagStep.ClaimsBlock:
                me.Seen = state.Block;
                state.Block.State = (byte)(IsHandled ? EntryState.ClaimedHandleOwned : EntryState.ClaimedParentOwned);
                me.At = EndsOwnerFirst ? TagStep.EndsOwner : TagStep.FreesBlock;
                break;
            case TagStep.FreesBlock:
                // A plain store: what a tag has swapped in since the look is overwritten.
                state.Block = me.Seen;
                state.Block.State = (byte)EntryState.Freed;
                state.IsOver = true;
                me.At = EndsOwnerFirst ? TagStep.Removes : TagStep.EndsOwner;
                break;
            case TagStep.EndsOwner:
                state.Owner.State = AtEnd;
                state.Owner.Generation++;
                me.At = EndsOwnerFirst ? TagStep.FreesBlock : TagStep.Removes;
                break;
            case TagStep.Removes:
                if (isPlain)
                {
                    EndCall(ref me, thread);
                }
                else if (state.Holder == 0)
                {
                    state.HasRecord = false;
                    state.Block.IsTagged = false;
                    EndCall(ref me, thread);
                }

                break;
        }
    }

    private void EndTag(ref TagState state, ref TagState.Thread me, int thread)
    {
        state.Holder = 0;
        EndCall(ref me, thread);
    }

    private void EndCall(ref TagState.Thread me, int thread)
    {
        me.Call++;
        Begin(ref me, thread);
    }

    private void Begin(ref TagState.Thread me, int thread)
    {
        me = new() { Call = me.Call };
        if (me.Call < calls[thread].Length)
        {
            me.At = calls[thread][me.Call] is TagCall.Tag or TagCall.Clear ? TagStep.TakesLock : TagStep.ReadsAhead;
        }
    }

    private static bool AreSame(TagState.Word left, TagState.Word right) =>
        (left.State, left.IsTagged, left.Generation) == (right.State, right.IsTagged, right.Generation);
}
