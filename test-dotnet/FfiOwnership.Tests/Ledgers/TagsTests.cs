using System.Text;
using CsCheck;
using FfiOwnership.Diagnostics;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps.Slabs;
using FfiOwnership.Ledgers;
using FfiOwnership.Owners;
using FfiOwnership.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Tests.Ledgers;

[NonParallelizable]
public sealed unsafe class TagsTests
{
    private StatisticsData _before;
    private byte* _block;

    [SetUp]
    public void Make()
    {
        _before = ProcessLedger.Statistics;
        _block = ProcessLedger.NewString("tagged");
    }

    [TearDown]
    public void Balance()
    {
        ProcessLedger.Free(_block, TypeNumber.String);
        ProcessLedger.AssertBalance(_before);
    }

    [Test]
    public void ATagSticksUntilAnotherReplacesIt()
    {
        Assert.That(Read(_block), Is.Empty);
        Assert.That(Set(_block, "first"), Is.EqualTo(Status.Ok));
        Assert.That(Read(_block), Is.EqualTo("first"));
        Assert.That(ProcessLedger.EntryOf(_block)->Word.IsTagged, Is.True);
        Set(_block, "second");
        Assert.That(Read(_block), Is.EqualTo("second"));
        Set(_block, "");
        Assert.That(Read(_block), Is.Empty);
        Assert.That(ProcessLedger.EntryOf(_block)->Word.IsTagged, Is.False);
    }

    [Test]
    public void LongTagsAreCutBetweenCharacters() => Gen.Select(Gen.Int[0, 70], Gen.Int[0, 10]).Sample(
        (letters, signs) =>
        {
            string tag = new string('a', letters) + string.Concat(Enumerable.Repeat("€", signs));
            Set(_block, tag);
            string kept = Read(_block);
            int bytes = Encoding.UTF8.GetByteCount(kept);
            bool isWhole = kept == tag || bytes + (letters > 63 ? 1 : 3) > 63;
            return tag.StartsWith(kept, StringComparison.Ordinal) && bytes <= 63 && isWhole;
        },
        threads: 1);

    [Test]
    public void ATagEndsWithItsBlock()
    {
        byte* other = ProcessLedger.NewString("other");
        Entry* entry = ProcessLedger.EntryOf(other);
        Set(other, "gone with it");
        ProcessLedger.Free(other, TypeNumber.String);
        Assert.That(entry->Word.IsTagged, Is.False);
        Assert.That(Read(entry), Is.Empty);
    }

    [Test]
    public void ManyTagsAreKeptApart()
    {
        const int count = 5000;
        nint[] blocks = [.. Enumerable.Range(0, count).Select(number => (nint)ProcessLedger.NewString("x"))];
        for (int number = 0; number < count; number++)
        {
            Assert.That(Set((byte*)blocks[number], $"tag {number}"), Is.EqualTo(Status.Ok));
        }

        for (int number = 0; number < count; number += 2)
        {
            ProcessLedger.Free((byte*)blocks[number], TypeNumber.String);
        }

        for (int number = 1; number < count; number += 2)
        {
            Assert.That(Read((byte*)blocks[number]), Is.EqualTo($"tag {number}"));
            ProcessLedger.Free((byte*)blocks[number], TypeNumber.String);
        }
    }

    [Test]
    public void ATagMovesToTheBlockThatTakesItsPlace()
    {
        byte* other = ProcessLedger.NewString("other");
        Set(_block, "moves");
        Move(ProcessLedger.EntryOf(_block), ProcessLedger.EntryOf(other));
        Assert.That(Read(other), Is.EqualTo("moves"));
        Assert.That(Read(_block), Is.Empty);
        Assert.That(ProcessLedger.EntryOf(_block)->Word.IsTagged, Is.False);
        ProcessLedger.Free(other, TypeNumber.String);
    }

