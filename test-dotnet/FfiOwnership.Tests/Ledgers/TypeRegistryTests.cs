using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Tests.Ledgers;

/// <summary>Each of these descriptions differs in one thing from a good one.</summary>
[NonParallelizable]
public sealed unsafe class TypeRegistryTests
{
    private static readonly uint Sizeless = ProcessLedger.Register("registry_sizeless", 0);

    private OwnedField[] _fields = [];
    private string? _name;
    private TypeDescription _description;

    [SetUp]
    public void Describe()
    {
        // A name that no other test has: what is registered stays registered.
        _name = "registry_" + TestContext.CurrentContext.Test.ID;
        _fields = [new OwnedField { Offset = 0, Type = TypeNumber.String }, new OwnedField { Offset = 16, Type = TypeNumber.Self }];
        _description = new TypeDescription { StructSize = (uint)sizeof(TypeDescription), Size = 24, FieldCount = 2 };
    }

    [Test]
    public void AGoodDescriptionIsKept()
    {
        _description.Alignment = 64;
        _description.Context = (void*)42;
        Assert.That(Register(out uint type), Is.EqualTo(Status.Ok));

        TypeRecord* record = TypeRegistry.At(type);
        Assert.That(type, Is.GreaterThanOrEqualTo(TypeNumber.FirstRegistered));
        Assert.That(NativeText.Read(TypeRegistry.NameOf(type)), Is.EqualTo(_name));
        Assert.That((record->Size, record->Alignment, record->FieldCount), Is.EqualTo(((nuint)24, (nuint)64, (nuint)2)));
        Assert.That((nint)record->Context, Is.EqualTo((nint)42));
        Assert.That((record->Fields[0].Type, record->Fields[1].Type), Is.EqualTo((TypeNumber.String, type)), "\"self\" is the new type's number");
        Assert.That(record->TryFieldAt(16, out uint fieldType) && fieldType == record->Fields[1].Type);
        Assert.That(record->TryFieldAt(8, out _), Is.False);
        Assert.That(NativeText.Read(record->FreeFunction), Is.EqualTo("ffo_box_free"));
    }

    [Test]
    public void TheSameDescriptionIsTheSameType()
    {
        Register(out uint first);
        Assert.That(Register(out uint second), Is.EqualTo(Status.Ok));
        Assert.That(second, Is.EqualTo(first));
    }

    [Test]
    public void AnotherDescriptionOfTheSameNameIsRefused()
    {
        Register(out _);
        TypeDescription good = _description;
        Refused(() => _description.Size = 32, good);
        Refused(() => _description.Alignment = 32, good);
        Refused(() => _description.Context = (void*)1, good);
        Refused(() => _description.Drop = (delegate* unmanaged[Cdecl]<void*, void*, void>)&Drop, good);
        Refused(() => _description.FieldCount = 1, good);
        Refused(() => _fields[0].Offset = 8, good);
        _fields[0].Offset = 0;
        Refused(() => _fields[0].Type = TypeNumber.Config, good);
    }

    [Test]
    public void AlignmentZeroIsTheDefaultOne()
    {
        Register(out uint first);
        _description.Alignment = 16;
        Assert.That(Register(out uint second), Is.EqualTo(Status.Ok));
        Assert.That(second, Is.EqualTo(first));
    }

    [TestCase(3u)]
    [TestCase(48u)]
    [TestCase(8192u)]
    public void AnAlignmentIsAPowerOfTwoUpTo4096(uint alignment)
    {
        _description.Alignment = alignment;
        Refused(Status.InvalidArgument, "desc->alignment is no power of two up to 4096");
    }

    [TestCase(0)]
    [TestCase(256)]
    public void ANameHas1To255Bytes(int length)
    {
        _name = new string('n', length);
        Refused(Status.InvalidArgument, "desc->name must have 1 to 255 bytes");
    }

    [Test]
    public void ALongestNameIsKeptWhole()
    {
        _name = new string('n', 255);
        Assert.That(Register(out uint type), Is.EqualTo(Status.Ok));
        Assert.That(NativeText.Read(TypeRegistry.NameOf(type)), Is.EqualTo(_name));
    }

