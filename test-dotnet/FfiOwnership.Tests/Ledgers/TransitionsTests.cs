using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;
using FfiOwnership.Heaps.Slabs;
using FfiOwnership.Heaps.System;
using FfiOwnership.Ledgers;
using NUnit.Framework;
using ThreadState = FfiOwnership.Ledgers.ThreadState;

namespace FfiOwnership.Tests.Ledgers;

/// <summary>Each rule takes exactly the blocks that it is for, and a refusal changes nothing.</summary>
[TestFixture(typeof(SlabHeap))]
[TestFixture(typeof(SystemHeap))]
[NonParallelizable]
internal sealed unsafe class TransitionsTests<THeap> : HeapFixture<THeap>
    where THeap : struct, IHeap
{
    private const nuint NameOffset = TypeRegistry.ConfigNameOffset;

    private static readonly EntryState[] States = Enum.GetValues<EntryState>();

    private Entry* _config;
    private Entry* _text;
    private EntryWord _callers;

    private byte* Config => Heap.Block(_config);

    private byte* Text => Heap.Block(_text);

    [SetUp]
    public void Make()
    {
        _config = Heap.Publish(Heap.Reserve(16, 16, BlockTraits.Zeroed), TypeNumber.Config);
        _text = Heap.MakeString("text");
        _callers = _text->Word;
    }

    [TearDown]
    public void End()
    {
        Heap.Free(_text);
        Heap.Free(_config);
    }

    [Test]
    public void AClaimedBlockIsInItsNewStateAndWhatWasFoundUndoesIt()
    {
        Assert.That(Transitions.TryClaim(Door, Text, TypeNumber.String, EntryState.HandleOwned, 7, out FoundBlock found), Is.True);
        Assert.That(_text->Word, Is.EqualTo(_callers.With(EntryState.HandleOwned, 7)));
        Assert.That((found.Word, (nint)found.Entry, (nint)found.Block, found.Size), Is.EqualTo((_callers, (nint)_text, (nint)Text, (nuint)5)));
        found.Entry->Store(found.Word);
        Assert.That(_text->Word, Is.EqualTo(_callers));
    }

    [Test]
    public void OnlyAnExactPointerOfTheRightTypeIsTaken()
    {
        int local = 0;
        foreach ((nint pointer, uint type) in new[] { ((nint)Text, TypeNumber.Config), ((nint)Text, TypeNumber.Vec), ((nint)Text + 1, TypeNumber.String), (0, TypeNumber.String), (-1, TypeNumber.String), ((nint)(&local), TypeNumber.String) })
        {
            Assert.That(Claim((void*)pointer, type), Is.False, $"0x{pointer:x} as type {type}");
        }

        Assert.That(_text->Word, Is.EqualTo(_callers));
        Assert.That(Claim(Text, TypeNumber.None), Is.True, "any type");
    }

    [Test]
    public void OnlyWhatIsTheCallersIsTaken()
    {
        foreach (EntryState state in States)
        {
            _text->Store(_callers.With(state, 0));
            Assert.That(Claim(Text, TypeNumber.String), Is.EqualTo(state == EntryState.CallerOwned), $"{state}");
        }

        _text->Store(_callers);
    }

    [Test]
    public void ALargeBlockIsTakenAsAnyOther()
    {
        Entry* large = Heap.Make(200_000);
        Assert.That(Claim(Heap.Block(large) + 1, TypeNumber.Config), Is.False);
        Assert.That(Transitions.TryClaim(Door, Heap.Block(large), TypeNumber.Config, EntryState.Busy, 0, out FoundBlock found), Is.True);
        Assert.That(found.Size, Is.EqualTo((nuint)200_000));
        Heap.Free(large);
    }

    [Test]
    public void AVecIsTakenWhateverItsElements([Values(1u, 4u, 0x7FFFu)] uint elementSize)
    {
        Entry* vec = Heap.Make(64, type: EntryWord.SmallVec | elementSize);
        Assert.That(Claim(Heap.Block(vec), TypeNumber.String), Is.False);
        Assert.That(Claim(Heap.Block(vec), TypeNumber.Vec), Is.True);
        Heap.Free(vec);
    }

    [Test]
    public void ATaggedBlockIsTakenWithItsTag()
    {
        _text->Store(_callers.WithTag(true));
        Assert.That(Claim(Text, TypeNumber.String), Is.True);
        Assert.That(_text->Word.IsTagged, Is.True);
        _text->Store(_callers);
    }

    [Test]
    public void OnlyAnOwnedFieldOfTheCallersBlockIsChanged()
    {
        EntryWord callers = _config->Word;
        foreach ((nint pointer, uint type, nuint offset) in new[] { ((nint)Config, TypeNumber.Config, 0u), ((nint)Config, TypeNumber.String, NameOffset), ((nint)Config + 8, TypeNumber.Config, NameOffset), ((nint)Text, TypeNumber.None, NameOffset), (0, TypeNumber.Config, NameOffset) })
        {
            Assert.That(Transitions.TryClaimForChange(Door, (void*)pointer, type, offset, out _, out _), Is.False, $"type {type}, offset {offset}");
        }

        Assert.That(_config->Word, Is.EqualTo(callers));
        Assert.That(Transitions.TryClaimForChange(Door, Config, TypeNumber.Config, NameOffset, out FoundBlock changed, out uint fieldType), Is.True);
        Assert.That(_config->Word, Is.EqualTo(callers.With(EntryState.Busy, 0)));
        Assert.That(((nint)changed.Block, fieldType), Is.EqualTo(((nint)Config, TypeNumber.String)));
        changed.Entry->Store(changed.Word);
        Assert.That(_config->Word, Is.EqualTo(callers));
    }

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
        EntryWord handled = _config->Word;
        Assert.That(Transitions.TryClaimForChange(Door, Config, TypeNumber.Config, NameOffset, out FoundBlock changed, out _), Is.True);
        Assert.That(_config->Word.State, Is.EqualTo(EntryState.ClaimedHandleOwned));
        Assert.That(Handles.ReturnSlow(Door, mine, handle, ref failure), Is.EqualTo(Status.Borrowed), "the block is being changed");
        changed.Entry->Store(changed.Word);
        Assert.That(_config->Word, Is.EqualTo(handled));
        Assert.That(Handles.ReturnSlow(Door, mine, handle, ref failure), Is.EqualTo(Status.Ok));
        Assert.That(Handles.IntoRaw(Door, mine, handle, TypeNumber.Config, EntryState.CallerOwned, out _, out _, out _, ref failure), Is.EqualTo(Status.Ok));
    }

    [Test]
    public void AChildIsTheParentsOrTheCallers()
    {
        Assert.That(ClaimChild(), Is.True);
        Assert.That(_text->Word, Is.EqualTo(_callers.With(EntryState.ClaimedCallerOwned, 0)));
        Transitions.Restore(Door, _text, _config);
        Assert.That(_text->Word, Is.EqualTo(_callers));

        Assert.That(ClaimChild(), Is.True);
        Transitions.AssignTo(Door, _text, _config);
        EntryWord owned = _text->Word;
        Assert.That((owned.State, owned.ParentId, _text->Info.ParentReuse), Is.EqualTo((EntryState.ParentOwned, Heap.IdOf(_config), _config->Word.Reuse)));
        Assert.That(ClaimChild(), Is.True);
        Assert.That(_text->Word.State, Is.EqualTo(EntryState.ClaimedParentOwned));
        Transitions.Restore(Door, _text, _config);
        Assert.That(_text->Word, Is.EqualTo(owned));
    }

    [Test]
    public void AnotherParentsChildIsRefused()
    {
        Entry* other = Heap.Make(16);
        Transitions.AssignTo(Door, _text, other);
        _text->Info = _text->Info.WithParentReuse(_config->Word.Reuse);
        AssertChildRefused();
        Heap.Free(other);
    }

    [Test]
    public void TheChildOfABlockBeforeItIsRefused()
    {
        Transitions.AssignTo(Door, _text, _config);
        _config->Store(_config->Word.Next(EntryState.CallerOwned, TypeNumber.Config, 0));
        AssertChildRefused();
    }

    [Test]
    public void AChildOfAnotherTypeOrAtAnotherPlaceIsRefused()
    {
        Assert.That(Transitions.TryClaimChild(Door, Heap.IdOf(_config), _config->Word.Reuse, TypeNumber.Config, Text, out _), Is.False);
        Assert.That(Transitions.TryClaimChild(Door, Heap.IdOf(_config), _config->Word.Reuse, TypeNumber.String, Text + 1, out _), Is.False);
        Assert.That(_text->Word, Is.EqualTo(_callers));
        Transitions.AssignTo(Door, _text, _config);
        Assert.That(Transitions.TryClaimChild(Door, Heap.IdOf(_config), _config->Word.Reuse, TypeNumber.Config, Text, out _), Is.False);
    }

    [Test]
    public void AChildThatACallHoldsOrThatIsGoneIsRefused()
    {
        foreach (EntryState state in States.Where(state => state is not (EntryState.CallerOwned or EntryState.ParentOwned)))
        {
            _text->Info = _text->Info.WithParentReuse(_config->Word.Reuse);
            _text->Store(_callers.With(state, Heap.IdOf(_config)));
            AssertChildRefused();
        }
    }

    [Test]
    public void AClaimedChildHasNoRelativesYet()
    {
        _text->Info = _text->Info.WithChildren().AsLastSibling();
        Assert.That(ClaimChild(), Is.True);
        Assert.That((_text->Info.HasChildren, _text->Info.IsLastSibling), Is.EqualTo((false, false)));
    }

    [Test]
    public void AHandlesBlockIsTakenFromItsHandleOnly()
    {
        foreach (EntryState state in States)
        {
            EntryWord word = _callers.With(state, 5);
            bool isHandles = state is EntryState.HandleOwned or EntryState.AdoptionRecord;
            _text->Store(word);
            Assert.That(Transitions.TryClaimFromHandle(_text, out EntryWord before), Is.EqualTo(isHandles), $"{state}");
            Assert.That(before, Is.EqualTo(word));
            Assert.That(_text->Word, Is.EqualTo(state == EntryState.HandleOwned ? word.With(EntryState.ClaimedHandleOwned, 0) : word), $"{state}");
        }

        _text->Store(_callers);
    }

    [Test]
    public void ATreeIsTakenUnderABorrowOfItsHandleOnlyAndALeafNever()
    {
        EntryWord configs = _config->Word;
        foreach (EntryState state in States)
        {
            _config->Store(configs.With(state, 5));
            _text->Store(_callers.With(state, 5));
            Assert.That(Transitions.TryClaimUnderBorrow(_config, 5, out _), Is.EqualTo(state == EntryState.HandleOwned), $"{state}");
            Assert.That(Transitions.TryClaimUnderBorrow(_text, 5, out _), Is.False, $"a string, {state}");
            Assert.That(_text->Word, Is.EqualTo(_callers.With(state, 5)));
        }

        _config->Store(configs.With(EntryState.HandleOwned, 5));
        Assert.That(Transitions.TryClaimUnderBorrow(_config, 6, out _), Is.False, "another handle's");
        _config->Store(configs);
        _text->Store(_callers);
    }

    [Test]
    public void AHandlesBlockIsOneCallsAtATime()
    {
        const int rounds = 500_000;
        EntryWord callers = _config->Word;
        EntryWord owned = callers.With(EntryState.HandleOwned, 5);
        _config->Store(owned);
        int holders = 0;
        int together = 0;
        bool isOver = false;
        void Hold()
        {
            together += Interlocked.Increment(ref holders) == 1 ? 0 : 1;
            Interlocked.Decrement(ref holders);
            _config->Store(owned);
        }

        Thread other = new(() =>
        {
            while (!Volatile.Read(ref isOver))
            {
                if (Transitions.TryClaimUnderBorrow(_config, 5, out _))
                {
                    Hold();
                }
            }
        });
        other.Start();
        for (int round = 0; round < rounds; round++)
        {
            if (Transitions.TryClaimFromHandle(_config, out _))
            {
                Hold();
            }
        }

        Volatile.Write(ref isOver, true);
        other.Join();
        Assert.That(together, Is.Zero);
        _config->Store(callers);
    }

    [Test]
    public void APublishedBlockIsKnownWithAllThatWasSaidOfIt()
    {
        BlockTotals before = Heap.Totals();
        Reservation reserved = Heap.Reserve(100);
        uint reuse = reserved.Entry->Word.Reuse;
        Transitions.NewBlock about = new() { Period = 9, ParentReuse = 3 };
        Transitions.Publish(Door, reserved, EntryState.ParentOwned, TypeNumber.Config, 77, about);
        Assert.That(Door.TryFind(reserved.Block, out FoundBlock found), Is.True);
        Door.Leave(found);
        Assert.That((found.Word.State, found.Word.Type, found.Word.ParentId), Is.EqualTo((EntryState.ParentOwned, TypeNumber.Config, 77u)));
        Assert.That((found.Word.Reuse, found.Info.Period, found.Info.ParentReuse, found.Size), Is.EqualTo(((reuse + 1) & EntryWord.LastReuse, 9ul, 3u, (nuint)100)));
        BlockTotals after = Heap.Totals();
        Assert.That((after.Created, after.Bytes), Is.EqualTo((before.Created + 1, before.Bytes + 100)));
        Heap.Free(reserved.Entry);
    }

    [Test]
    public void AnAdoptionRecordsBytesDoNotCount()
    {
        BlockTotals before = Heap.Totals();
        Entry* record = Heap.Publish(Heap.Reserve(24), TypeNumber.Config, EntryState.AdoptionRecord);
        BlockTotals after = Heap.Totals();
        Assert.That((after.Created, after.Bytes), Is.EqualTo((before.Created + 1, before.Bytes)));
        record->Store(record->Word.With(EntryState.Freed, 0));
        Endings.GiveBack(Door, record, isRecord: true);
        after = Heap.Totals();
        Assert.That((after.Created - after.Freed, after.Bytes), Is.EqualTo((before.Created - before.Freed, before.Bytes)));
    }

    private bool Claim(void* pointer, uint type) => Transitions.TryClaim(Door, pointer, type, EntryState.Busy, 0, out _);

    private bool ClaimForChange() => Transitions.TryClaimForChange(Door, Config, TypeNumber.Config, NameOffset, out _, out _);

    private bool ClaimChild() => Transitions.TryClaimChild(Door, Heap.IdOf(_config), _config->Word.Reuse, TypeNumber.String, Text, out _);

    private void AssertChildRefused()
    {
        EntryWord word = _text->Word;
        Assert.That(ClaimChild(), Is.False, $"{word.State}");
        Assert.That(_text->Word, Is.EqualTo(word));
    }
}
