using System.Numerics;
using System.Text.Unicode;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Platform;

namespace FfiOwnership.Ledgers;

/// <content>Checks a type's description.</content>
public static unsafe partial class TypeRegistry
{
    // SAFETY (whole file): promised: the description, its name, and as many fields as it counts.

    /// <summary>The longest name in bytes.</summary>
    private const nuint LongestName = 255;

    /// <summary>The largest number of owned fields.</summary>
    private const nuint MostFields = 4096;

    /// <summary>Checks a description.</summary>
    /// <returns>The first error; <see cref="Status.Ok"/>: the description is valid.</returns>
    private static Status Check(TypeDescription* description, ref Failure failure)
    {
        if (description == null)
        {
            return failure.Null("desc"u8);
        }

        if (description->StructSize != sizeof(TypeDescription))
        {
            return failure.UnknownVersion("desc"u8, CName.TypeDescInit);
        }

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

        nuint length = CRuntime.Length(description->Name);
        if (length is 0 or > LongestName)
        {
            return failure.Set(Status.InvalidArgument, "desc->name must have 1 to 255 bytes"u8);
        }

        if (!Utf8.IsValid(new ReadOnlySpan<byte>(description->Name, (int)length)))
        {
            return failure.Set(Status.InvalidUtf8, "desc->name is not valid UTF-8"u8);
        }

        return CheckFields(description, ref failure);
    }

    /// <summary>Checks a description's owned fields; the rest of it is valid.</summary>
    private static Status CheckFields(TypeDescription* description, ref Failure failure)
    {
        if (description->FieldCount > description->Size / (nuint)sizeof(void*))
        {
            return failure.Set(Status.InvalidArgument, "desc has more owned fields than pointers fit into its size"u8);
        }

        if (description->FieldCount > MostFields)
        {
            return failure.Set(Status.Limit, "desc has more than 4096 owned fields"u8);
        }

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