    [TestCase(4ul)]
    [TestCase(24ul)]
    [TestCase(ulong.MaxValue - 7)]
    public void AFieldIsAlignedAndInside(ulong offset)
    {
        _fields[1].Offset = (nuint)offset;
        Refused(Status.InvalidArgument, "an owned field is not aligned for a pointer, or not inside the struct", offset: 1);
    }

    [Test]
    public void FieldsAreDisjoint()
    {
        _fields[1].Offset = 0;
        Refused(Status.InvalidArgument, "two owned fields have the same offset", offset: 1);
    }

    [Test]
    public void FieldsHoldBoxesConfigsAndStrings()
    {
        const string sentence = "an owned field holds a string, a config or a box; a vec or a type without size it cannot";
        _fields[1].Type = TypeNumber.Vec;
        Refused(Status.InvalidArgument, sentence, offset: 1);
        _fields[1].Type = Sizeless;
        Refused(Status.InvalidArgument, sentence, offset: 1);
    }

    [TestCase(0u)]
    [TestCase(4u)]
    [TestCase(255u)]
    [TestCase(32767u)]
    [TestCase(65536u)]
    public void AFieldsTypeIsKnown(uint type)
    {
        _fields[1].Type = type;
        Refused(Status.UnknownType, "");
    }

    [Test]
    public void FlagsAreZero()
    {
        _fields[1].Flags = 1;
        Refused(Status.InvalidArgument, "an owned field's flags must be 0", offset: 1);
        _description.Flags = 1;
        Refused(Status.InvalidArgument, "desc->flags must be 0");
    }

    [Test]
    public void ThereAreNoMoreFieldsThanFit()
    {
        _description.FieldCount = 4;
        Refused(Status.InvalidArgument, "desc has more owned fields than pointers fit into its size");
        _description.FieldCount = 4097;
        _description.Size = 4097 * 8;
        Refused(Status.Limit, "desc has more than 4096 owned fields");
    }

    [Test]
    public void TheLargestSizeIsTheLargestBlock()
    {
        _description.Size = BlockLimits.LargestSize + 1;
        Refused(Status.SizeOverflow, "desc->size exceeds the largest block, 1 TiB");
        _description.Size = BlockLimits.LargestSize;
        Assert.That(Register(out _), Is.EqualTo(Status.Ok));
    }

    [Test]
    public void OtherNumbersAreNoTypes()
    {
        Register(out uint last);
        uint[] known = [TypeNumber.String, TypeNumber.Config, TypeNumber.Vec, TypeNumber.FirstRegistered, last];
        uint[] unknown = [TypeNumber.None, 4, 255, last + 1, TypeNumber.LastRegistered, TypeNumber.Self];
        Assert.That(known.Select(TypeRegistry.IsKnown), Is.All.True);
        Assert.That(unknown.Select(TypeRegistry.IsKnown), Is.All.False);
        Assert.That(unknown.Select(type => (nint)TypeRegistry.NameOf(type)), Is.All.EqualTo((nint)0));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Drop(void* payload, void* context)
    {
    }

    private void Refused(Action change, in TypeDescription good)
    {
        change();
        Refused(Status.InvalidArgument, "another type of this name is registered, with a different description");
        _description = good;
    }

    private void Refused(Status status, string sentence, ulong offset = 0)
    {
        Failure failure = default;
        Assert.That(Register(out uint type, ref failure), Is.EqualTo(status));
        Assert.That(type, Is.EqualTo(TypeNumber.None));
        Assert.That(Encoding.UTF8.GetString(failure.Text.Span), Is.EqualTo(sentence));
        Assert.That((ulong)failure.Offset, Is.EqualTo(offset));
    }

    private Status Register(out uint type)
    {
        Failure failure = default;
        return Register(out type, ref failure);
    }

    private Status Register(out uint type, ref Failure failure)
    {
        using NativeText name = new(_name);
        fixed (OwnedField* fields = _fields)
        {
            TypeDescription described = _description;
            described.Name = name.Pointer;
            described.Fields = fields;
            return TypeRegistry.Register(&described, out type, ref failure);
        }
    }
}
