using FfiOwnership.Diagnostics;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Owners;
using FfiOwnership.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Tests.Owners;

/// <summary>Fast calls on vecs, and of blocks that go into owned fields, do all of what the call does, or nothing.</summary>
[NonParallelizable]
public sealed unsafe class FastVecsTests : FastCallsFixture
{
    private static readonly nint[] Wrong = [0, 1, 8, 0x900, 0xFFFF];

    [Test]
    public void AVecIsMadeFilledAndFreed([Values(1, 2, 3, 4, 7, 8, 12, 16, 17, 40, 64, 255, 256)] int elementSize, [Values(1, 2, 5, 16)] int capacity)
    {
        byte* elements = stackalloc byte[elementSize * capacity];
        for (int i = 0; i < elementSize * capacity; i++)
        {
            elements[i] = (byte)((i * 7) + 1);
        }

        VecData* vec = stackalloc VecData[1];
        *vec = Made((nuint)elementSize, (nuint)capacity);
        Assert.That(((nuint)vec->Data % 16, vec->Length, vec->Capacity, vec->ElementSize), Is.EqualTo(((nuint)0, (nuint)0, (nuint)capacity, (nuint)elementSize)));
        for (int i = 0; i < capacity; i++)
        {
            bool isHere = FastCalls.Push(_heap, vec, elements + (i * elementSize));
            Assert.That(isHere, Is.EqualTo(elementSize <= 255));
            if (!isHere)
            {
                Assert.That(Vec.Append(vec, elements + (i * elementSize), 1, "element"u8, ref _failure), Is.EqualTo(Status.Ok));
            }
        }

        Assert.That(new ReadOnlySpan<byte>(vec->Data, elementSize * capacity).SequenceEqual(new ReadOnlySpan<byte>(elements, elementSize * capacity)), Is.True);
        Assert.That(vec->Length, Is.EqualTo((nuint)capacity));
        AssertNotHere(() => Push(vec, elements), "there is no room left");
        Dispose(vec);
        Assert.That(*vec, Is.EqualTo(default(VecData)));
    }

    [Test]
    public void ElementsOfTheVecItselfAreAppendedAsTheyWere([Values(1, 3, 8, 16, 17, 32)] int count)
    {
        byte* text = stackalloc byte[64];
        for (int i = 0; i < 64; i++)
        {
            text[i] = (byte)i;
        }

        VecData* vec = stackalloc VecData[1];
        *vec = Made(1, 200);
        Assert.That(FastCalls.Append(_heap, vec, text, 64), Is.True);
        for (int back = 0; back <= 40; back++)
        {
            byte* from = (byte*)vec->Data + vec->Length - back;
            byte[] expected = new ReadOnlySpan<byte>(from, count).ToArray();
            byte* end = (byte*)vec->Data + vec->Length;
            if (FastCalls.Append(_heap, vec, from, (nuint)count))
            {
                Assert.That(new ReadOnlySpan<byte>(end, count).ToArray(), Is.EqualTo(expected));
                vec->Length -= (nuint)count;
            }
            else
            {
                Assert.That(back < count && count > 16, Is.True, "they overlap");
            }
        }

        Dispose(vec);
    }

    [Test]
    public void AStructThatDoesNotAgreeIsLeftToTheCall()
    {
        VecData* vec = stackalloc VecData[1];
        *vec = Made(4, 16);
        int* element = stackalloc int[1];
        Assert.That(Push(vec, element), Is.True);
        VecData* copy = stackalloc VecData[1];
        foreach (VecData edited in new[]
        {
            *vec with { Capacity = 17 }, *vec with { Capacity = 15 }, *vec with { Capacity = vec->Capacity + ((nuint)1 << 62) }, *vec with { ElementSize = 8, Capacity = 8 },
            *vec with { ElementSize = 0 }, *vec with { Stamp = vec->Stamp ^ 1 }, *vec with { Length = 17 }, *vec with { Length = nuint.MaxValue },
            *vec with { Data = (byte*)vec->Data + 4 }, *vec with { Data = null }, *vec with { Data = (void*)0x900 }, *vec with { Data = element }, default,
        })
        {
            *copy = edited;
            AssertNotHere(() => Push(copy, element), "push");
            Assert.That(*copy, Is.EqualTo(edited));
            bool isLength = edited.Length != vec->Length && edited.Capacity == vec->Capacity;
            if (!isLength)
            {
                AssertNotHere(() => FastCalls.DisposeVec(_heap, copy), "dispose");
            }
        }

        Dispose(vec);
    }

