using FfiOwnership.Boundary;
using FfiOwnership.Diagnostics;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;
using FfiOwnership.Heaps.Slabs;
using FfiOwnership.Heaps.System;
using FfiOwnership.Ledgers;
using FfiOwnership.Owners;
using FfiOwnership.Platform;
using FfiOwnership.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Tests.Ledgers;

/// <summary>What the hot path does, and that it leaves everything else to the general path and changes nothing.</summary>
/// <remarks>Refusals answer "false"; what the caller is told then is the general path's, and tested from C.</remarks>
[NonParallelizable]
public sealed unsafe class HotPathTests
{
    private StatisticsData _before;
    private Failure _failure;
    private ThreadHeap* _heap;

    [SetUp]
    public void Look()
    {
        _before = ProcessLedger.Statistics;
        ProcessLedger.Free(ProcessLedger.NewString("a thread has a heap when it has made a block"), TypeNumber.String);
        _heap = ThreadHeap.Plain;
        if (_heap == null)
        {
            Assert.Ignore("the system heap has no hot path");
        }

        _before = ProcessLedger.Statistics;
    }

    [TearDown]
    public void Balance() => ProcessLedger.AssertBalance(_before);

    [Test]
    public void AStringIsFreedAndCounted()
    {
        byte* text = ProcessLedger.NewString("text");
        Assert.That(TryFree(text, TypeNumber.String), Is.True);
        StatisticsData after = ProcessLedger.Statistics;
        Assert.That((after.CreatedBlocks, after.FreedBlocks), Is.EqualTo((_before.CreatedBlocks + 1, _before.FreedBlocks + 1)));
        Assert.That(TryFree(text, TypeNumber.String), Is.False, "it is freed");
    }

    [Test]
    public void OnlyAnExactPointerOfTheRightTypeIsTaken()
    {
        byte* text = ProcessLedger.NewString("text");
        Assert.That(TryTake(text, TypeNumber.Config), Is.False, "type");
        Assert.That(TryTake(null, TypeNumber.String), Is.False);
        Assert.That(TryTake((void*)-1, TypeNumber.String), Is.False);
        int local = 0;
        Assert.That(TryTake(&local, TypeNumber.String), Is.False, "foreign");
        Assert.That(TryFree(text, TypeNumber.String), Is.True);
    }

    [Test]
    public void AnInteriorPointerIsRefused()
    {
        byte* text = ProcessLedger.NewString("text");
        EntryWord word = ProcessLedger.EntryOf(text)->Word;
        Assert.That(TryFree(text + 1, TypeNumber.String), Is.False);
        Assert.That(ProcessLedger.EntryOf(text)->Word, Is.EqualTo(word));
        ProcessLedger.Free(text, TypeNumber.String);
    }

    [Test]
    public void ALargeBlockIsRefused()
    {
        byte* text = ProcessLedger.NewString(new string('x', 200_000));
        EntryWord word = ProcessLedger.EntryOf(text)->Word;
        Assert.That(TryFree(text, TypeNumber.String), Is.False);
        Assert.That(ProcessLedger.EntryOf(text)->Word, Is.EqualTo(word));
        ProcessLedger.Free(text, TypeNumber.String);
    }

    [TestCase(4, true)]
    [TestCase(4, false)]
    [TestCase(15, false)]
    public void AnOverrunIsTold(int length, bool isCanary)
    {
        byte* text = ProcessLedger.NewString(new string('x', length));
        text[length + (isCanary ? 1 : 0)] ^= 0x55;
        Assert.That(HotPath.TryFree(_heap, text, TypeNumber.String, ref _failure, out Status status), Is.True);
        Assert.That(status, Is.EqualTo(Status.Overrun));
    }

    [Test]
    public void AConfigIsFreedWithItsName()
    {
        ConfigData* config = NewConfig("name");
        byte* name = config->Name;
        Assert.That(TryFree(config), Is.True);
        Assert.That(ProcessLedger.EntryOf(name)->Word.State, Is.EqualTo(EntryState.Freed));
        Assert.That(ProcessLedger.Statistics.FreedBlocks, Is.EqualTo(_before.FreedBlocks + 2));
    }

    [Test]
    public void AConfigWithAnotherConfigsNameIsRefused()
    {
        ConfigData* config = NewConfig("name");
        ConfigData* other = NewConfig("other");
        Swap(config, other);
        AssertRefused(config);
        AssertRefused(other);
        Swap(config, other);
        Free(config);
        Free(other);
    }

