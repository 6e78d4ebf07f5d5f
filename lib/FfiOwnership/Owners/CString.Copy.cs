using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Platform;

namespace FfiOwnership.Owners;

/// <content>Copies, in memory that is not yet in the ledger.</content>
public static unsafe partial class CString
{
    /// <summary>Takes memory for a string of a length and its NUL.</summary>
    internal static Status Reserve(nuint length, ref Failure failure, out Reservation reserved)
    {
        reserved = default;
        return length >= BlockLimits.LargestSize
            ? TooLong(length, ref failure)
            : Ledger.ReserveText(length, ref failure, out reserved);
    }

    /// <summary>Copies bytes known to hold no NUL into memory for a new string, without entering it into the ledger.</summary>
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

    /// <summary>Copies what is left of a string of ours into memory for a new one, without entering it into the ledger.</summary>
    internal static Status ReserveClone(byte* text, ref Failure failure, out Reservation reserved)
    {
        // Memory is taken without a pin, so the size is read before, and the string again after.
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

        // A string that its owner has shortened gets a block of the length that is left.
        Reservation longer = reserved;
        reserved = default;
        status = status == Status.Ok ? ReserveCopy(longer.Block, length, ref failure, out reserved) : status;
        Ledger.Cancel(longer);
        return status;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Status CopyText(byte* text, out byte* made, ref Failure failure)
    {
        made = null;
        return text == null ? failure.Null("text"u8) : Copy(text, CRuntime.Length(text), out made, ref failure);
    }

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
