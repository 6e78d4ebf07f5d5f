using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Platform;

namespace FfiOwnership.Ledgers;

public static unsafe partial class TypeRegistry
{
    // SAFETY (whole file): permanent: types and chains. Unpublished: the copy of a description. Locked: adding a type.

    /// <summary>Registers a struct type.</summary>
    /// <param name="description">The description; everything is copied.</param>
    /// <param name="type">The type's number; if an equal type is registered already, that type's; 0 on failure.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns>
    /// <see cref="Status.Ok"/>, <see cref="Status.NullArgument"/>, <see cref="Status.SizeOverflow"/>, <see cref="Status.InvalidArgument"/> for a description that makes no sense or another type of the same name,
    /// <see cref="Status.UnknownType"/> for an owned field of an unknown type, <see cref="Status.InvalidUtf8"/> for the name,
    /// <see cref="Status.Limit"/>, <see cref="Status.OutOfMemory"/>.
    /// </returns>
    public static Status Register(TypeDescription* description, out uint type, ref Failure failure) =>
        Register(description, default, default, out type, ref failure);

    /// <summary>Registers a struct type whose boxes a function of its own frees.</summary>
    /// <param name="description">The description; everything is copied.</param>
    /// <param name="freeFunction">That function's name in C, UTF-8, for messages; copied. Empty: the library's function for all boxes, if it has one. An equal type that is registered already keeps its own.</param>
    /// <param name="freeVecFunction">The same, of the function that ends a vec of such structs. Empty: the library's function for all vecs, if it has one.</param>
    /// <param name="type">The type's number; if an equal type is registered already, that type's; 0 on failure.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns>As for the other overload.</returns>
    public static Status Register(TypeDescription* description, ReadOnlySpan<byte> freeFunction, ReadOnlySpan<byte> freeVecFunction, out uint type, ref Failure failure)
    {
        // The out parameter may be inside the description, so it is written last.
        uint entered = TypeNumber.None;
        Status status = Ledger.EnsureStarted(ref failure);
        TypeDescription copy = default;
        nuint nameLength = 0;
        if (status == Status.Ok)
        {
            status = Copy(description, &copy, out nameLength, ref failure);
        }

        if (status == Status.Ok)
        {
            status = Enter(&copy, nameLength, freeFunction, freeVecFunction, out entered, ref failure);
        }

        type = entered;
        return status;
    }

    /// <summary>Adds a type, or finds an equal one. The description is a valid copy, whose memory becomes the type's or is freed.</summary>
    private static Status Enter(TypeDescription* description, nuint length, ReadOnlySpan<byte> freeFunction, ReadOnlySpan<byte> freeVecFunction, out uint type, ref Failure failure)
    {
        type = TypeNumber.None;
        byte* free = freeFunction.IsEmpty ? null : Copy(freeFunction);
        byte* freeVec = freeVecFunction.IsEmpty ? null : Copy(freeVecFunction);
        if ((free == null && !freeFunction.IsEmpty) || (freeVec == null && !freeVecFunction.IsEmpty))
        {
            CRuntime.Free(description->Fields);
            CRuntime.Free(free);
            CRuntime.Free(freeVec);
            return failure.OutOfMemory((nuint)(freeFunction.Length + freeVecFunction.Length) + 2);
        }

        bool isAdded = false;
        s_lock.Enter();
        uint same = FindName(description->Name, length);
        Status status = Status.Ok;
        if (same != TypeNumber.None)
        {
            bool equal = IsEqual(s_types.At(same), same, description);
            type = equal ? same : TypeNumber.None;
            status = equal ? Status.Ok : Status.InvalidArgument;
        }
        else if (IsFull)
        {
            status = Status.Limit;
        }
        else
        {
            isAdded = TryAdd(description, length, free, freeVec);
            status = isAdded ? Status.Ok : Status.OutOfMemory;
            type = isAdded ? s_last : TypeNumber.None;
        }

        s_lock.Exit();
        if (!isAdded)
        {
            CRuntime.Free(description->Fields);
            CRuntime.Free(free);
            CRuntime.Free(freeVec);
        }

        return status switch
        {
            Status.Ok => Status.Ok,
            Status.InvalidArgument => failure.Set(status, "another type of this name is registered, with a different description"u8),
            Status.Limit => failure.Set(status, "32512 types are registered; there is room for no more"u8),
            _ => failure.OutOfMemory((nuint)sizeof(TypeRecord) + length),
        };
    }

    /// <summary>Finds a type by its name. The caller holds the lock.</summary>
    /// <returns>The type's number; 0: there is none.</returns>
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

    /// <summary>Whether a registered type has this description, which has its name.</summary>
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

    /// <summary>Adds a type with the next number. The caller holds the lock.</summary>
    /// <returns>False if there is no memory.</returns>
    private static bool TryAdd(TypeDescription* description, nuint nameLength, byte* free, byte* freeVec)
    {
        uint type = s_last + 1;
        if (!s_types.Ensure(type))
        {
            return false;
        }

        TypeRecord* record = s_types.At(type);
        record->Fields = description->Fields;
        record->Name = description->Name;
        record->NameLength = nameLength;
        record->Size = description->Size;
        record->Alignment = AlignmentOf(description);
        record->FieldCount = description->FieldCount;
        record->Drop = description->Drop;
        record->Context = description->Context;
        record->FreeFunction = free != null ? free : CNames.Pointer(CName.FreeBox);
        record->FreeVecFunction = freeVec;
        record->GivenAlignment = description->Alignment;
        record->OwnsBlocks = record->FieldCount != 0;
        record->MayOwnBlocks = record->OwnsBlocks;
        record->Shape = ShapeOf(record->Size, record->Alignment);
        for (nuint i = 0; i < record->FieldCount; i++)
        {
            record->Fields[i].Type = record->Fields[i].Type == TypeNumber.Self ? type : record->Fields[i].Type;
        }

        Link(record, type);
        Volatile.Write(ref s_last, type);
        return true;
    }

    /// <summary>A copy of a text with a NUL behind it; null: there is no memory for it.</summary>
    private static byte* Copy(ReadOnlySpan<byte> text)
    {
        byte* copy = (byte*)CRuntime.AllocateTable(1, (nuint)text.Length + 1);
        if (copy != null)
        {
            text.CopyTo(new Span<byte>(copy, text.Length));
        }

        return copy;
    }

    /// <summary>The alignment that a description asks for, or the default.</summary>
    private static nuint AlignmentOf(TypeDescription* description) => description->Alignment == 0 ? CRuntime.DefaultAlignment : description->Alignment;
}