    [Test]
    public void AConfigWithTheNameOfOneBeforeItIsRefused()
    {
        ConfigData* config = NewConfig("name");
        Entry* entry = ProcessLedger.EntryOf(config);
        entry->Store(entry->Word.Next(EntryState.CallerOwned, entry->Word.RawType, 0));
        AssertRefused(config);
        Entry* name = ProcessLedger.EntryOf(config->Name);
        name->SetParentReuse(entry->Word.Reuse);
        Free(config);
    }

    [Test]
    public void AConfigWithAStringOfTheCallersIsLeftToTheGeneralPath()
    {
        ConfigData* config = NewConfig(null);
        byte* text = ProcessLedger.NewString("the caller's");
        Entry* entry = ProcessLedger.EntryOf(text);
        EntryWord callers = entry->Word;
        config->Name = text;
        AssertRefused(config);

        // Nothing but its state says that it is not the config's.
        entry->SetParentReuse(ProcessLedger.EntryOf(config)->Word.Reuse);
        entry->Store(callers.WithX(ProcessLedger.Heap.IdOf(ProcessLedger.EntryOf(config))));
        AssertRefused(config);
        entry->Store(callers);
        Free(config);
    }

    [Test]
    public void AnOverrunConfigOrNameIsLeftToTheGeneralPath([Values] bool isName)
    {
        ConfigData* config = NewConfig("name");
        byte* past = isName ? config->Name + 5 : (byte*)(config + 1);
        *past ^= 0x55;
        AssertRefused(config);
        *past ^= 0x55;
        Free(config);
    }

    [Test]
    public void ATaggedBlockIsLeftToTheGeneralPath()
    {
        ConfigData* config = NewConfig("name");
        Assert.That(Tags.Set(config->Name, "tag"u8, ref _failure), Is.EqualTo(Status.Ok));
        AssertRefused(config);
        Assert.That(Tags.Set(config->Name, default, ref _failure), Is.EqualTo(Status.Ok));
        Assert.That(Tags.Set(config, "tag"u8, ref _failure), Is.EqualTo(Status.Ok));
        AssertRefused(config);
        Free(config);

        ulong handle = NewHandle("text", out byte* text);
        Assert.That(Tags.Set(text, "tag"u8, ref _failure), Is.EqualTo(Status.Ok));
        Assert.That(HotPath.TryRelease(_heap, handle, ref _failure, out _), Is.False);
        Release(handle);
    }

    [Test]
    public void AStringsHandleIsIssuedAndReleased()
    {
        ulong handle = NewHandle("text", out byte* text);
        Assert.That(HotPath.TryRelease(_heap, handle, ref _failure, out Status status), Is.True);
        Assert.That(status, Is.EqualTo(Status.Ok));
        Assert.That(ProcessLedger.EntryOf(text)->Word.State, Is.EqualTo(EntryState.Freed));
        Assert.That(HotPath.TryRelease(_heap, handle, ref _failure, out _), Is.False, "it is stale");
    }

    [Test]
    public void AHandleThatIsNotIssuedCostsNoSlot()
    {
        for (int round = 0; round < 200; round++)
        {
            Assert.That(HotPath.TryFromRaw(_heap, null, TypeNumber.String, out ulong none), Is.False);
            Assert.That(none, Is.Zero);
        }

        uint slots = HandleTable.Count;
        for (int round = 0; round < 200; round++)
        {
            HotPath.TryFromRaw(_heap, null, TypeNumber.String, out _);
        }

        Assert.That(HandleTable.Count, Is.EqualTo(slots));
    }

    [Test]
    public void OnlyTheLastReferenceIsReleased()
    {
        ulong handle = NewHandle("text", out _);
        Assert.That(Handles.Retain(handle, ref _failure), Is.EqualTo(Status.Ok));
        Assert.That(HotPath.TryRelease(_heap, handle, ref _failure, out _), Is.False, "two references");
        Release(handle);
        Assert.That(HotPath.TryBorrow(handle, TypeNumber.String, out _, out _), Is.True);
        Assert.That(HotPath.TryRelease(_heap, handle, ref _failure, out _), Is.False, "borrowed");
        Assert.That(HotPath.TryReturn(handle), Is.True);
        Release(handle);
    }

