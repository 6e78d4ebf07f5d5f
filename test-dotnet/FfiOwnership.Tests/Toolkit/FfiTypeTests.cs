using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Tests.Support;
using FfiOwnership.Toolkit;
using NUnit.Framework;

namespace FfiOwnership.Tests.Toolkit;

public sealed unsafe class FfiTypeTests : ToolkitFixture
{
    [Test]
    public void ATypeHasItsNamesAndFields()
    {
        uint number = FfiType.Number<Column>();
        TypeRecord* record = TypeRegistry.At(number);
        Assert.That(FfiType.Number<Column>(), Is.EqualTo(number));
        Assert.That((NativeText.Read(record->Name), NativeText.Read(record->FreeFunction)), Is.EqualTo(("toolkit_column", "toolkit_column_free")));
        Assert.That((record->Size, record->FieldCount), Is.EqualTo(((nuint)24, (nuint)2)));
        Assert.That((record->Fields[0].Offset, record->Fields[0].Type), Is.EqualTo(((nuint)8, TypeNumber.String)));
        Assert.That((record->Fields[1].Offset, record->Fields[1].Type), Is.EqualTo(((nuint)16, number)));

        record = TypeRegistry.At(FfiType.Number<Sheet>());
        Assert.That(record->Fields[0].Type, Is.EqualTo(number));
        Assert.That(NativeText.Read(record->FreeFunction), Is.EqualTo("ffo_box_free"), "the library's own, where the type has none");
    }

    [Test]
    public void ASecondTypeOfTheSameNameIsRefused()
    {
        FfiType.Number<Column>();
        FfiException refused = Refusal(() => FfiType.Number<AlsoColumn>());
        Assert.That(refused.Status, Is.EqualTo(Status.InvalidArgument));
        Assert.That(refused.Message, Is.EqualTo("AlsoColumn as \"toolkit_column\": another type of this name is registered, with a different description"));
    }

    [Test]
    public void TypesThatOwnEachOtherAreRefused()
    {
        FfiException refused = Refusal(() => FfiType.Number<Hen>());
        Assert.That(refused.Message, Is.EqualTo("Hen owns a struct that owns Hen; of two types, one must be registered first"));
        Assert.That(Refusal(() => FfiType.Number<Hen>()).Message, Is.EqualTo(refused.Message), "it stays so");
    }

    [Test]
    public void AFieldOfSomethingElseIsRefused() =>
        Assert.That(() => FfiType.Number<Astray>(), Throws.ArgumentException.With.Message.Contains("An owned field of Astray"));

    [Test]
    public void ThreadsRegisterATypeOnce()
    {
        uint[] numbers = new uint[8];
        using Barrier barrier = new(numbers.Length);
        Thread[] threads =
        [
            .. Enumerable.Range(0, numbers.Length).Select(i => new Thread(() =>
            {
                barrier.SignalAndWait();
                numbers[i] = FfiType.Number<Late>();
            })),
        ];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.That(numbers.Distinct(), Has.Exactly(1).Items);
    }

    // Fields are described, and never written.
#pragma warning disable CS0649
    private struct AlsoColumn : IFfiStruct<AlsoColumn>
    {
        public int Field;

        public static ReadOnlySpan<byte> CName => "toolkit_column"u8;

        public static ReadOnlySpan<byte> FreeFunction => default;
    }

    private unsafe struct Hen : IFfiStruct<Hen>
    {
        public Egg* Laid;

        public static ReadOnlySpan<byte> CName => "toolkit_hen"u8;

        public static ReadOnlySpan<byte> FreeFunction => default;

        public static void Describe(ref StructDescription<Hen> type) => type.Owns(ref type.Sample.Laid);
    }

    private unsafe struct Egg : IFfiStruct<Egg>
    {
        public Hen* Hatched;

        public static ReadOnlySpan<byte> CName => "toolkit_egg"u8;

        public static ReadOnlySpan<byte> FreeFunction => default;

        public static void Describe(ref StructDescription<Egg> type) => type.Owns(ref type.Sample.Hatched);
    }

    private unsafe struct Astray : IFfiStruct<Astray>
    {
        public byte* Name;

        public static ReadOnlySpan<byte> CName => "toolkit_astray"u8;

        public static ReadOnlySpan<byte> FreeFunction => default;

        public static void Describe(ref StructDescription<Astray> type)
        {
            byte* elsewhere = null;
            type.Owns(ref elsewhere);
        }
    }

    private struct Late : IFfiStruct<Late>
    {
        public int Field;

        public static ReadOnlySpan<byte> CName => "toolkit_late"u8;

        public static ReadOnlySpan<byte> FreeFunction => default;
    }
#pragma warning restore CS0649
}
