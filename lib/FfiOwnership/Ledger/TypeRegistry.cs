using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps.Slabs;
using FfiOwnership.Platform;

namespace FfiOwnership.Ledgers;

/// <summary>The types of blocks: three built in, others registered. A type once known is known for ever.</summary>
public static unsafe partial class TypeRegistry
{
    /// <summary>Where the built-in config type has its owned field: <c>offsetof(ffo_config, name)</c>.</summary>
    internal const nuint ConfigNameOffset = 8;

    private const int NameChains = 1024;

    private static SegmentedTable<TypeRecord> s_types;
    private static uint* s_chains;
    private static uint s_last;
    private static ForkSafeLock s_lock;
    private static bool s_isOnSlabs;

    /// <summary>Registers a struct type.</summary>
    /// <param name="description">Borrowed; all of it is copied.</param>
    /// <param name="type">The new type's number; that of an equal type if there is one already.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns>
    /// <see cref="Status.InvalidArgument"/> for a description that makes no sense or another type of the same name,
    /// <see cref="Status.UnknownType"/> for an owned field of an unknown type, <see cref="Status.InvalidUtf8"/> for the name,
    /// <see cref="Status.Limit"/>, <see cref="Status.OutOfMemory"/>.
    /// </returns>
    public static Status Register(TypeDescription* description, out uint type, ref Failure failure)
    {
        // The out parameter may lie in the description, which is read first.
        uint entered = TypeNumber.None;
        Status status = Ledger.EnsureStarted(ref failure);
        if (status == Status.Ok)
        {
            status = Check(description, ref failure);
        }

        if (status == Status.Ok)
        {
            status = Enter(description, out entered, ref failure);
        }

        type = entered;
        return status;
    }

    /// <summary>A type's name.</summary>
    /// <param name="type">Any number.</param>
    /// <returns>UTF-8, NUL-terminated, static; null if there is no such type.</returns>
    public static byte* NameOf(uint type)
    {
        Failure unused = default;
        return Ledger.EnsureStarted(ref unused) == Status.Ok && IsKnown(type) ? s_types.At(type)->Name : null;
    }

    /// <summary>Enters the built-in types; once, when the library starts.</summary>
    /// <param name="isOnSlabs">Which heap blocks are to live on.</param>
    /// <returns>False if there is no memory.</returns>
    internal static bool TryStart(bool isOnSlabs)
    {
        if (s_last != 0)
        {
            return true;
        }

        s_isOnSlabs = isOnSlabs;
        ForkGate.Add(ref s_lock);
        uint* chains = (uint*)CRuntime.AllocateTable(NameChains, sizeof(uint));
        OwnedField* fields = (OwnedField*)CRuntime.AllocateTable(1, (nuint)sizeof(OwnedField));
        if (chains == null || fields == null || !s_types.Ensure(TypeNumber.Vec))
        {
            CRuntime.Free(chains);
            CRuntime.Free(fields);
            return false;
        }

        s_chains = chains;

        fields->Offset = ConfigNameOffset;
        fields->Type = TypeNumber.String;
        BuiltIn(TypeNumber.String, "string"u8, CName.FreeString, 0);
        BuiltIn(TypeNumber.Config, "ffo_config"u8, CName.FreeConfig, 16);
        BuiltIn(TypeNumber.Vec, "ffo_vec"u8, CName.DisposeVec, 0);
        s_types.At(TypeNumber.Config)->Fields = fields;
        s_types.At(TypeNumber.Config)->FieldCount = 1;
        Volatile.Write(ref s_last, TypeNumber.FirstRegistered - 1);
        return true;
    }

    /// <summary>Whether a type of this number exists.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsKnown(uint type) =>
        type is >= TypeNumber.String and <= TypeNumber.Vec || (type >= TypeNumber.FirstRegistered && type <= Volatile.Read(ref s_last));

    /// <summary>The youngest type's number.</summary>
    internal static uint Last => Volatile.Read(ref s_last);

    /// <summary>The record of a type that exists.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TypeRecord* At(uint type) => s_types.At(type);

    /// <summary>The record of the type of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TypeRecord* Of(EntryWord word) => s_types.At(word.Type);

    /// <summary>Says that a type is not known.</summary>
    internal static Status Unknown(uint type, ref Failure failure)
    {
        failure.Set(Status.UnknownType, Reason.UnknownType);
        failure.ExpectedType = type;
        return Status.UnknownType;
    }

    private static void BuiltIn(uint type, Utf8Literal name, CName free, nuint size)
    {
        TypeRecord* record = s_types.At(type);
        record->Name = name.Pointer;
        record->NameLength = (nuint)name.Span.Length;
        record->Size = size;
        record->Alignment = CRuntime.DefaultAlignment;
        record->FreeFunction = free;
        record->Shape = ShapeOf(size, record->Alignment);
        Link(record, type);
    }

