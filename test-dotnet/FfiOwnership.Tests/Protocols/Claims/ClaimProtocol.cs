using FfiOwnership.Entries;

namespace FfiOwnership.Tests.Protocols.Claims;

/// <summary>
/// The claim engine: threads that free trees, take children out, and put trees behind handles. Mirrors
/// <c>lib/FfiOwnership/Ledger/Transitions.cs</c>, <c>Trees.Claim.cs</c>, and <c>Free</c> and <c>Take</c> of <c>Trees.cs</c>.
/// </summary>
/// <remarks>
/// What is simplified: pointers are block numbers, so all fields hold null or a block, live or not; all fields are of type 1,
/// and a reused entry describes a block of type 2; the chain is made the tree's own in one step; a tree
/// of two blocks is freed by way of the chain as any other.
/// One file, although long: whether a step is right depends on what others may do before the next, so all are read together.
/// </remarks>
/// <param name="blocks">
/// The blocks in the beginning: number, <c>c</c> the caller's or <c>o</c> and the owner's number (<c>s</c>: its entry was reused
/// since), and after a slash what its fields hold: <c>1c/23 2o1 3c</c>.
/// </param>
/// <param name="calls">What each thread does.</param>
/// <param name="mutant">The mistake to make.</param>
internal sealed partial class ClaimProtocol(string blocks, ClaimCall[][] calls, ClaimMutant mutant = ClaimMutant.None) : Protocol<ClaimState>
{
    private const byte FieldType = 1;
    private const byte OtherType = 2;

    /// <inheritdoc/>
    public override int ThreadCount => calls.Length;

    /// <inheritdoc/>
    public override ClaimState Start()
    {
        ClaimState state = default;
        foreach (string text in blocks.Split(' '))
        {
            string[] halves = text.Split('/');
            ref ClaimState.Block block = ref state.All[halves[0][0] - '0'];
            bool isCallers = halves[0][1] == 'c';
            block.Word = new()
            {
                State = (byte)(isCallers ? EntryState.CallerOwned : EntryState.ParentOwned),
                Link = (byte)(isCallers ? 0 : halves[0][2] - '0'),
                Type = FieldType,
                Reuse = 1,
            };
            block.ParentReuse = (byte)(halves[0][1] == 'o' ? 1 : 0);
            block.Field0 = (byte)(halves.Length > 1 ? halves[1][0] - '0' : 0);
            block.Field1 = (byte)(halves.Length > 1 && halves[1].Length > 1 ? halves[1][1] - '0' : 0);
        }

        for (int thread = 0; thread < calls.Length; thread++)
        {
            Begin(ref state.Calls[thread], thread);
        }

        return state;
    }

    /// <inheritdoc/>
    public override bool IsDone(in ClaimState state, int thread) => state.Calls[thread].At == ClaimStep.Done;

    /// <inheritdoc/>
    public override Enum Next(in ClaimState state, int thread) => state.Calls[thread].At;

