using FfiOwnership.Entries;
using FfiOwnership.Ledgers;

namespace FfiOwnership.Tests.Protocols.HandleWords;

/// <content>What really happened, beside what the word says, and what must hold.</content>
internal sealed partial class WordProtocol
{
    /// <inheritdoc/>
    public override Enum? Broken(in WordState state) => state.Broken == WordRule.None ? null : state.Broken;

    /// <inheritdoc/>
    public override Enum? BrokenAtEnd(in WordState state)
    {
        if (state.Slot.Life == HandleState.Dying)
        {
            return WordRule.NothingIsLeftDying;
        }

        for (int block = 0; block < WordState.MostBlocks; block++)
        {
            if (state.Entries[block] == Claimed)
            {
                return WordRule.NothingIsLeftClaimed;
            }

            bool isUnused = state.Issued[block] != 0 && state.References[block] + state.Borrows[block] == 0;
            if (isUnused && state.Entries[block] == Handled)
            {
                return WordRule.DropAtTheLast;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override string Show(in WordState state)
    {
        WordState.Word word = state.Slot;
        string borrows = word.Borrows == WordState.Word.Exclusive ? "lent exclusively" : $"{word.Borrows} borrows";
        string blocks = string.Join(' ', Entries(state).Where(entry => entry != EntryState.Unused));
        return $"{word.Life}, generation {word.Generation}, {word.References} references, {borrows}; blocks {blocks}{(state.IsQueued ? "; slot in list" : "")}";
    }

    private static IEnumerable<EntryState> Entries(WordState state) => Enumerable.Range(0, WordState.MostBlocks).Select(block => (EntryState)state.Entries[block]);

    private static void NoteBorrow(ref WordState state, in WordState.Thread me, bool isAlone)
    {
        int handle = me.Named;
        Break(ref state, me.Found != handle + 1, WordRule.LendsItsOwn);
        Break(ref state, state.IsLentAlone[handle] != 0 || (isAlone && state.Borrows[handle] != 0), WordRule.AloneIsAlone);
        state.Borrows[handle]++;
        state.IsLentAlone[handle] = isAlone ? (byte)1 : (byte)0;
    }

    private static void NoteReturn(ref WordState state, ref WordState.Thread me)
    {
        state.Borrows[me.Named]--;
        state.IsLentAlone[me.Named] = 0;
        me.Borrows -= me.Borrows == 0 ? (byte)0 : (byte)1;
        me.IsAlone = false;
    }

    private static void NoteEnd(ref WordState state, ref WordState.Thread me, WordCall call)
    {
        if (call == WordCall.Return)
        {
            NoteReturn(ref state, ref me);
        }
        else
        {
            state.References[me.Named]--;
        }

        Break(ref state, state.References[me.Named] != 0 || state.Borrows[me.Named] != 0, WordRule.NoEndInUse);
        state.IsOver[me.Named] = 1;
    }
}
