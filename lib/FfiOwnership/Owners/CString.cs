using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;

namespace FfiOwnership.Owners;

/// <summary>Owned NUL-terminated strings: <c>ffo_string_...</c>. They may contain any bytes but NUL; their length is recorded when they are made.</summary>
public static unsafe partial class CString
{
    // SAFETY (whole file): promised: texts to be copied, for the length that is named or up to their NUL. Unpublished: the new block.
    // Strings of the ledger's are only looked up.

    /// <summary>Makes a string of a NUL-terminated text, by copying it.</summary>
    /// <param name="text">Not null; read up to its NUL.</param>
    /// <param name="made">The new string, the caller's; null on failure.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, <see cref="Status.NullArgument"/>, <see cref="Status.OutOfMemory"/> or <see cref="Status.SizeOverflow"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Status New(byte* text, out byte* made, ref Failure failure) =>
        Ledger.TryMakeShortText(text, out made) ? Status.Ok : CopyText(text, out made, ref failure);

    /// <summary>Makes a string of bytes that must contain no NUL, by copying them.</summary>
    /// <param name="bytes">The bytes; may be null when <paramref name="length"/> is 0.</param>
    /// <param name="length">Number of bytes.</param>
    /// <param name="made">The new string, the caller's; null on failure.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns>As <see cref="New"/>, and <see cref="Status.InteriorNul"/> with the position in the failure's offset.</returns>
    public static Status FromBytes(byte* bytes, nuint length, out byte* made, ref Failure failure)
    {
        made = null;
        Status status = CheckBytes(bytes, length, ref failure, out _);
        return status == Status.Ok ? Copy(bytes, length, out made, ref failure) : status;
    }

    /// <summary>Makes a string of bytes that must be valid UTF-8 without NUL, by copying them.</summary>
    /// <param name="bytes">The bytes; may be null when <paramref name="length"/> is 0.</param>
    /// <param name="length">Number of bytes.</param>
    /// <param name="made">The new string, the caller's; null on failure.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns>As <see cref="FromBytes"/>, and <see cref="Status.InvalidUtf8"/> with the position of the first invalid byte; the earlier of the two errors is reported.</returns>
    public static Status FromUtf8(byte* bytes, nuint length, out byte* made, ref Failure failure)
    {
        made = null;
        Status status = CheckBytes(bytes, length, ref failure, out nuint clean);
        nuint valid = clean == 0 ? 0 : TextScan.ValidUtf8(bytes, clean);
        if (valid != clean)
        {
            status = failure.Set(Status.InvalidUtf8, Reason.InvalidUtf8);
            failure.Offset = valid;
            failure.Size = length;
        }

        return status == Status.Ok ? Copy(bytes, length, out made, ref failure) : status;
    }

    /// <summary>Makes a UTF-8 string of UTF-16 units, which must be valid and contain no NUL.</summary>
    /// <param name="units">The units; may be null when <paramref name="count"/> is 0.</param>
    /// <param name="count">Number of units.</param>
    /// <param name="made">The new string, the caller's; null on failure.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns>
    /// As <see cref="New"/>, <see cref="Status.InteriorNul"/>, and <see cref="Status.InvalidUtf16"/> for a surrogate without
    /// its partner; with the position of the unit in the failure's offset.
    /// </returns>
    public static Status FromUtf16(char* units, nuint count, out byte* made, ref Failure failure)
    {
        made = null;
        if (units == null && count != 0)
        {
            return failure.Null("units"u8);
        }

        if (count >= BlockLimits.LargestSize)
        {
            return TooLong(count, ref failure);
        }

        nuint valid = TextScan.ValidUtf16(units, count, out nuint length, out Status status);
        if (status != Status.Ok)
        {
            failure.Set(status, status == Status.InteriorNul ? Reason.InteriorNul : Reason.InvalidUtf16);
            failure.Offset = valid;
            failure.Size = count;
            return status;
        }

        status = Reserve(length, ref failure, out Reservation reserved);
        if (status == Status.Ok)
        {
            TextScan.Transcode(units, count, reserved.Block, length);
            made = Publish(reserved, length);
        }

        return status;
    }

    /// <summary>Makes a copy of a string of the ledger, up to its first NUL: its owner may have shortened it.</summary>
    /// <param name="text">An owned or borrowed string; any other value is answered, never dereferenced.</param>
    /// <param name="made">The new string, the caller's; null on failure.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, what is wrong with the pointer, or <see cref="Status.OutOfMemory"/>.</returns>
    public static Status Clone(byte* text, out byte* made, ref Failure failure)
    {
        made = null;
        if (text == null)
        {
            return failure.Null("string"u8);
        }

        Status status = ReserveClone(text, ref failure, out Reservation reserved);
        if (status == Status.Ok)
        {
            Ledger.Publish(reserved, TypeNumber.String);
            made = reserved.Block;
        }

        return status;
    }

    /// <summary>The length in bytes that was recorded when the string was made.</summary>
    /// <param name="text">An owned or borrowed string; any other value is answered, never dereferenced.</param>
    /// <param name="length">The length without the NUL; 0 on failure.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/> or what is wrong with the pointer.</returns>
    public static Status Length(byte* text, out nuint length, ref Failure failure)
    {
        length = 0;
        if (text == null)
        {
            return failure.Null("string"u8);
        }

        Status status = Ledger.SizeOf(text, TypeNumber.String, out nuint size, ref failure);
        length = status == Status.Ok ? size - 1 : 0;
        return status;
    }

    /// <summary>Frees a string.</summary>
    /// <param name="text">The caller's; null is a no-op; any other value is answered, never dereferenced.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, what is wrong with the pointer, or <see cref="Status.Overrun"/> and the string is freed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Status Free(byte* text, ref Failure failure) => Ledger.Free(text, TypeNumber.String, ref failure);

    /// <summary>Terminates and publishes a string whose bytes are written.</summary>
    private static byte* Publish(in Reservation reserved, nuint length)
    {
        reserved.Block[length] = 0;
        Ledger.Publish(reserved, TypeNumber.String);
        return reserved.Block;
    }

    /// <summary>Fills in the failure of a text that is too long.</summary>
    private static Status TooLong(nuint length, ref Failure failure)
    {
        failure.Set(Status.SizeOverflow, "the text and its NUL would exceed the largest block, 1 TiB"u8);
        failure.Size = length;
        return Status.SizeOverflow;
    }

    /// <summary>Checks that bytes contain no NUL.</summary>
    /// <param name="bytes">The bytes; may be null when <paramref name="length"/> is 0.</param>
    /// <param name="length">Number of bytes.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <param name="clean">Number of bytes before the first NUL, or all; 0 if they were not read.</param>
    private static Status CheckBytes(byte* bytes, nuint length, ref Failure failure, out nuint clean)
    {
        clean = 0;
        if (bytes == null)
        {
            return length == 0 ? Status.Ok : failure.Null("bytes"u8);
        }

        // Such a length is a mistake; searching for a NUL would read memory that does not exist.
        if (length >= BlockLimits.LargestSize)
        {
            return TooLong(length, ref failure);
        }

        clean = TextScan.IndexOfNul(bytes, length);
        if (clean == length)
        {
            return Status.Ok;
        }

        failure.Set(Status.InteriorNul, Reason.InteriorNul);
        failure.Offset = clean;
        failure.Size = length;
        return Status.InteriorNul;
    }
}
