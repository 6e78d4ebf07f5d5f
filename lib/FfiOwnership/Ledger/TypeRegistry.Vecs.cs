using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Platform;

namespace FfiOwnership.Ledgers;

/// <content>
/// Vecs of registered types. Each such vec has a raw type of its own, which an entry's word names instead of an element size. It has no
/// number in the ABI, where all vecs have one type. Raw types are given from the top down, the types of callers from the bottom up.
/// </content>
public static unsafe partial class TypeRegistry
{
    // SAFETY (whole file): permanent: types. Locked: adding one.

    /// <summary>Whether there is room for no more types.</summary>
    private static bool IsFull => s_last + 1 + EntryWord.VecTypes > TypeNumber.LastRegistered;

    /// <summary>The raw type of vecs of a type.</summary>
    /// <param name="type">Any number.</param>
    /// <param name="rawType">The raw type; 0 on failure.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns>
    /// <see cref="Status.Ok"/>, <see cref="Status.UnknownType"/>, <see cref="Status.InvalidArgument"/> for a type that is no struct's or whose values cannot stand one behind the other,
    /// <see cref="Status.Limit"/>, <see cref="Status.OutOfMemory"/>.
    /// </returns>
    internal static Status VecOf(uint type, out uint rawType, ref Failure failure)
    {
        rawType = 0;
        Status status = Ledger.CheckType(type, ref failure);
        if (status != Status.Ok)
        {
            return status;
        }

        TypeRecord* record = At(type);
        rawType = Volatile.Read(ref record->VecType);
        return rawType != 0 ? Status.Ok
            : CheckElement(type, record, ref failure) != Status.Ok ? failure.Status
            : AddVecOf(type, record, out rawType, ref failure);
    }

    /// <summary>The record of vecs of a registered type.</summary>
    /// <param name="rawType">Their raw type.</param>
    internal static TypeRecord* AtRaw(uint rawType) => s_vecTypes.At(EntryWord.SmallVec - rawType);

    private static Status CheckElement(uint type, TypeRecord* record, ref Failure failure)
    {
        if (type < TypeNumber.FirstRegistered)
        {
            return failure.Set(Status.InvalidArgument, "the elements' type is built in; only registered types have vecs of their own"u8);
        }

        if (record->Size == 0)
        {
            return failure.Set(Status.InvalidArgument, "a type of size 0 has no values that a vec could have"u8);
        }

        // Without an alignment of its own, the struct's is not known; its owned fields are pointers.
        nuint alignment = record->GivenAlignment != 0 ? record->GivenAlignment : record->FieldCount != 0 ? (nuint)sizeof(void*) : 1;
        return record->Size % alignment == 0
            ? Status.Ok
            : failure.Set(Status.InvalidArgument, "the type's size is no multiple of its alignment, so its values cannot stand one behind the other"u8);
    }

    private static Status AddVecOf(uint type, TypeRecord* element, out uint rawType, ref Failure failure)
    {
        ReadOnlySpan<byte> of = " of "u8;
        byte* name = (byte*)CRuntime.AllocateTable(1, (nuint)(VecName.Length + of.Length) + element->NameLength + 1);
        if (name == null)
        {
            rawType = 0;
            return failure.OutOfMemory(element->NameLength);
        }

        Span<byte> text = new(name, VecName.Length + of.Length + (int)element->NameLength);
        VecName.CopyTo(text);
        of.CopyTo(text[VecName.Length..]);
        new ReadOnlySpan<byte>(element->Name, (int)element->NameLength).CopyTo(text[(VecName.Length + of.Length)..]);

        s_lock.Enter();
        Status status = AddVecOfLocked(type, element, name, (nuint)text.Length);
        rawType = element->VecType;
        bool isUsed = rawType != 0 && AtRaw(rawType)->Name == name;
        s_lock.Exit();
        if (!isUsed)
        {
            CRuntime.Free(name);
        }

        return status switch
        {
            Status.Ok => Status.Ok,
            Status.Limit => failure.Set(status, "32512 types are registered; there is room for no more"u8),
            _ => failure.OutOfMemory((nuint)sizeof(TypeRecord)),
        };
    }

    // Ok also if another thread has added it meanwhile.
    private static Status AddVecOfLocked(uint type, TypeRecord* element, byte* name, nuint nameLength)
    {
        if (element->VecType != 0)
        {
            return Status.Ok;
        }

        uint index = EntryWord.VecTypes + 1;
        if (IsFull || !s_vecTypes.Ensure(index))
        {
            return IsFull ? Status.Limit : Status.OutOfMemory;
        }

        TypeRecord* record = s_vecTypes.At(index);
        record->Name = name;
        record->NameLength = nameLength;
        record->Alignment = element->Alignment;
        record->FreeFunction = element->FreeVecFunction != null ? element->FreeVecFunction : CNames.Pointer(CName.DisposeVec);
        record->ElementType = type;
        record->OwnsBlocks = true;
        record->MayOwnBlocks = true;
        EntryWord.VecTypes = index;
        Volatile.Write(ref element->VecType, EntryWord.SmallVec - index);
        return Status.Ok;
    }
}
