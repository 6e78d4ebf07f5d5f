using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FfiOwnership.Errors;

namespace FfiOwnership.Native;

/// <summary>The names of statuses in the C header.</summary>
internal static class StatusNames
{
    /// <summary>The status as C spells it, such as <c>FFO_E_DOUBLE_FREE</c>; <c>FFO_E_UNKNOWN</c> for any other value.</summary>
    /// <param name="status">Any value.</param>
    /// <returns>Static UTF-8 text, followed by a NUL.</returns>
    public static ReadOnlySpan<byte> Of(Status status) => status switch
    {
        Status.Ok => "FFO_OK"u8,
        Status.NullArgument => "FFO_E_NULL_ARGUMENT"u8,
        Status.InvalidArgument => "FFO_E_INVALID_ARGUMENT"u8,
        Status.InteriorNul => "FFO_E_INTERIOR_NUL"u8,
        Status.InvalidUtf8 => "FFO_E_INVALID_UTF8"u8,
        Status.InvalidUtf16 => "FFO_E_INVALID_UTF16"u8,
        Status.OutOfRange => "FFO_E_OUT_OF_RANGE"u8,
        Status.SizeOverflow => "FFO_E_SIZE_OVERFLOW"u8,
        Status.UnknownType => "FFO_E_UNKNOWN_TYPE"u8,
        Status.Borrowed => "FFO_E_BORROWED"u8,
        Status.BorrowConflict => "FFO_E_BORROW_CONFLICT"u8,
        Status.Shared => "FFO_E_SHARED"u8,
        Status.DoubleFree => "FFO_E_DOUBLE_FREE"u8,
        Status.ForeignPointer => "FFO_E_FOREIGN_POINTER"u8,
        Status.InteriorPointer => "FFO_E_INTERIOR_POINTER"u8,
        Status.WrongType => "FFO_E_WRONG_TYPE"u8,
        Status.NotOwned => "FFO_E_NOT_OWNED"u8,
        Status.Forgotten => "FFO_E_FORGOTTEN"u8,
        Status.NotBorrowed => "FFO_E_NOT_BORROWED"u8,
        Status.InvalidHandle => "FFO_E_INVALID_HANDLE"u8,
        Status.StaleHandle => "FFO_E_STALE_HANDLE"u8,
        Status.PartsMismatch => "FFO_E_PARTS_MISMATCH"u8,
        Status.Overrun => "FFO_E_OVERRUN"u8,
        Status.WriteAfterFree => "FFO_E_WRITE_AFTER_FREE"u8,
        Status.OutOfMemory => "FFO_E_OUT_OF_MEMORY"u8,
        Status.Limit => "FFO_E_LIMIT"u8,
        Status.AbiMismatch => "FFO_E_ABI_MISMATCH"u8,
        Status.Io => "FFO_E_IO"u8,
        Status.Internal => "FFO_E_INTERNAL"u8,
        _ => "FFO_E_UNKNOWN"u8,
    };

    /// <summary>The name as a C string: static, NUL-terminated; never null.</summary>
    // SAFETY: a UTF-8 literal lies in the image, never moves, and is followed by a NUL.
    public static unsafe byte* PointerOf(Status status) => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(Of(status)));
}
