using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;
using FfiOwnership.Heaps.Slabs;
using FfiOwnership.Heaps.System;
using FfiOwnership.Ledgers;
using NUnit.Framework;
using ThreadState = FfiOwnership.Ledgers.ThreadState;

namespace FfiOwnership.Tests.Ledgers;

/// <summary>The block behind a handle is taken by way of that handle only, by one call at a time.</summary>
[TestFixture(typeof(SlabHeap))]
[TestFixture(typeof(SystemHeap))]
[NonParallelizable]
internal sealed unsafe class HandleTransitionsTests<THeap> : TransitionsFixture<THeap>
    where THeap : struct, IHeap
{
    [Test]
    public void AHandlesBlockIsChangedUnderAnExclusiveBorrowOnly()
    {
        Failure failure = default;
        ThreadState* mine = ThreadState.Mine;
        Assert.That(Handles.FromRaw(Door, mine, Config, TypeNumber.Config, out ulong handle, ref failure), Is.EqualTo(Status.Ok));
        Assert.That(ClaimForChange(), Is.False, "not borrowed");
        Assert.That(Handles.Borrow(mine, handle, TypeNumber.Config, isExclusive: false, out _, out _, ref failure), Is.EqualTo(Status.Ok));
        Assert.That(ClaimForChange(), Is.False, "shared");
        Assert.That(Handles.TryReturn(mine, handle), Is.True);

        Assert.That(Handles.Borrow(mine, handle, TypeNumber.Config, isExclusive: true, out _, out _, ref failure), Is.EqualTo(Status.Ok));
        EntryWord handled = ConfigEntry->Word;
        Assert.That(Transitions.TryClaimForChange(Door, Config, TypeNumber.Config, NameOffset, out FoundBlock changed, out _), Is.True);
        Assert.That(ConfigEntry->Word.State, Is.EqualTo(EntryState.ClaimedHandleOwned));
        Assert.That(Handles.ReturnSlow(Door, mine, handle, ref failure), Is.EqualTo(Status.Borrowed), "the block is being changed");
        changed.Entry->Store(changed.Word);
        Assert.That(ConfigEntry->Word, Is.EqualTo(handled));
        Assert.That(Handles.ReturnSlow(Door, mine, handle, ref failure), Is.EqualTo(Status.Ok));
        Assert.That(Handles.IntoRaw(Door, mine, handle, TypeNumber.Config, EntryState.CallerOwned, out _, out _, out _, ref failure), Is.EqualTo(Status.Ok));
    }

    [Test]
    public void AHandlesBlockIsTakenFromItsHandleOnly()
    {
        foreach (EntryState state in States)
        {
            EntryWord word = Callers.With(state, 5);
            bool isHandles = state is EntryState.HandleOwned or EntryState.AdoptionRecord;
            TextEntry->Store(word);
            Assert.That(Transitions.TryClaimFromHandle(TextEntry, out EntryWord before), Is.EqualTo(isHandles), $"{state}");
            Assert.That(before, Is.EqualTo(word));
            Assert.That(TextEntry->Word, Is.EqualTo(state == EntryState.HandleOwned ? word.With(EntryState.ClaimedHandleOwned, 0) : word), $"{state}");
        }

        TextEntry->Store(Callers);
    }

    [Test]
    public void ATreeIsTakenUnderABorrowOfItsHandleOnlyAndALeafNever()
    {
        EntryWord configs = ConfigEntry->Word;
        foreach (EntryState state in States)
        {
            ConfigEntry->Store(configs.With(state, 5));
            TextEntry->Store(Callers.With(state, 5));
            Assert.That(Transitions.TryClaimUnderBorrow(ConfigEntry, 5, out _), Is.EqualTo(state == EntryState.HandleOwned), $"{state}");
            Assert.That(Transitions.TryClaimUnderBorrow(TextEntry, 5, out _), Is.False, $"a string, {state}");
            Assert.That(TextEntry->Word, Is.EqualTo(Callers.With(state, 5)));
        }

        ConfigEntry->Store(configs.With(EntryState.HandleOwned, 5));
        Assert.That(Transitions.TryClaimUnderBorrow(ConfigEntry, 6, out _), Is.False, "another handle's");
        ConfigEntry->Store(configs);
        TextEntry->Store(Callers);
    }

    [Test]
    public void AHandlesBlockIsOneCallsAtATime()
    {
        const int rounds = 500_000;
        EntryWord callers = ConfigEntry->Word;
        EntryWord owned = callers.With(EntryState.HandleOwned, 5);
        ConfigEntry->Store(owned);
        int holders = 0;
        int together = 0;
        bool isOver = false;
        void Hold()
        {
            together += Interlocked.Increment(ref holders) == 1 ? 0 : 1;
            Interlocked.Decrement(ref holders);
            ConfigEntry->Store(owned);
        }

        Thread other = new(() =>
        {
            while (!Volatile.Read(ref isOver))
            {
                if (Transitions.TryClaimUnderBorrow(ConfigEntry, 5, out _))
                {
                    Hold();
                }
            }
        });
        other.Start();
        for (int round = 0; round < rounds; round++)
        {
            if (Transitions.TryClaimFromHandle(ConfigEntry, out _))
            {
                Hold();
            }
        }

        Volatile.Write(ref isOver, true);
        other.Join();
        Assert.That(together, Is.Zero);
        ConfigEntry->Store(callers);
    }

    private bool ClaimForChange() => Transitions.TryClaimForChange(Door, Config, TypeNumber.Config, NameOffset, out _, out _);
}
