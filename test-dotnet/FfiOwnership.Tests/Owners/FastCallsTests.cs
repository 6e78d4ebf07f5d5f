using FfiOwnership.Diagnostics;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps.Slabs;
using FfiOwnership.Ledgers;
using FfiOwnership.Owners;
using FfiOwnership.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Tests.Owners;

/// <summary>Fast calls do all of what the call does, or nothing.</summary>
/// <remarks>One long file, since every test needs the same ways to try a call and to see that nothing has changed.</remarks>
[NonParallelizable]
public sealed unsafe class FastCallsTests : FastCallsFixture
{
    private const int Longest = 255;

    private delegate byte* Maker();

    private static readonly nint[] Wrong = [0, 1, 8, 0x900, 0xFFFF, unchecked((nint)0x123456789A), -1];

    [Test]
    public void ATextIsCopiedWhereverItLies()
    {
        byte* texts = stackalloc byte[Longest + 64];
        for (int start = 0; start < 32; start++)
        {
            for (int length = 0; length <= Longest + 2; length++)
            {
                new Span<byte>(texts, Longest + 64).Fill((byte)'-');
                byte* text = texts + start;
                new Span<byte>(text, length).Fill((byte)'x');
                text[length] = 0;
                byte* made = Here(() => FastCalls.NewString(_heap, text), (nuint)length);

                // Where a page ends, short ones are left to the call.
                bool isAtEnd = length < 16 && (nuint)text % 4096 > 4096 - 16;
                Assert.That(made != null, Is.EqualTo(length <= Longest && !isAtEnd));
                if (made != null)
                {
                    AssertString(made, text, length);
                }
            }
        }
    }

    [Test]
    public void BytesAreCopiedIfTheyAreATextOfSomeLength([Values] bool isUtf8)
    {
        byte* bytes = stackalloc byte[Longest + 32];
        for (int length = 0; length <= Longest + 2; length++)
        {
            new Span<byte>(bytes, Longest + 32).Fill((byte)'x');
            byte* made = Here(() => FastCalls.NewString(_heap, bytes, (nuint)length, isUtf8), (nuint)length);
            Assert.That(made != null, Is.EqualTo(length is >= 16 and <= Longest));
            if (made == null)
            {
                continue;
            }

            AssertString(made, bytes, length);
            for (int at = 0; at < length; at++)
            {
                bytes[at] = 0;
                Assert.That(FastCalls.NewString(_heap, bytes, (nuint)length, isUtf8) == null, Is.True, "a NUL");
                bytes[at] = 0xC3;
                made = Here(() => FastCalls.NewString(_heap, bytes, (nuint)length, isUtf8), (nuint)length);
                Assert.That(made == null, Is.EqualTo(isUtf8), "more than ASCII");
                FreeIfMade(made);
                bytes[at] = (byte)'x';
            }
        }
    }

    [TestCaseSource(nameof(Wrong))]
    public void WhatIsNoAddressIsNotHere(nint value)
    {
        void* pointer = (void*)value;
        if (value is >= 0 and < 0x10000)
        {
            Assert.That(FastCalls.NewString(_heap, (byte*)pointer) == null, Is.True);
            Assert.That(FastCalls.NewString(_heap, (byte*)pointer, 20, isUtf8: false) == null, Is.True);
            Assert.That(FastCalls.SetName(_heap, null, (byte*)pointer), Is.False);
        }

        foreach (uint type in new[] { TypeNumber.None, TypeNumber.String, TypeNumber.Config, TypeNumber.Vec, 100u, uint.MaxValue })
        {
            Assert.That(FastCalls.Free(_heap, pointer, type), Is.False);
            Assert.That(FastCalls.HandleFromRaw(_heap, pointer, type), Is.Zero);
            Assert.That(FastCalls.Borrow(_heap, (ulong)value, type, isExclusive: false, null) == null, Is.True);
        }

        Assert.That(FastCalls.Return(_heap, (ulong)value), Is.False);
        Assert.That(FastCalls.Retain((ulong)value), Is.False);
        Assert.That(FastCalls.Release(_heap, (ulong)value), Is.False);
    }

