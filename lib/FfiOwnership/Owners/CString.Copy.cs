using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Platform;

namespace FfiOwnership.Owners;

/// <content>Copies texts into memory that is reserved and not yet published.</content>
public static unsafe partial class CString
{
    /// <summary>Reserves memory for a string of a length and its NUL.</summary>
    internal static Status Reserve(nuint length, ref Failure failure, out Reservation reserved)
    {
        reserved = default;
        return length >= BlockLimits.LargestSize
            ? TooLong(length, ref failure)
            : Ledger.ReserveText(length, ref failure, out reserved);
    }

    /// <summary>Reserves memory for a new string and copies bytes there, which contain no NUL. The caller publishes or cancels it.</summary>
    internal static Status ReserveCopy(byte* bytes, nuint length, ref Failure failure, out Reservation reserved)
    {
        Status status = Reserve(length, ref failure, out reserved);
        if (status == Status.Ok)
        {
            // SAFETY: promised: the bytes; unpublished: the block, of length + 1 bytes.
            Buffer.MemoryCopy(bytes, reserved.Block, length, length);
            reserved.Block[length] = 0;
        }

        return status;
    }

    /// <summary>Reserves memory for a new string and copies a string of the ledger there, up to its first NUL. The caller publishes or cancels it.</summary>
    /// <param name="text">An owned or borrowed string; any other value is answered, never dereferenced.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <param name="reserved">The copy, with its NUL; empty on failure.</param>
    internal static Status ReserveClone(byte* text, ref Failure failure, out Reservation reserved)
    {
        // Memory must not be reserved while the string is pinned. So its size is read first, and the string is looked up again later.
        reserved = default;
        Status status = Length(text, out nuint recorded, ref failure);
        if (status == Status.Ok)
        {
            status = Reserve(recorded, ref failure, out reserved);
        }

        if (status != Status.Ok)
        {
            return status;
        }

        // SAFETY: unpublished: the copy, of recorded + 1 bytes. The string's NUL may have been overwritten, so the copy gets its own.
        status = Ledger.Read(text, TypeNumber.String, reserved.Block, recorded, out nuint copied, ref failure);
        nuint length = status == Status.Ok ? TextScan.IndexOfNul(reserved.Block, copied) : 0;
        reserved.Block[length] = 0;
        if (status == Status.Ok && length == recorded)
        {
            return status;
        }

        // The owner has shortened the string: the copy gets a block of the length that is left.
        Reservation longer = reserved;
        reserved = default;
        status = status == Status.Ok ? ReserveCopy(longer.Block, length, ref failure, out reserved) : status;
        Ledger.Cancel(longer);
        return status;
    }

    /// <summary>Makes a string of a NUL-terminated text; null is refused.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Status CopyText(byte* text, out byte* made, ref Failure failure)
    {
        made = null;
        return text == null ? failure.Null("text"u8) : Copy(text, CRuntime.Length(text), out made, ref failure);
    }

    /// <summary>Makes a string of bytes that contain no NUL.</summary>
    private static Status Copy(byte* bytes, nuint length, out byte* made, ref Failure failure)
    {
        made = null;
        Status status = ReserveCopy(bytes, length, ref failure, out Reservation reserved);
        if (status == Status.Ok)
        {
            made = Publish(reserved, length);
        }

        return status;
    }
}
