using CsCheck;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Owners;
using FfiOwnership.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Tests.Ledgers;

public sealed unsafe class HandleCodecTests
{
    private static readonly Gen<uint> Indices = Gen.UInt[0, HandleCodec.LastIndex];
    private static readonly Gen<uint> Generations = Gen.UInt[0, HandleWord.LastGeneration];

    [OneTimeSetUp]
    public void Start() => Assert.That(ProcessLedger.Kind, Is.Not.Zero, "the keys are chosen when the library starts");

    [Test]
    public void NamesLeadBackToSlotAndGeneration() => Gen.Select(Indices, Generations).Sample((index, generation) =>
        HandleCodec.TryDecode(HandleCodec.Encode(index, generation), out uint readIndex, out uint readGeneration) && (readIndex, readGeneration) == (index, generation));

    [Test]
    public void Bit62IsSetAndBit63IsNot() => Gen.Select(Indices, Generations).Sample((index, generation) =>
        HandleCodec.Encode(index, generation) >> 62 == 1);

    [Test]
    public void TheMarkerBitsMustBeRight() => Gen.Select(Indices, Generations, Gen.Int[0, 3]).Sample((index, generation, marker) =>
        HandleCodec.TryDecode((HandleCodec.Encode(index, generation) & ulong.MaxValue >> 2) | (ulong)marker << 62, out _, out _) == (marker == 1));

    // What decodes is exactly what encodes: no second value leads to the same slot and generation.
    [Test]
    public void OnlyEncodedValuesDecode() => Gen.ULong.Sample(
        value => !HandleCodec.TryDecode(value, out uint index, out uint generation) || HandleCodec.Encode(index, generation) == value,
        iter: 100_000);

    [Test]
    public void FewRandomValuesDecode()
    {
        Random random = new(1);
        int decoded = 0;
        for (int value = 0; value < 100_000; value++)
        {
            decoded += HandleCodec.TryDecode(1ul << 62 | (ulong)random.NextInt64(1L << 62), out _, out _) ? 1 : 0;
        }

        // One in 2^11 has the right check bits by chance.
        Assert.That(decoded, Is.InRange(1, 200));
    }

    [Test]
    [NonParallelizable]
    public void NoNeighbourOfAHandleIsAHandle()
    {
        Failure failure = default;
        byte* text = ProcessLedger.NewString("text");
        OwnedHandle.FromRaw(text, TypeNumber.String, out ulong handle, ref failure);
        for (int bit = 0; bit < 64; bit++)
        {
            Assert.That(HandleTable.Resolve(handle ^ (1ul << bit), ref failure, out _, out _), Is.Not.EqualTo(Status.Ok), $"bit {bit}");
        }

        Assert.That(OwnedHandle.Release(handle, mayClose: false, ref failure), Is.EqualTo(Status.Ok));
    }
}