    [Test]
    public void ABlockIsFreedOnceAsWhatItIs()
    {
        byte* text = ProcessLedger.NewString("once");
        AssertNotHere(() => FastCalls.Free(_heap, text, TypeNumber.Config));
        AssertNotHere(() => FastCalls.Free(_heap, text + 1, TypeNumber.String));
        Assert.That(FastCalls.Free(_heap, text, TypeNumber.String), Is.True);
        AssertNotHere(() => FastCalls.Free(_heap, text, TypeNumber.String));
        Assert.That(CString.Free(text, ref _failure), Is.EqualTo(Status.DoubleFree));
    }

    [Test]
    public void WhatWasOverrunIsLeftToTheCall([Values(4, 5, 15)] int offset)
    {
        byte* text = ProcessLedger.NewString("text");
        text[offset] ^= 0x55;
        AssertNotHere(() => FastCalls.Free(_heap, text, TypeNumber.String));
        Assert.That(CString.Free(text, ref _failure), Is.EqualTo(Status.Overrun));
    }

    [Test]
    public void TagsAndCallbacksAreLeftToTheCall()
    {
        byte* text = ProcessLedger.NewString("tagged");
        Assert.That(Ledger.SetTag(text, "tag"u8, ref _failure), Is.EqualTo(Status.Ok));
        AssertNotHere(() => FastCalls.Free(_heap, text, TypeNumber.String));
        ProcessLedger.Free(text, TypeNumber.String);

        uint type = Drops.Register("fast_dropped", 8);
        byte* box = ProcessLedger.NewBox(type);
        AssertNotHere(() => FastCalls.Free(_heap, box, type));
        Drops.Seen.Clear();
        ProcessLedger.Free(box, type);
        Assert.That(Drops.Seen, Has.Count.EqualTo(1));
    }

    [Test]
    public void LargeBlocksAreLeftToTheCall()
    {
        byte* large = ProcessLedger.NewString(new string('x', 100_000));
        AssertNotHere(() => FastCalls.Free(_heap, large, TypeNumber.String));
        ProcessLedger.Free(large, TypeNumber.String);
    }

    [Test]
    public void WhatAnotherThreadMadeIsFreedHere([Values] bool isStillThere)
    {
        // The thread has a ring of the size class then.
        ProcessLedger.Free(ProcessLedger.NewString("its own text"), TypeNumber.String);
        byte* foreign = null;
        using ManualResetEventSlim isMade = new();
        using ManualResetEventSlim isFreed = new();
        Thread other = new(() =>
        {
            foreign = ProcessLedger.NewString("somebody else's");
            isMade.Set();
            if (isStillThere)
            {
                isFreed.Wait();
            }

            ThreadHeap.Detach();
        });
        other.Start();
        isMade.Wait();
        if (!isStillThere)
        {
            other.Join();
        }

        Assert.That(FastCalls.Free(_heap, foreign, TypeNumber.String), Is.True);
        isFreed.Set();
        other.Join();
        Assert.That(CString.Free(foreign, ref _failure), Is.EqualTo(Status.DoubleFree));
    }

    [TestCase(15, 63)]
    [TestCase(1000, 31)]
    [TestCase(4000, 15)]
    public void AFullRingIsLeftToTheCall(int length, int room)
    {
        // One slot more must fit, for a tree of two.
        uint type = ProcessLedger.Register($"fast_ring_{length}", (nuint)length);
        nint[] boxes = [.. Enumerable.Range(0, 100).Select(_ => (nint)ProcessLedger.NewBox(type))];
        for (int i = 0; i < room; i++)
        {
            Assert.That(FastCalls.Free(_heap, (void*)boxes[i], type), Is.True, $"{i}");
        }

        AssertNotHere(() => FastCalls.Free(_heap, (void*)boxes[room], type));
        ProcessLedger.Free((byte*)boxes[room], type);
        Assert.That(FastCalls.Free(_heap, (void*)boxes[room + 1], type), Is.True, "half of the ring is empty");
        Array.ForEach(boxes[(room + 2)..], box => FreeOrHere((byte*)box, type));
    }

