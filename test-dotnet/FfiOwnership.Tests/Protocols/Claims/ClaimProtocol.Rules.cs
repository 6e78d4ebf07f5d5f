using FfiOwnership.Entries;

namespace FfiOwnership.Tests.Protocols.Claims;

/// <content>What must hold.</content>
internal sealed partial class ClaimProtocol
{
    /// <inheritdoc/>
    public override Enum? Broken(in ClaimState state) => state.Broken == ClaimRule.None ? null : state.Broken;

    /// <inheritdoc/>
    public override Enum? BrokenAtEnd(in ClaimState state)
    {
        for (int number = 1; number <= ClaimState.MostBlocks; number++)
        {
            ClaimState.Block block = state.All[number];
            if (block.Word.Life is EntryState.Busy or EntryState.ClaimedCallerOwned or EntryState.ClaimedParentOwned || block.Holder != 0)
            {
                return ClaimRule.NothingIsLeftClaimed;
            }

            ClaimState.Block parent = state.All[block.Word.Link];
            bool isOwned = block.Word.Life == EntryState.ParentOwned && block.ParentReuse == parent.Word.Reuse;
            if (isOwned && parent.Word.Life is not (EntryState.CallerOwned or EntryState.ParentOwned or EntryState.HandleOwned))
            {
                return ClaimRule.ParentsLive;
            }
        }

        return IsSerial(state) ? null : ClaimRule.CallsAreSerial;
    }

    /// <inheritdoc/>
    public override string Show(in ClaimState state)
    {
        List<string> shown = [];
        for (int number = 1; number <= ClaimState.MostBlocks; number++)
        {
            ClaimState.Block block = state.All[number];
            string x = block.Word.Link == 0 ? "" : $" {block.Word.Link}";
            if (block.Word.Life != EntryState.Unused)
            {
                shown.Add($"{number}({block.Field0}{block.Field1}) {block.Word.Life}{x}");
            }
        }

        return string.Join(", ", shown);
    }

    // Whether the calls that succeeded, alone and in some order that keeps each thread's, lead to the same blocks.
    private bool IsSerial(in ClaimState state)
    {
        List<ClaimCall>[] succeeded = [.. calls.Select(_ => new List<ClaimCall>())];
        for (int thread = 0; thread < calls.Length; thread++)
        {
            for (int call = 0; call < calls[thread].Length; call++)
            {
                if ((state.Calls[thread].Succeeded & (1 << call)) != 0)
                {
                    succeeded[thread].Add(calls[thread][call]);
                }
            }
        }

        string seen = Outcome(state);
        return Orders(succeeded[0], calls.Length > 1 ? succeeded[1] : []).Any(order => OutcomeOf(order) == seen);
    }

    private string OutcomeOf(ClaimCall[] order)
    {
        ClaimProtocol alone = new(blocks, [order]);
        ClaimState state = alone.Start();
        while (!alone.IsDone(state, 0))
        {
            alone.Move(ref state, 0);
        }

        return state.Calls[0].Succeeded == (1 << order.Length) - 1 ? Outcome(state) : "";
    }

    private static string Outcome(in ClaimState state)
    {
        string outcome = "";
        for (int number = 1; number <= ClaimState.MostBlocks; number++)
        {
            ClaimState.Block block = state.All[number];
            outcome += $"{block.Word.Life} {block.Word.Link} {block.Word.Reuse} {block.Field0} {block.Field1} {block.Drops}; ";
        }

        return outcome;
    }

    private static IEnumerable<ClaimCall[]> Orders(List<ClaimCall> left, List<ClaimCall> right)
    {
        if (left.Count == 0 || right.Count == 0)
        {
            return [[.. left, .. right]];
        }

        IEnumerable<ClaimCall[]> leftFirst = Orders(left[1..], right).Select(rest => (ClaimCall[])[left[0], .. rest]);
        return leftFirst.Concat(Orders(left, right[1..]).Select(rest => (ClaimCall[])[right[0], .. rest]));
    }
}