    /// <inheritdoc/>
    public override void Move(ref ClaimState state, int thread)
    {
        ref ClaimState.Thread me = ref state.Calls[thread];
        ClaimCall call = calls[thread][me.Call];
        switch (me.At)
        {
            case ClaimStep.ReadsRoot:
                me.Seen = state.All[call.Block].Word;
                me.At = ClaimStep.ClaimsRoot;
                if (me.Seen.Life != EntryState.CallerOwned)
                {
                    EndCall(ref me, thread, succeeded: false);
                }

                break;
            case ClaimStep.ClaimsRoot:
                EntryState claimed = call.What == ClaimCall.Kind.Take ? EntryState.Busy : EntryState.ClaimedCallerOwned;
                me.At = ClaimStep.ReadsRoot;
                if (mutant == ClaimMutant.TakesWithoutClaim && call.What == ClaimCall.Kind.Take)
                {
                    (me.Parent, me.At) = (call.Block, ClaimStep.ReadsField);
                }
                else if (TrySwap(ref state, call.Block, me.Seen, claimed, thread, mutant == ClaimMutant.ClaimsRootByStore))
                {
                    (me.Parent, me.At) = (call.Block, ClaimStep.ReadsField);
                }

                break;
            case ClaimStep.ReadsField:
                ReadField(ref state, ref me, thread, call);
                break;
            case ClaimStep.ReadsChild:
                me.Seen = state.All[me.Child].Word;
                if (mutant == ClaimMutant.Waits && me.Seen.Life is EntryState.ClaimedCallerOwned or EntryState.ClaimedParentOwned)
                {
                    me.Seen = default;
                    break;
                }

                me.At = ClaimStep.ClaimsChild;
                if (!IsParents(state, me) && me.Seen.Life != EntryState.CallerOwned)
                {
                    Refuse(ref state, ref me, call);
                }
                else if (me.Seen.Type != FieldType)
                {
                    Refuse(ref state, ref me, call);
                }

                break;
            case ClaimStep.ClaimsChild:
                EntryState to = IsParents(state, me) ? EntryState.ClaimedParentOwned : EntryState.ClaimedCallerOwned;
                me.At = ClaimStep.ReadsChild;
                if (TrySwap(ref state, me.Child, me.Seen, to, thread, mutant == ClaimMutant.ClaimsChildByStore))
                {
                    Break(ref state, state.All[me.Child].Word.Type != FieldType, ClaimRule.FieldsHaveTypes);
                    me.At = call.What == ClaimCall.Kind.Take ? ClaimStep.ClearsField : ClaimStep.LinksChild;
                    if (mutant == ClaimMutant.CommitsEarly && call.What == ClaimCall.Kind.Free)
                    {
                        state.All[me.Child].Drops++;
                    }
                }

                break;
            case ClaimStep.LinksChild:
                byte elder = me.Youngest == 0 ? me.Parent : me.Youngest;
                StoreLink(ref state, me.Child, state.All[elder].Word.Link, thread);
                StoreLink(ref state, elder, me.Child, thread);
                me.Youngest = me.Child;
                me.Field++;
                me.At = ClaimStep.ReadsField;
                break;
            case ClaimStep.ClearsField:
                Break(ref state, state.All[me.Parent].Holder != thread + 1, ClaimRule.HoldersChange);
                state.All[me.Parent].Field0 = 0;
                me.At = ClaimStep.LetsChildGo;
                break;
            case ClaimStep.LetsChildGo:
                Store(ref state, me.Child, EntryState.CallerOwned, 0, thread, letsGo: true);
                me.At = ClaimStep.LetsRootGo;
                if (mutant == ClaimMutant.TakesWithoutClaim)
                {
                    EndCall(ref me, thread, succeeded: true);
                }

                break;
            default:
                MoveInCommit(ref state, ref me, thread, call);
                break;
        }
    }

    private void ReadField(ref ClaimState state, ref ClaimState.Thread me, int thread, ClaimCall call)
    {
        ref ClaimState.Block parent = ref state.All[me.Parent];
        int fields = call.What == ClaimCall.Kind.Take ? 1 : 2;
        while (me.Field < fields && (me.Field == 0 ? parent.Field0 : parent.Field1) == 0)
        {
            me.Field++;
        }

        if (me.Field < fields)
        {
            me.Child = me.Field == 0 ? parent.Field0 : parent.Field1;
            me.At = ClaimStep.ReadsChild;
            return;
        }

        if (call.What == ClaimCall.Kind.Take)
        {
            me.At = ClaimStep.LetsRootGo;
            if (mutant == ClaimMutant.TakesWithoutClaim)
            {
                EndCall(ref me, thread, succeeded: true);
            }

            return;
        }

        MarkShape(ref state, ref me);
        me.Parent = parent.Word.Link;
        (me.Field, me.Youngest) = (0, 0);
        if (me.Parent == 0)
        {
            me.Current = call.Block;
            me.At = call.What == ClaimCall.Kind.Free ? ClaimStep.MarksOwned : ClaimStep.Resolves;
        }
    }