    [Test]
    public void AFreedSlotIsReusedLate([Values(15, 1000, 4000)] int length)
    {
        uint type = ProcessLedger.Register($"fast_late_{length}", (nuint)length);
        Queue<nint> freed = [];
        for (int i = 0; i < 1000; i++)
        {
            nint box = (nint)FastCalls.NewBox(_heap, type);
            box = box != 0 ? box : (nint)ProcessLedger.NewBox(type);
            Assert.That(freed, Does.Not.Contain(box));
            FreeOrHere((byte*)box, type);
            freed.Enqueue(box);
            if (freed.Count > Slab.ReuseDelay)
            {
                freed.Dequeue();
            }
        }
    }

    [Test]
    public void BoxesAreZeroed([Values(1, 7, 8, 9, 48, 255, 256, 257)] int size)
    {
        uint type = ProcessLedger.Register($"fast_{size}", (nuint)size);
        for (int round = 0; round < 100; round++)
        {
            byte* box = Here(() => (byte*)FastCalls.NewBox(_heap, type), (nuint)size);
            Assert.That(box != null, Is.EqualTo(size <= 256));
            box = box != null ? box : ProcessLedger.NewBox(type);
            Assert.That(new ReadOnlySpan<byte>(box, size).IndexOfAnyExcept((byte)0), Is.EqualTo(-1));
            new Span<byte>(box, size).Fill(0xFF);
            FreeOrHere(box, type);
        }
    }

    [Test]
    public void AConfigGoesWithItsName()
    {
        using NativeText name = new("name");
        using NativeText longer = new("a name that is longer than the first");
        // Slabs that have slots for both names.
        FreeOrHere(ProcessLedger.NewString("name"), TypeNumber.String);
        FreeOrHere(ProcessLedger.NewString("a name that is longer than the first"), TypeNumber.String);
        ConfigData* config = (ConfigData*)Here(() => (byte*)FastCalls.NewConfig(_heap, 1, 2), 16);
        Assert.That((config->MaxConnections, config->TimeoutMs, (nint)config->Name), Is.EqualTo((1, 2, (nint)0)));
        Assert.That(FastCalls.SetName(_heap, config, name.Pointer), Is.True);
        byte* first = config->Name;
        Assert.That(NativeText.Read(first), Is.EqualTo("name"));
        Assert.That(FastCalls.SetName(_heap, config, longer.Pointer), Is.True);
        Assert.That(NativeText.Read(config->Name), Is.EqualTo("a name that is longer than the first"));
        Assert.That(CString.Free(first, ref _failure), Is.EqualTo(Status.DoubleFree));
        Assert.That(CString.Free(config->Name, ref _failure), Is.EqualTo(Status.NotOwned));
        Assert.That(FastCalls.Free(_heap, config, TypeNumber.Config), Is.True);
    }

    [Test]
    public void ABadFieldIsLeftToTheCallAndAllIsAsBefore()
    {
        using NativeText name = new("name");
        ConfigData* config = (ConfigData*)Here(() => (byte*)FastCalls.NewConfig(_heap, 1, 2), 16);
        byte* stranger = ProcessLedger.NewString("a stranger");
        foreach (nint value in new[] { (nint)stranger, (nint)config, 0x1234, (nint)name.Pointer })
        {
            config->Name = (byte*)value;
            AssertNotHere(() => FastCalls.Free(_heap, config, TypeNumber.Config));
            AssertNotHere(() => FastCalls.SetName(_heap, config, name.Pointer));
            Assert.That(ProcessLedger.EntryOf(config)->Word.State, Is.EqualTo(EntryState.CallerOwned));
        }

        config->Name = null;
        ProcessLedger.Free(stranger, TypeNumber.String);
        ProcessLedger.Free(config, TypeNumber.Config);
    }