    [Test]
    public void AnOutdatedCopyIsLeftToTheCall()
    {
        VecData* vec = stackalloc VecData[1];
        *vec = Made(4, 16);
        VecData* outdated = stackalloc VecData[1];
        *outdated = *vec;
        int* element = stackalloc int[1];
        Assert.That(Vec.IntoRawParts(vec, out VecData parts, ref _failure), Is.EqualTo(Status.Ok));
        Assert.That(Vec.FromRawParts(vec, parts, ref _failure), Is.EqualTo(Status.Ok));
        AssertNotHere(() => Push(outdated, element), "another stamp");
        AssertNotHere(() => FastCalls.DisposeVec(_heap, outdated), "another stamp");
        Assert.That(Push(vec, element), Is.True);
        *outdated = *vec;
        Dispose(vec);
        AssertNotHere(() => Push(outdated, element), "freed");
        AssertNotHere(() => FastCalls.DisposeVec(_heap, outdated), "freed");
    }

    [Test]
    public void WhatIsNotTheCallersIsLeftToTheCall()
    {
        VecData* vec = stackalloc VecData[1];
        *vec = Made(4, 16);
        VecData* copy = stackalloc VecData[1];
        *copy = *vec;
        int* element = stackalloc int[1];
        Assert.That(Vec.IntoHandle(vec, out ulong handle, ref _failure), Is.EqualTo(Status.Ok));
        AssertNotHere(() => Push(copy, element), "a handle has it");
        AssertNotHere(() => FastCalls.DisposeVec(_heap, copy), "a handle has it");
        Assert.That(OwnedHandle.Release(handle, mayClose: true, ref _failure), Is.EqualTo(Status.Ok));
    }

    [Test]
    public void AnOverrunVecIsLeftToTheCall()
    {
        VecData* vec = stackalloc VecData[1];
        *vec = Made(1, 20);
        ((byte*)vec->Data)[20] ^= 0x55;
        AssertNotHere(() => FastCalls.DisposeVec(_heap, vec), "overrun");
        Assert.That(Vec.Dispose(vec, ref _failure), Is.EqualTo(Status.Overrun));
    }

    [TestCaseSource(nameof(Wrong))]
    public void WhatIsNoAddressIsNotHere(nint value)
    {
        VecData* vec = stackalloc VecData[1];
        *vec = Made(4, 16);
        AssertNotHere(() => Push((VecData*)value, vec), "no vec");
        AssertNotHere(() => Push(vec, (void*)value), "no element");
        AssertNotHere(() => FastCalls.Append(_heap, vec, (byte*)value, 2), "no elements");
        AssertNotHere(() => FastCalls.DisposeVec(_heap, (VecData*)value), "no vec");
        AssertNotHere(() => FastCalls.InitVec(_heap, (VecData*)value, 4, 4), "no vec");
        AssertNotHere(() => FastCalls.Put(_heap, (void*)value, 0, vec->Data), "no parent");
        Dispose(vec);
    }

    [TestCase(0u, 1u)]
    [TestCase(1u, 0u)]
    [TestCase(4097u, 1u)]
    [TestCase(4096u, 4096u)]
    [TestCase(0x8000u, 1u)]
    public void AnUnusualShapeIsLeftToTheCall(uint elementSize, uint capacity)
    {
        VecData* vec = stackalloc VecData[1];
        *vec = new() { Length = 1, Stamp = 2 };
        AssertNotHere(() => FastCalls.InitVec(_heap, vec, elementSize, capacity), "shape");
        Assert.That((vec->Length, vec->Stamp), Is.EqualTo(((nuint)1, 2ul)));
    }