    private static uint ShapeOf(nuint size, nuint alignment) => s_isOnSlabs ? default(SlabHeap).ShapeOf(size, alignment) : 0;

    private static void Link(TypeRecord* record, uint type)
    {
        ref uint chain = ref s_chains[Hash(record->Name, record->NameLength)];
        record->NextByName = chain;
        chain = type;
    }

    private static uint Hash(byte* name, nuint length)
    {
        // FNV-1a (G. Fowler, L. C. Noll, K.-P. Vo), which is good enough for a thousand chains.
        uint hash = 2166136261;
        for (nuint i = 0; i < length; i++)
        {
            hash = (hash ^ name[i]) * 16777619;
        }

        return (hash ^ (hash >> 16)) % NameChains;
    }

    private static Status Enter(TypeDescription* description, out uint type, ref Failure failure)
    {
        type = TypeNumber.None;
        nuint length = CRuntime.Length(description->Name);
        s_lock.Enter();
        uint same = FindName(description->Name, length);
        Status status = Status.Ok;
        if (same != TypeNumber.None)
        {
            bool equal = IsEqual(s_types.At(same), same, description);
            type = equal ? same : TypeNumber.None;
            status = equal ? Status.Ok : Status.InvalidArgument;
        }
        else if (s_last == TypeNumber.LastRegistered)
        {
            status = Status.Limit;
        }
        else
        {
            status = TryAdd(description, length) ? Status.Ok : Status.OutOfMemory;
            type = status == Status.Ok ? s_last : TypeNumber.None;
        }

        s_lock.Exit();
        return status switch
        {
            Status.Ok => Status.Ok,
            Status.InvalidArgument => failure.Set(status, "another type of this name is registered, with a different description"u8),
            Status.Limit => failure.Set(status, "32512 types are registered; there is room for no more"u8),
            _ => failure.OutOfMemory((nuint)sizeof(TypeRecord) + length),
        };
    }

    private static uint FindName(byte* name, nuint length)
    {
        uint type = s_chains[Hash(name, length)];
        while (type != TypeNumber.None)
        {
            TypeRecord* record = s_types.At(type);
            if (record->NameLength == length && new ReadOnlySpan<byte>(name, (int)length).SequenceEqual(new ReadOnlySpan<byte>(record->Name, (int)length)))
            {
                break;
            }

            type = record->NextByName;
        }

        return type;
    }

    private static bool IsEqual(TypeRecord* record, uint type, TypeDescription* description)
    {
        bool equal = type >= TypeNumber.FirstRegistered && record->Size == description->Size && record->Alignment == AlignmentOf(description)
            && record->FieldCount == description->FieldCount && (nint)record->Drop == (nint)description->Drop && record->Context == description->Context;
        for (nuint i = 0; equal && i < record->FieldCount; i++)
        {
            OwnedField* field = description->Fields + i;
            equal = record->Fields[i].Offset == field->Offset && record->Fields[i].Type == (field->Type == TypeNumber.Self ? type : field->Type);
        }

        return equal;
    }

    private static bool TryAdd(TypeDescription* description, nuint nameLength)
    {
        uint type = s_last + 1;
        nuint fieldBytes = description->FieldCount * (nuint)sizeof(OwnedField);
        byte* memory = s_types.Ensure(type) ? (byte*)CRuntime.AllocateTable(1, fieldBytes + nameLength + 1) : null;
        if (memory == null)
        {
            return false;
        }

        // SAFETY: the allocation has room for the fields and, behind them, the name with its NUL.
        TypeRecord* record = s_types.At(type);
        record->Fields = (OwnedField*)memory;
        record->Name = memory + fieldBytes;
        record->NameLength = nameLength;
        record->Size = description->Size;
        record->Alignment = AlignmentOf(description);
        record->FieldCount = description->FieldCount;
        record->Drop = description->Drop;
        record->Context = description->Context;
        record->FreeFunction = CName.FreeBox;
        record->Shape = ShapeOf(record->Size, record->Alignment);
        Buffer.MemoryCopy(description->Name, record->Name, nameLength, nameLength);
        for (nuint i = 0; i < description->FieldCount; i++)
        {
            record->Fields[i] = description->Fields[i];
            record->Fields[i].Type = description->Fields[i].Type == TypeNumber.Self ? type : description->Fields[i].Type;
        }

        Link(record, type);
        Volatile.Write(ref s_last, type);
        return true;
    }

    private static nuint AlignmentOf(TypeDescription* description) => description->Alignment == 0 ? CRuntime.DefaultAlignment : description->Alignment;
}