    [Test]
    public void TreesOfThreeLevelsAreLeftToTheCall()
    {
        uint inner = ProcessLedger.Register("fast_inner", 8, TypeNumber.String);
        uint outer = ProcessLedger.Register("fast_outer", 8, inner);
        byte* root = ProcessLedger.NewBox(outer);
        byte* child = ProcessLedger.NewBox(inner);
        Assert.That(Box.Put(child, 0, ProcessLedger.NewString("leaf"), ref _failure), Is.EqualTo(Status.Ok));
        Assert.That(Box.Put(root, 0, child, ref _failure), Is.EqualTo(Status.Ok));
        AssertNotHere(() => FastCalls.Free(_heap, root, outer));
        ProcessLedger.Free(root, outer);
    }

    [Test]
    public void AHandlesLife()
    {
        // The thread has slots of handles after its first handle.
        OwnedHandle.Release(FromRaw(ProcessLedger.NewString("first"), TypeNumber.String), mayClose: false, ref _failure);
        byte* text = ProcessLedger.NewString("text");
        ulong handle = FastCalls.HandleFromRaw(_heap, text, TypeNumber.String);
        Assert.That(handle, Is.Not.Zero);
        AssertNotHere(() => FastCalls.Free(_heap, text, TypeNumber.String));
        AssertNotHere(() => FastCalls.HandleFromRaw(_heap, text, TypeNumber.String) != 0);
        AssertNotHere(() => FastCalls.Borrow(_heap, handle, TypeNumber.Config, isExclusive: false, null) != null);

        nuint size;
        Assert.That((nint)FastCalls.Borrow(_heap, handle, TypeNumber.String, isExclusive: false, &size), Is.EqualTo((nint)text));
        Assert.That(size, Is.EqualTo((nuint)4));
        AssertNotHere(() => FastCalls.Borrow(_heap, handle, TypeNumber.String, isExclusive: true, null) != null);
        AssertNotHere(() => FastCalls.Release(_heap, handle));
        Assert.That(FastCalls.Retain(handle), Is.True);
        Assert.That(FastCalls.Release(_heap, handle), Is.True, "one of two");
        Assert.That(ProcessLedger.Statistics.LiveBorrows, Is.EqualTo(_before.LiveBorrows + 1));
        Assert.That(FastCalls.Return(_heap, handle), Is.True);
        AssertNotHere(() => FastCalls.Return(_heap, handle));

        Assert.That((nint)FastCalls.Borrow(_heap, handle, TypeNumber.String, isExclusive: true, null), Is.EqualTo((nint)text));
        AssertNotHere(() => FastCalls.Borrow(_heap, handle, TypeNumber.String, isExclusive: false, null) != null);
        AssertNotHere(() => FastCalls.Return(_heap, handle));
        Assert.That(OwnedHandle.Return(handle, ref _failure), Is.EqualTo(Status.Ok));
        Assert.That(ProcessLedger.Statistics.LiveBorrows, Is.EqualTo(_before.LiveBorrows));

        Assert.That(FastCalls.Release(_heap, handle), Is.True);
        AssertNotHere(() => FastCalls.Release(_heap, handle));
        Assert.That(OwnedHandle.Release(handle, mayClose: false, ref _failure), Is.EqualTo(Status.StaleHandle));
        Assert.That(CString.Free(text, ref _failure), Is.EqualTo(Status.DoubleFree));
    }