    [Test]
    public void AChildGoesIntoAnEmptyFieldOnce()
    {
        uint type = ProcessLedger.Register("fast_parent", 16, TypeNumber.String);
        void* parent = ProcessLedger.NewBox(type);
        byte* child = ProcessLedger.NewString("child");
        byte* other = ProcessLedger.NewString("other");
        AssertNotHere(() => FastCalls.Put(_heap, parent, 8, child), "no field");
        AssertNotHere(() => FastCalls.Put(_heap, parent, 0, parent), "itself");
        AssertNotHere(() => FastCalls.Put(_heap, parent, 0, null), "none");
        Assert.That(FastCalls.Put(_heap, parent, 0, child), Is.True);
        Assert.That(*(byte**)parent == child, Is.True);
        AssertNotHere(() => FastCalls.Put(_heap, parent, 0, other), "there is one");
        AssertNotHere(() => FastCalls.Put(_heap, parent, 0, child), "it is not the caller's");
        AssertNotHere(() => FastCalls.Free(_heap, child, TypeNumber.String), "it is not the caller's");
        Assert.That(Box.Put(parent, 0, other, ref _failure), Is.EqualTo(Status.Ok));
        Assert.That(CString.Free(child, ref _failure), Is.EqualTo(Status.DoubleFree));
        ProcessLedger.Free(parent, type);
    }

    [Test]
    public void AChildOfAnotherTypeOrOwnerIsLeftToTheCall()
    {
        uint type = ProcessLedger.Register("fast_parent_of_string", 16, TypeNumber.String);
        void* parent = ProcessLedger.NewBox(type);
        void* box = ProcessLedger.NewBox(type);
        byte* text = ProcessLedger.NewString("behind a handle");
        AssertNotHere(() => FastCalls.Put(_heap, parent, 0, box), "another type");
        AssertNotHere(() => FastCalls.Put(_heap, text, 0, box), "a string has no fields");
        Assert.That(OwnedHandle.FromRaw(text, TypeNumber.String, out ulong handle, ref _failure), Is.EqualTo(Status.Ok));
        AssertNotHere(() => FastCalls.Put(_heap, parent, 0, text), "a handle's");
        Assert.That(OwnedHandle.Release(handle, mayClose: true, ref _failure), Is.EqualTo(Status.Ok));
        AssertNotHere(() => FastCalls.Put(_heap, parent, 0, text), "freed");
        ProcessLedger.Free(box, type);
        ProcessLedger.Free(parent, type);
    }

    // Once more, if nothing was made: the current slab may have had no slot, or the thread no number, which the call itself mends.
    private VecData Made(nuint elementSize, nuint capacity)
    {
        VecData vec = default;
        if (!FastCalls.InitVec(_heap, &vec, elementSize, capacity))
        {
            VecData filler = default;
            Assert.That(Vec.Init(&filler, elementSize, capacity, ref _failure), Is.EqualTo(Status.Ok));
            Assert.That(FastCalls.InitVec(_heap, &vec, elementSize, capacity), Is.True);
            Assert.That(Vec.Dispose(&filler, ref _failure), Is.EqualTo(Status.Ok));
        }

        return vec;
    }

    // A full ring is the call's work.
    private void Dispose(VecData* vec)
    {
        if (!FastCalls.DisposeVec(_heap, vec))
        {
            Assert.That(Vec.Dispose(vec, ref _failure), Is.EqualTo(Status.Ok));
        }
    }

    private bool Push(VecData* vec, void* element) => FastCalls.Push(_heap, vec, (byte*)element);

    private static void AssertNotHere(Func<bool> call, string why)
    {
        StatisticsData before = ProcessLedger.Statistics;
        Assert.That(call(), Is.False, why);
        StatisticsData after = ProcessLedger.Statistics;
        Assert.That(
            (after.LiveBlocks, after.LiveBytes, after.FreedBlocks, after.LiveHandles),
            Is.EqualTo((before.LiveBlocks, before.LiveBytes, before.FreedBlocks, before.LiveHandles)));
    }
}