    private static void MarkShape(ref ClaimState state, ref ClaimState.Thread me)
    {
        if (me.Youngest != 0)
        {
            state.All[me.Parent].HasChildren = true;
            state.All[me.Youngest].IsLastSibling = true;
        }
    }

    private bool IsParents(in ClaimState state, in ClaimState.Thread me) =>
        me.Seen.Life == EntryState.ParentOwned
        && (me.Seen.Link == me.Parent || mutant == ClaimMutant.IgnoresParent)
        && (state.All[me.Child].ParentReuse == state.All[me.Parent].Word.Reuse || mutant is ClaimMutant.IgnoresParentsReuse or ClaimMutant.IgnoresParent);

    private void Refuse(ref ClaimState state, ref ClaimState.Thread me, ClaimCall call)
    {
        me.IsRefused = true;
        me.At = ClaimStep.LetsRootGo;
        if (call.What != ClaimCall.Kind.Take)
        {
            MarkShape(ref state, ref me);
            (me.Parent, me.Current) = (0, call.Block);
            me.At = mutant is ClaimMutant.RestoresNothing or ClaimMutant.LetsRootGoFirst ? ClaimStep.LetsRootGo : ClaimStep.Resolves;
        }
    }

    private void MoveInCommit(ref ClaimState state, ref ClaimState.Thread me, int thread, ClaimCall call)
    {
        switch (me.At)
        {
            case ClaimStep.Resolves:
                Resolve(ref state, ref me, thread, call);
                break;
            case ClaimStep.LetsRootGo:
                bool isHandled = call.What == ClaimCall.Kind.Raw && !me.IsRefused;
                if (mutant == ClaimMutant.LetsRootGoFirst && me.IsRefused && call.What != ClaimCall.Kind.Take && me.Next == 0)
                {
                    // Its link is still the chain, but anybody may claim it now.
                    Store(ref state, call.Block, EntryState.CallerOwned, state.All[call.Block].Word.Link, thread, letsGo: true);
                    me.At = ClaimStep.Resolves;
                    break;
                }

                Store(ref state, call.Block, isHandled ? EntryState.HandleOwned : EntryState.CallerOwned, 0, thread, letsGo: true);
                EndCall(ref me, thread, succeeded: !me.IsRefused);
                break;
            case ClaimStep.MarksOwned:
                for (byte id = state.All[call.Block].Word.Link; id != 0; id = state.All[id].Word.Link)
                {
                    Store(ref state, id, EntryState.ClaimedParentOwned, state.All[id].Word.Link, thread);
                }

                me.At = ClaimStep.Closes;
                break;
            case ClaimStep.Closes:
                byte next = state.All[me.Current].Word.Link;
                Store(ref state, me.Current, EntryState.Freed, next, thread);
                state.All[me.Current].Drops++;
                me.Current = next == 0 ? call.Block : next;
                me.At = next == 0 ? ClaimStep.GivesBack : ClaimStep.Closes;
                break;
            case ClaimStep.GivesBack:
                byte behind = state.All[me.Current].Word.Link;
                Break(ref state, state.All[me.Current].Holder != thread + 1, ClaimRule.HoldersWrite);
                (state.All[me.Current].IsGivenBack, state.All[me.Current].Holder) = (true, 0);
                state.All[me.Current].Word.Link = 0;
                me.Current = behind;
                if (behind == 0)
                {
                    EndCall(ref me, thread, succeeded: true);
                }

                break;
            case ClaimStep.Makes:
                ref ClaimState.Block made = ref state.All[call.Block];
                bool isFree = made.IsGivenBack;
                if (isFree)
                {
                    byte reuse = (byte)(made.Word.Reuse + 1);
                    made = new() { Word = new() { State = (byte)EntryState.CallerOwned, Reuse = reuse, Type = OtherType }, Drops = made.Drops };
                }

                EndCall(ref me, thread, succeeded: isFree);
                break;
        }
    }