    [Test]
    public void AHandleOfATreeOrATaggedBlockIsEndedByTheCall()
    {
        byte* config = ProcessLedger.NewBox(TypeNumber.Config);
        AssertNotHere(() => FastCalls.HandleFromRaw(_heap, config, TypeNumber.Config) != 0);
        ulong ofConfig = FromRaw(config, TypeNumber.Config);
        AssertNotHere(() => FastCalls.Release(_heap, ofConfig));
        Assert.That(OwnedHandle.Release(ofConfig, mayClose: false, ref _failure), Is.EqualTo(Status.Ok));
        byte* text = ProcessLedger.NewString("tagged");
        ulong handle = FromRaw(text, TypeNumber.String);
        Assert.That(Ledger.SetTag(text, "tag"u8, ref _failure), Is.EqualTo(Status.Ok));
        AssertNotHere(() => FastCalls.Release(_heap, handle));
        Assert.That(OwnedHandle.Release(handle, mayClose: false, ref _failure), Is.EqualTo(Status.Ok));
    }

    [Test]
    public void NearlyAllOfManyAreHere()
    {
        const int count = 50_000;
        int left = 0;
        byte*[] texts = new byte*[count];
        using NativeText text = new("one of many");
        for (int i = 0; i < count; i++)
        {
            texts[i] = FastCalls.NewString(_heap, text.Pointer);
            left += texts[i] == null ? 1 : 0;
            texts[i] = texts[i] != null ? texts[i] : ProcessLedger.NewString("one of many");
        }

        for (int i = 0; i < count; i++)
        {
            bool isFreed = FastCalls.Free(_heap, texts[i], TypeNumber.String);
            left += isFreed ? 0 : 1;
            if (!isFreed)
            {
                ProcessLedger.Free(texts[i], TypeNumber.String);
            }
        }

        Assert.That(left, Is.LessThan(count / 20));
        Assert.That(Validation.Run(ref _failure), Is.EqualTo(Status.Ok));
    }

    private ulong FromRaw(byte* block, uint type)
    {
        Assert.That(OwnedHandle.FromRaw(block, type, out ulong handle, ref _failure), Is.EqualTo(Status.Ok));
        return handle;
    }

    // Once more, if nothing was made: the current slab may have had no slot, which the call itself mends.
    private byte* Here(Maker make, nuint size)
    {
        byte* made = make();
        if (made == null)
        {
            FreeOrHere(ProcessLedger.NewString(new string('x', (int)size)), TypeNumber.String);
            uint type = ProcessLedger.Register("fast_filler_" + size, nuint.Max(size, 1));
            FreeOrHere(ProcessLedger.NewBox(type), type);
            made = make();
        }

        return made;
    }

    private void AssertString(byte* made, byte* text, int length)
    {
        Assert.That(new ReadOnlySpan<byte>(made, length).SequenceEqual(new ReadOnlySpan<byte>(text, length)), Is.True);
        Assert.That(made[length], Is.Zero);
        Assert.That(CString.Length(made, out nuint told, ref _failure), Is.EqualTo(Status.Ok));
        Assert.That(told, Is.EqualTo((nuint)length));
        FreeOrHere(made, TypeNumber.String);
    }

    private void FreeIfMade(byte* made)
    {
        if (made != null)
        {
            FreeOrHere(made, TypeNumber.String);
        }
    }

    private void FreeOrHere(byte* block, uint type)
    {
        if (!FastCalls.Free(_heap, block, type))
        {
            ProcessLedger.Free(block, type);
        }
    }

    private static void AssertNotHere(Func<bool> call)
    {
        StatisticsData before = ProcessLedger.Statistics;
        Assert.That(call(), Is.False);
        StatisticsData after = ProcessLedger.Statistics;
        Assert.That(
            (after.LiveBlocks, after.LiveBytes, after.FreedBlocks, after.LiveHandles, after.LiveBorrows),
            Is.EqualTo((before.LiveBlocks, before.LiveBytes, before.FreedBlocks, before.LiveHandles, before.LiveBorrows)));
        Failure failure = default;
        Assert.That(Validation.Run(ref failure), Is.EqualTo(Status.Ok).Or.EqualTo(Status.Overrun));
    }
}
