using FfiOwnership.Entries;
using FfiOwnership.Heaps;
using FfiOwnership.Heaps.Slabs;
using FfiOwnership.Heaps.System;
using FfiOwnership.Ledgers;
using NUnit.Framework;

namespace FfiOwnership.Tests.Ledgers;

/// <summary>Each rule takes exactly the blocks that it is for, and a refusal changes nothing.</summary>
[TestFixture(typeof(SlabHeap))]
[TestFixture(typeof(SystemHeap))]
[NonParallelizable]
internal sealed unsafe class TransitionsTests<THeap> : TransitionsFixture<THeap>
    where THeap : struct, IHeap
{
    [Test]
    public void AClaimedBlockIsInItsNewStateAndWhatWasFoundUndoesIt()
    {
        Assert.That(Transitions.TryClaim(Door, Text, TypeNumber.String, EntryState.HandleOwned, 7, out FoundBlock found), Is.True);
        Assert.That(TextEntry->Word, Is.EqualTo(Callers.With(EntryState.HandleOwned, 7)));
        Assert.That((found.Word, (nint)found.Entry, (nint)found.Block, found.Size), Is.EqualTo((Callers, (nint)TextEntry, (nint)Text, (nuint)5)));
        found.Entry->Store(found.Word);
        Assert.That(TextEntry->Word, Is.EqualTo(Callers));
    }

    [Test]
    public void OnlyAnExactPointerOfTheRightTypeIsTaken()
    {
        int local = 0;
        foreach ((nint pointer, uint type) in new[] { ((nint)Text, TypeNumber.Config), ((nint)Text, TypeNumber.Vec), ((nint)Text + 1, TypeNumber.String), (0, TypeNumber.String), (-1, TypeNumber.String), ((nint)(&local), TypeNumber.String) })
        {
            Assert.That(Claim((void*)pointer, type), Is.False, $"0x{pointer:x} as type {type}");
        }

        Assert.That(TextEntry->Word, Is.EqualTo(Callers));
        Assert.That(Claim(Text, TypeNumber.None), Is.True, "any type");
    }

    [Test]
    public void OnlyWhatIsTheCallersIsTaken()
    {
        foreach (EntryState state in States)
        {
            TextEntry->Store(Callers.With(state, 0));
            Assert.That(Claim(Text, TypeNumber.String), Is.EqualTo(state == EntryState.CallerOwned), $"{state}");
        }

        TextEntry->Store(Callers);
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
        TextEntry->Store(Callers.WithTag(true));
        Assert.That(Claim(Text, TypeNumber.String), Is.True);
        Assert.That(TextEntry->Word.IsTagged, Is.True);
        TextEntry->Store(Callers);
    }

    [Test]
    public void OnlyAnOwnedFieldOfTheCallersBlockIsChanged()
    {
        EntryWord callers = ConfigEntry->Word;
        foreach ((nint pointer, uint type, nuint offset) in new[] { ((nint)Config, TypeNumber.Config, 0u), ((nint)Config, TypeNumber.String, NameOffset), ((nint)Config + 8, TypeNumber.Config, NameOffset), ((nint)Text, TypeNumber.None, NameOffset), (0, TypeNumber.Config, NameOffset) })
        {
            Assert.That(Transitions.TryClaimForChange(Door, (void*)pointer, type, offset, out _, out _), Is.False, $"type {type}, offset {offset}");
        }

        Assert.That(ConfigEntry->Word, Is.EqualTo(callers));
        Assert.That(Transitions.TryClaimForChange(Door, Config, TypeNumber.Config, NameOffset, out FoundBlock changed, out uint fieldType), Is.True);
        Assert.That(ConfigEntry->Word, Is.EqualTo(callers.With(EntryState.Busy, 0)));
        Assert.That(((nint)changed.Block, fieldType), Is.EqualTo(((nint)Config, TypeNumber.String)));
        changed.Entry->Store(changed.Word);
        Assert.That(ConfigEntry->Word, Is.EqualTo(callers));
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
}