    // One turn of Trees.Resolve: down to the children of a node, or let it go and up behind every last sibling.
    private void Resolve(ref ClaimState state, ref ClaimState.Thread me, int thread, ClaimCall call)
    {
        byte current = me.Current;
        if (!me.IsClimbing)
        {
            me.Next = state.All[current].Word.Link;
            if (state.All[current].HasChildren)
            {
                StoreLink(ref state, current, me.Parent, thread);
                (me.Parent, me.Current) = (current, me.Next);
                return;
            }
        }

        if (current == call.Block)
        {
            me.At = ClaimStep.LetsRootGo;
            return;
        }

        me.IsClimbing = state.All[current].IsLastSibling;
        LetGo(ref state, current, me.Parent, thread, isRestored: me.IsRefused);
        if (me.IsClimbing)
        {
            me.Current = me.Parent;
            me.Parent = state.All[me.Current].Word.Link;
        }
        else
        {
            me.Current = me.Next;
        }
    }

    private void LetGo(ref ClaimState state, byte child, byte parent, int thread, bool isRestored)
    {
        bool wasOwned = state.All[child].Word.Life == EntryState.ClaimedParentOwned && mutant != ClaimMutant.RestoresToCaller;
        bool isOwned = !isRestored || wasOwned;
        if (!isRestored)
        {
            state.All[child].ParentReuse = state.All[parent].Word.Reuse;
        }

        Store(ref state, child, isOwned ? EntryState.ParentOwned : EntryState.CallerOwned, isOwned ? parent : (byte)0, thread, letsGo: true);
    }

    private bool TrySwap(ref ClaimState state, byte block, ClaimState.Word from, EntryState to, int thread, bool isStore)
    {
        ref ClaimState.Word word = ref state.All[block].Word;
        bool isSame = word.State == from.State && (mutant == ClaimMutant.ComparesStateOnly || (word.Link, word.Reuse, word.Type) == (from.Link, from.Reuse, from.Type));
        if (!isSame && !isStore)
        {
            return false;
        }

        (word.State, word.Link) = ((byte)to, 0);
        (state.All[block].HasChildren, state.All[block].IsLastSibling) = (false, false);
        state.All[block].Holder = (byte)(thread + 1);
        return true;
    }

    private static void StoreLink(ref ClaimState state, byte block, byte link, int thread) => Store(ref state, block, state.All[block].Word.Life, link, thread);

    private static void Store(ref ClaimState state, byte block, EntryState to, byte link, int thread, bool letsGo = false)
    {
        ref ClaimState.Block stored = ref state.All[block];
        Break(ref state, stored.Holder != thread + 1, ClaimRule.HoldersWrite);
        (stored.Word.State, stored.Word.Link) = ((byte)to, link);
        if (letsGo)
        {
            (stored.Holder, stored.HasChildren, stored.IsLastSibling) = (0, false, false);
        }
    }

    private void EndCall(ref ClaimState.Thread me, int thread, bool succeeded)
    {
        me.Succeeded |= (byte)(succeeded ? 1 << me.Call : 0);
        me.Call++;
        Begin(ref me, thread);
    }

    private void Begin(ref ClaimState.Thread me, int thread)
    {
        me = new() { Call = me.Call, Succeeded = me.Succeeded };
        me.At = me.Call == calls[thread].Length ? ClaimStep.Done
            : calls[thread][me.Call].What == ClaimCall.Kind.Make ? ClaimStep.Makes
            : ClaimStep.ReadsRoot;
    }

    private static void Break(ref ClaimState state, bool isBroken, ClaimRule rule) =>
        state.Broken = isBroken && state.Broken == ClaimRule.None ? rule : state.Broken;
}