    [Test]
    public void OnlyAStringsHandleIsReleased()
    {
        // Its block could be a string's, were it not for the type in the slot.
        ulong handle = NewHandle("text", out _);
        HandleSlot* slot = SlotOf(handle);
        slot->TypeOrNext = TypeNumber.Config;
        Assert.That(HotPath.TryRelease(_heap, handle, ref _failure, out _), Is.False);
        slot->TypeOrNext = TypeNumber.String;
        Release(handle);
    }

    [Test]
    public void ABorrowHasTheTypeAndThereIsRoom()
    {
        ulong handle = NewHandle("text", out byte* text);
        HandleSlot* slot = SlotOf(handle);
        HandleWord word = slot->Word;
        Assert.That(HotPath.TryBorrow(handle, TypeNumber.Config, out _, out _), Is.False, "type");
        Assert.That(HotPath.TryReturn(handle), Is.False, "nothing is borrowed");
        Assert.That(slot->Word, Is.EqualTo(word));

        Assert.That(HotPath.TryBorrow(handle, TypeNumber.String, out void* lent, out nuint size), Is.True);
        Assert.That(((nint)lent, size), Is.EqualTo(((nint)text, (nuint)4)));
        Assert.That(HotPath.TryReturn(handle), Is.True);
        Assert.That(slot->Word, Is.EqualTo(word));

        slot->Store(word.WithBorrows(HandleWord.Exclusive - 1));
        Assert.That(HotPath.TryBorrow(handle, TypeNumber.String, out _, out _), Is.False, "no room for one more");
        slot->Store(word.WithBorrows(HandleWord.Exclusive));
        Assert.That(HotPath.TryBorrow(handle, TypeNumber.String, out _, out _), Is.False, "exclusively borrowed");
        Assert.That(HotPath.TryReturn(handle), Is.False, "the end of an exclusive borrow is the general path's");
        slot->Store(word);
        Release(handle);
    }

    [Test]
    public void AClosingHandleIsLeftToTheGeneralPath()
    {
        ulong handle = NewHandle("text", out _);
        Assert.That(HotPath.TryBorrow(handle, TypeNumber.String, out _, out _), Is.True);
        Assert.That(Handles.Release(handle, mayClose: true, ref _failure), Is.EqualTo(Status.Ok));
        Assert.That(HotPath.TryBorrow(handle, TypeNumber.String, out _, out _), Is.False);
        Assert.That(HotPath.TryReturn(handle), Is.False);
        Assert.That(Handles.Return(handle, ref _failure), Is.EqualTo(Status.Ok));
    }

    private void AssertRefused(ConfigData* config)
    {
        Entry* entry = ProcessLedger.EntryOf(config);
        Entry* name = ProcessLedger.EntryOf(config->Name);
        (EntryWord, EntryWord) words = (entry->Word, name->Word);
        Assert.That(TryFree(config), Is.False);
        Assert.That((entry->Word, name->Word), Is.EqualTo(words));
    }

    private static void Swap(ConfigData* one, ConfigData* two)
    {
        byte* name = one->Name;
        one->Name = two->Name;
        two->Name = name;
    }

    private bool TryFree(ConfigData* config) =>
        HotPath.TryFreeWithString(_heap, (byte*)config, TypeNumber.Config, TypeRegistry.ConfigNameOffset, ref _failure, out _);

    private bool TryFree(byte* block, uint type) => HotPath.TryFree(_heap, block, type, ref _failure, out _);

    private static bool TryTake(void* block, uint type) => HotPath.TryTake(block, type, EntryState.Busy, 0, out _, out _, out _);

    private void Free(ConfigData* config) => Assert.That(Config.Free(config, ref _failure), Is.EqualTo(Status.Ok));

    private void Release(ulong handle) => Assert.That(Handles.Release(handle, mayClose: false, ref _failure), Is.EqualTo(Status.Ok));

    private ConfigData* NewConfig(string? name)
    {
        Assert.That(Config.New(1, 2, out ConfigData* config, ref _failure), Is.EqualTo(Status.Ok));
        if (name != null)
        {
            using NativeText text = new(name);
            Assert.That(Config.SetName(config, text.Pointer, ref _failure), Is.EqualTo(Status.Ok));
        }

        return config;
    }

    private ulong NewHandle(string words, out byte* text)
    {
        text = ProcessLedger.NewString(words);
        Assert.That(HotPath.TryFromRaw(_heap, text, TypeNumber.String, out ulong handle), Is.True);
        return handle;
    }

    private static HandleSlot* SlotOf(ulong handle)
    {
        Assert.That(HandleCodec.TryDecode(handle, out uint index, out _), Is.True);
        return HandleTable.At(index);
    }
}
