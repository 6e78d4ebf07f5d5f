using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;
using FfiOwnership.Heaps.Slabs;
using FfiOwnership.Heaps.System;
using FfiOwnership.Ledgers;
using FfiOwnership.Owners;
using FfiOwnership.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Tests.Ledgers;

/// <summary>Configs and their names: the smallest trees, which are freed in one go where nothing is special about them.</summary>
[TestFixture(typeof(SlabHeap))]
[TestFixture(typeof(SystemHeap))]
[NonParallelizable]
internal sealed unsafe class TreesTests<THeap> : HeapFixture<THeap>
    where THeap : struct, IHeap
{
    [Test]
    public void AConfigIsFreedWithItsName()
    {
        ConfigData* config = NewConfig("name");
        Entry* name = EntryOf(config->Name);
        Entry* entry = EntryOf(config);
        Assert.That(Free(config), Is.EqualTo(Status.Ok));
        Assert.That((entry->Word.State, name->Word.State), Is.EqualTo((EntryState.Freed, EntryState.Freed)));
        Assert.That(Heap.Totals().Freed, Is.EqualTo(Before.Freed + 2));
        Assert.That(Free(config), Is.EqualTo(Status.DoubleFree));
    }

    [Test]
    public void AConfigWithoutANameIsFreedAlone()
    {
        Assert.That(Free(NewConfig(null)), Is.EqualTo(Status.Ok));
        Assert.That(Heap.Totals().Freed, Is.EqualTo(Before.Freed + 1));
    }

    [Test]
    public void AStringOfTheCallersInItsFieldGoesWithTheConfig()
    {
        ConfigData* config = NewConfig(null);
        Entry* text = Heap.MakeString("the caller's");
        config->Name = Heap.Block(text);
        Assert.That(Free(config), Is.EqualTo(Status.Ok));
        Assert.That(text->Word.State, Is.EqualTo(EntryState.Freed));
    }

    [Test]
    public void AConfigWithAnotherConfigsNameIsRefused()
    {
        ConfigData* config = NewConfig("name");
        ConfigData* other = NewConfig("other");
        Swap(config, other);
        AssertRefused(config, Status.NotOwned, Reason.Orphaned);
        AssertRefused(other, Status.NotOwned, Reason.Orphaned);
        Swap(config, other);

        byte* own = config->Name;
        config->Name = other->Name;
        AssertRefused(config, Status.NotOwned, Reason.OwnedByBlock);
        config->Name = own;
        Assert.That((Free(config), Free(other)), Is.EqualTo((Status.Ok, Status.Ok)));
    }

    [Test]
    public void AConfigWithTheNameOfOneBeforeItIsRefused()
    {
        ConfigData* config = NewConfig("name");
        Entry* entry = EntryOf(config);
        entry->Store(entry->Word.Next(EntryState.CallerOwned, entry->Word.RawType, 0));
        AssertRefused(config, Status.NotOwned, Reason.Orphaned);
        Entry* name = EntryOf(config->Name);
        name->Info = name->Info.WithParentReuse(entry->Word.Reuse);
        Assert.That(Free(config), Is.EqualTo(Status.Ok));
    }

    [Test]
    public void AConfigWhoseNameACallHoldsIsRefused()
    {
        ConfigData* config = NewConfig("name");
        Entry* name = EntryOf(config->Name);
        EntryWord word = name->Word;
        foreach (EntryState state in (EntryState[])[EntryState.ClaimedParentOwned, EntryState.ClaimedHandleOwned, EntryState.ClaimedCallerOwned])
        {
            name->Store(word.With(state, word.Link));
            AssertRefused(config, Status.NotOwned, Reason.InClaimedTree);
        }

        name->Store(word);
        Assert.That(Free(config), Is.EqualTo(Status.Ok));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void AnOverrunConfigOrNameIsToldAndBothAreGone(bool isName)
    {
        ConfigData* config = NewConfig("name");
        Entry* name = EntryOf(config->Name);
        byte* block = isName ? config->Name : (byte*)config;
        block[isName ? 5 : sizeof(ConfigData)] ^= 0x55;
        Assert.That(Free(config), Is.EqualTo(Status.Overrun));
        Assert.That((nint)Failure.Pointer, Is.EqualTo((nint)block));
        Assert.That(name->Word.State, Is.EqualTo(EntryState.Freed));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void TheTagOfAConfigOrItsNameGoesWithIt(bool isName)
    {
        ConfigData* config = NewConfig("name");
        byte* tagged = isName ? config->Name : (byte*)config;
        Entry* entry = EntryOf(tagged);
        Assert.That(Tags.Set(Door, tagged, "tag"u8, ref Failure), Is.EqualTo(Status.Ok));
        Assert.That(Free(config), Is.EqualTo(Status.Ok));
        Assert.That((entry->Word.IsTagged, TagOf(entry)), Is.EqualTo((false, "")));
    }

    [Test]
    public void ANewNameTakesThePlaceOfTheFormer()
    {
        ConfigData* config = NewConfig("former");
        Entry* former = EntryOf(config->Name);
        SetName(config, "present");
        Assert.That(NativeText.Read(config->Name), Is.EqualTo("present"));
        Assert.That(former->Word.State, Is.EqualTo(EntryState.Freed));
        Entry* name = EntryOf(config->Name);
        Assert.That((name->Word.State, name->Word.ParentId, name->Info.ParentReuse), Is.EqualTo((EntryState.ParentOwned, Heap.IdOf(EntryOf(config)), EntryOf(config)->Word.Reuse)));
        Assert.That(Free(config), Is.EqualTo(Status.Ok));
    }

    [Test]
    public void ANewNameIsCancelledWhereTheFormerIsRefused()
    {
        ConfigData* config = NewConfig("name");
        byte* name = config->Name;
        config->Name = (byte*)8;
        AssertCancelled(() =>
            Assert.That(Trees.PutNew(Door, config, TypeNumber.Config, TypeRegistry.ConfigNameOffset, Heap.ReserveString("new"), ref Failure), Is.EqualTo(Status.ForeignPointer)));
        AssertCancelled(() =>
            Assert.That(Trees.PutNew(Door, name, TypeNumber.Config, TypeRegistry.ConfigNameOffset, Heap.ReserveString("new"), ref Failure), Is.EqualTo(Status.WrongType)));
        Assert.That((nint)config->Name, Is.EqualTo((nint)8));
        Assert.That(EntryOf(config)->Word.State, Is.EqualTo(EntryState.CallerOwned));
        config->Name = name;
        Assert.That(Free(config), Is.EqualTo(Status.Ok));
        Assert.That(Heap.Totals().Created, Is.EqualTo(Before.Created + 2));
    }

    [Test]
    public void WhatIsTakenOutIsTheCallersAndWhatIsPutInTheConfigs()
    {
        ConfigData* config = NewConfig("name");
        byte* name = config->Name;
        Assert.That(Trees.Take(Door, config, TypeNumber.Config, TypeRegistry.ConfigNameOffset, out void* taken, ref Failure), Is.EqualTo(Status.Ok));
        Assert.That(((nint)taken, (nint)config->Name, EntryOf(name)->Word.State), Is.EqualTo(((nint)name, (nint)0, EntryState.CallerOwned)));
        Assert.That(Trees.Take(Door, config, TypeNumber.Config, TypeRegistry.ConfigNameOffset, out taken, ref Failure), Is.EqualTo(Status.Ok));
        Assert.That((nint)taken, Is.EqualTo((nint)0));
        Assert.That(Trees.Put(Door, config, TypeRegistry.ConfigNameOffset, name, ref Failure), Is.EqualTo(Status.Ok));
        Assert.That(((nint)config->Name, EntryOf(name)->Word.State), Is.EqualTo(((nint)name, EntryState.ParentOwned)));
        Assert.That(Trees.Put(Door, config, TypeRegistry.ConfigNameOffset, name, ref Failure), Is.EqualTo(Status.NotOwned), "it is the config's already");
        Assert.That(Free(config), Is.EqualTo(Status.Ok));
    }

    private void AssertRefused(ConfigData* config, Status status, Reason reason)
    {
        Entry* entry = EntryOf(config);
        Entry* name = EntryOf(config->Name);
        (EntryWord, EntryWord) words = (entry->Word, name->Word);
        Assert.That(Free(config), Is.EqualTo(status));
        Assert.That((Failure.Reason, (nint)Failure.Parent), Is.EqualTo((reason, (nint)config)));
        Assert.That((entry->Word, name->Word), Is.EqualTo(words));
    }

    private static void Swap(ConfigData* one, ConfigData* two)
    {
        byte* name = one->Name;
        one->Name = two->Name;
        two->Name = name;
    }

    private Status Free(ConfigData* config) => Trees.Free(Door, config, TypeNumber.Config, ref Failure);

    private ConfigData* NewConfig(string? name)
    {
        ConfigData* config = (ConfigData*)Heap.Block(Heap.Publish(Heap.Reserve((nuint)sizeof(ConfigData), 16, BlockTraits.Zeroed), TypeNumber.Config));
        if (name != null)
        {
            SetName(config, name);
        }

        return config;
    }

    private void SetName(ConfigData* config, string name) =>
        Assert.That(Trees.PutNew(Door, config, TypeNumber.Config, TypeRegistry.ConfigNameOffset, Heap.ReserveString(name), ref Failure), Is.EqualTo(Status.Ok));
}