    [Test]
    public void ABlockThatACallIsAtWorkOnIsRefused()
    {
        Entry* entry = ProcessLedger.EntryOf(_block);
        entry->Store(entry->Word.With(EntryState.Busy, 0));
        Assert.That(Set(_block, "too late"), Is.EqualTo(Status.Borrowed));
        entry->Store(entry->Word.With(EntryState.CallerOwned, 0));
        Assert.That(Read(_block), Is.Empty);
    }

    [Test]
    public void WhileItsHandleEndsABlockGetsNoTagButLosesIt()
    {
        byte* text = ProcessLedger.NewString("handled");
        Entry* entry = ProcessLedger.EntryOf(text);
        Failure failure = default;
        Assert.That(OwnedHandle.FromRaw(text, TypeNumber.String, out ulong handle, ref failure), Is.EqualTo(Status.Ok));
        Set(text, "first");
        HandleSlot* slot = HandleTable.At(entry->Word.HandleIndex);
        HandleWord live = slot->Word;

        slot->Store(live.With(HandleState.Dying));
        Assert.That(Set(text, "second"), Is.EqualTo(Status.Borrowed));
        Assert.That(Read(entry), Is.EqualTo("first"));
        Assert.That(Set(text, ""), Is.EqualTo(Status.Ok));
        Assert.That(Read(entry), Is.Empty, "an end that finds the bit cleared does not look for a tag");

        slot->Store(live);
        Assert.That(Set(text, "third"), Is.EqualTo(Status.Ok));
        Assert.That(OwnedHandle.Release(handle, mayClose: false, ref failure), Is.EqualTo(Status.Ok));
        Assert.That(Read(entry), Is.Empty);
    }

    [Test]
    public void WhileItsParentEndsABlockGetsNoTagButLosesIt()
    {
        Failure failure = default;
        using NativeText name = new("child");
        Assert.That(Config.New(1, 1, out ConfigData* config, ref failure), Is.EqualTo(Status.Ok));
        Assert.That(Config.SetName(config, name.Pointer, ref failure), Is.EqualTo(Status.Ok));
        Entry* entry = ProcessLedger.EntryOf(config->Name);
        Entry* parent = ProcessLedger.EntryOf(config);
        EntryWord callers = parent->Word;
        Set(config->Name, "first");
        foreach (EntryState state in (EntryState[])[EntryState.Busy, EntryState.ClaimedCallerOwned, EntryState.ClaimedParentOwned, EntryState.ClaimedHandleOwned])
        {
            parent->Store(callers.With(state, 0));
            Assert.That(Set(config->Name, "second"), Is.EqualTo(Status.Borrowed));
            Assert.That(Read(entry), Is.EqualTo("first"));
        }

        Assert.That(Set(config->Name, ""), Is.EqualTo(Status.Ok));
        Assert.That(Read(entry), Is.Empty);
        parent->Store(callers);
        Assert.That(Set(config->Name, "third"), Is.EqualTo(Status.Ok));
        Assert.That(Config.Free(config, ref failure), Is.EqualTo(Status.Ok));
        Assert.That(Read(entry), Is.Empty);
    }

    private static void Move(Entry* from, Entry* to)
    {
        if (ProcessLedger.Kind == HeapKind.Slab)
        {
            Tags.Move(SlabHeap.Mine, from, to);
        }
        else
        {
            Tags.Move(ProcessLedger.SystemHeap, from, to);
        }
    }

    private static Status Set(byte* block, string tag)
    {
        Failure failure = default;
        return Ledger.SetTag(block, Encoding.UTF8.GetBytes(tag), ref failure);
    }

    private static string Read(byte* block) => Read(ProcessLedger.EntryOf(block));

    private static string Read(Entry* entry)
    {
        Span<byte> tag = stackalloc byte[Tags.Size];
        Tags.Copy(ProcessLedger.IdOf(entry), tag);
        return Encoding.UTF8.GetString(tag[..tag.IndexOf((byte)0)]);
    }
}
