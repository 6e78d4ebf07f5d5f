using System.Numerics;
using System.Text.Unicode;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Platform;

namespace FfiOwnership.Ledgers;

/// <content>Checks a type's description, and copies it: what was checked may not change until it is entered.</content>
public static unsafe partial class TypeRegistry
{
    // SAFETY (whole file): promised: the description, its name, and as many fields as it counts.

    /// <summary>The longest name in bytes.</summary>
    private const nuint LongestName = 255;

    /// <summary>The largest number of owned fields.</summary>
    private const nuint MostFields = 4096;

    /// <summary>Copies and checks a description.</summary>
    /// <param name="given">The caller's, read once.</param>
    /// <param name="description">A copy of it, whose fields and, right behind them, name are copies in one allocation.</param>
    /// <param name="nameLength">Length of the name in bytes.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns>The first error, and nothing was allocated; <see cref="Status.Ok"/>: the description is valid.</returns>
    private static Status Copy(TypeDescription* given, TypeDescription* description, out nuint nameLength, ref Failure failure)
    {
        nameLength = 0;
        if (given == null)
        {
            return failure.Null("desc"u8);
        }

        if (!StructSizes.TryRead(given, StructSizes.TypeDescription, out uint size))
        {
            return failure.UnknownVersion("desc"u8, CName.TypeDescInit, size);
        }

        // What the caller's version of it has not is 0.
        *description = default;
        Buffer.MemoryCopy(given, description, sizeof(TypeDescription), size);
        Status status = CheckHead(description, out nameLength, ref failure);
        if (status != Status.Ok)
        {
            return status;
        }

        nuint fieldBytes = description->FieldCount * (nuint)sizeof(OwnedField);
        byte* memory = (byte*)CRuntime.AllocateTable(1, fieldBytes + nameLength + 1);
        if (memory == null)
        {
            return failure.OutOfMemory(fieldBytes + nameLength + 1);
        }

        Buffer.MemoryCopy(description->Fields, memory, fieldBytes, fieldBytes);
        Buffer.MemoryCopy(description->Name, memory + fieldBytes, nameLength, nameLength);
        description->Fields = (OwnedField*)memory;
        description->Name = memory + fieldBytes;
        status = CRuntime.Length(description->Name) == nameLength ? CheckName(description->Name, nameLength, ref failure) : NameError(ref failure);
        status = status == Status.Ok ? CheckFields(description, ref failure) : status;
        if (status != Status.Ok)
        {
            CRuntime.Free(memory);
        }

        return status;
    }

    /// <summary>Checks all of a description but its owned fields.</summary>
    private static Status CheckHead(TypeDescription* description, out nuint nameLength, ref Failure failure)
    {
        nameLength = 0;

        if (description->Name == null)
        {
            return failure.Null("desc->name"u8);
        }

        if (description->Fields == null && description->FieldCount != 0)
        {
            return failure.Null("desc->fields"u8);
        }

        if (description->Flags != 0)
        {
            return failure.Set(Status.InvalidArgument, "desc->flags must be 0"u8);
        }

        if (description->Size > BlockLimits.LargestSize)
        {
            return failure.Set(Status.SizeOverflow, "desc->size exceeds the largest block, 1 TiB"u8);
        }

        if (description->Alignment > BlockLimits.LargestAlignment || (description->Alignment != 0 && !BitOperations.IsPow2(description->Alignment)))
        {
            return failure.Set(Status.InvalidArgument, "desc->alignment is no power of two up to 4096"u8);
        }

        nameLength = CRuntime.Length(description->Name);
        Status status = CheckName(description->Name, nameLength, ref failure);
        if (status != Status.Ok)
        {
            return status;
        }

        if (description->FieldCount > description->Size / (nuint)sizeof(void*))
        {
            return failure.Set(Status.InvalidArgument, "desc has more owned fields than pointers fit into its size"u8);
        }

        if (description->FieldCount > MostFields)
        {
            return failure.Set(Status.Limit, "desc has more than 4096 owned fields"u8);
        }

        return Status.Ok;
    }

    /// <summary>Checks a name.</summary>
    private static Status CheckName(byte* name, nuint length, ref Failure failure) =>
        length is 0 or > LongestName ? NameError(ref failure)
        : Utf8.IsValid(new ReadOnlySpan<byte>(name, (int)length)) ? Status.Ok
        : failure.Set(Status.InvalidUtf8, "desc->name is not valid UTF-8"u8);

    private static Status NameError(ref Failure failure) => failure.Set(Status.InvalidArgument, "desc->name must have 1 to 255 bytes"u8);

    /// <summary>Checks a description's owned fields; the rest of it is valid.</summary>
    private static Status CheckFields(TypeDescription* description, ref Failure failure)
    {
        for (nuint i = 0; i < description->FieldCount; i++)
        {
            OwnedField* field = description->Fields + i;
            if (field->Offset % (nuint)sizeof(void*) != 0 || field->Offset > description->Size - (nuint)sizeof(void*))
            {
                return FieldError(i, "an owned field is not aligned for a pointer, or not inside the struct"u8, ref failure);
            }

            if (field->Flags != 0)
            {
                return FieldError(i, "an owned field's flags must be 0"u8, ref failure);
            }

            if (field->Type != TypeNumber.Self && !IsKnown(field->Type))
            {
                return Unknown(field->Type, ref failure);
            }

            if (field->Type == TypeNumber.Vec || (field->Type >= TypeNumber.FirstRegistered && field->Type != TypeNumber.Self && At(field->Type)->Size == 0))
            {
                return FieldError(i, "an owned field holds a string, a config or a box; a vec or a type without size it cannot"u8, ref failure);
            }

            for (nuint j = 0; j < i; j++)
            {
                if (description->Fields[j].Offset == field->Offset)
                {
                    return FieldError(i, "two owned fields have the same offset"u8, ref failure);
                }
            }
        }

        return Status.Ok;
    }

    /// <summary>Fills in a failure about the owned field at an index.</summary>
    private static Status FieldError(nuint index, ReadOnlySpan<byte> sentence, ref Failure failure)
    {
        failure.Set(Status.InvalidArgument, sentence);
        failure.Offset = index;
        return Status.InvalidArgument;
    }
}
