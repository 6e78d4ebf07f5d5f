using FfiOwnership.Heaps.Slabs;

namespace FfiOwnership.Tests.Protocols.Slabs;

/// <content>What must hold.</content>
internal sealed partial class SlabProtocol
{
    /// <inheritdoc/>
    public override Enum? Broken(in SlabState state)
    {
        if (state.Broken != SlabRule.None)
        {
            return state.Broken;
        }

        SlabState.Slots times = default;
        int line = Count(state, state.Head, state.Free, ref times);
        int remote = Count(state, state.RemoteHead, slots + 1, ref times);
        bool isCounted = remote == state.RemoteCount && line == state.Free;
        for (int thread = 0; thread < calls.Length; thread++)
        {
            ref readonly SlabState.Thread other = ref state.All[thread];
            if (other.HasSlot)
            {
                times[other.Slot]++;
            }

            if (other.At == SlabStep.Appends)
            {
                isCounted &= Count(state, other.TakenHead, slots + 1, ref times) == other.TakenCount;
            }
        }

        for (int slot = 0; slot < slots; slot++)
        {
            if (times[slot] + state.IsLive[slot] != 1)
            {
                return times[slot] == 0 ? SlabRule.NoSlotIsLost : SlabRule.NoSlotIsTwice;
            }
        }

        return !isCounted ? SlabRule.CountIsLength
            : !state.IsOwned && state.RemoteHead != 0 ? SlabRule.UnownedIsEmpty
            : null;
    }

    /// <inheritdoc/>
    public override Enum? BrokenAtEnd(in SlabState state)
    {
        bool isFound = state.In != 0 || state.List is SlabListKind.Abandoned or SlabListKind.Empty;
        bool hasFree = false;
        for (int slot = 0; slot < slots; slot++)
        {
            hasFree |= state.IsLive[slot] == 0;
        }

        return state is not { AtWork: 0, PoolLock: 0, HeapsLock: 0 } ? SlabRule.LocksAreOpen
            : !isFound && (hasFree || state.IsOwned) ? SlabRule.FreeSlotsAreFound
            : isFound && !state.IsOwned ? SlabRule.UnownedIsEmpty
            : state.Owner != state.In ? SlabRule.NameIsTrue
            : null;
    }

    /// <inheritdoc/>
    public override string Show(in SlabState state)
    {
        string owner = state.Owner == 0 ? "nobody's" : $"{Name(state.Owner)}'s";
        string place = state.In == 0 ? $"{state.List}" : $"{state.List} of {Name(state.In)}";
        string work = state.AtWork == 0 ? "" : $", {Name(state.AtWork)} at work";
        return $"{owner}, {place}; live [{Live(state)}] line [{List(state, state.Head, state.Free)}] "
            + $"remote [{List(state, state.RemoteHead, slots + 1)}] x {state.RemoteCount}{(state.IsOwned ? " OWNED" : "")}{work}";
    }

    private static char Name(byte number) => (char)('A' + number - 1);

    // Follows a list, at most so far, and counts how often each slot is met.
    private int Count(in SlabState state, byte head, int most, ref SlabState.Slots times)
    {
        int count = 0;
        for (byte link = head; link != 0 && count < most && link <= slots; link = state.Link[link - 1])
        {
            times[link - 1]++;
            count++;
        }

        return count;
    }

    private string Live(SlabState state) => string.Join(' ', Enumerable.Range(0, slots).Where(slot => state.IsLive[slot] == 1));

    private string List(in SlabState state, byte head, int most)
    {
        List<int> met = [];
        for (byte link = head; link != 0 && met.Count < most && link <= slots; link = state.Link[link - 1])
        {
            met.Add(link - 1);
        }

        return string.Join(' ', met);
    }
}
