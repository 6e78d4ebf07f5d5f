namespace FfiOwnership.Errors;

/// <summary>Puts the one-line message of a failure together: what happened, to what, and what to do.</summary>
/// <remarks>One template for each message, so that a message can be found by its words.</remarks>
internal static unsafe partial class Messages
{
    // SAFETY (whole file): names in a Failure are static literals or names of registered types, which are permanent;
    // pointers in it are printed, never dereferenced.

    /// <summary>Writes the message, without a line end.</summary>
    public static void Write(ref Utf8Writer to, in Failure failure)
    {
        if (!failure.Function.IsEmpty)
        {
            to.Add($"{failure.Function}: ");
        }

        if (failure.Parent != null)
        {
            to.Add($"the owned field at offset {failure.FieldOffset} of {Address(failure.Parent)}, a block of type {Type(failure.ParentTypeName)}, holds ");
        }
        else if (failure.ParentTypeName != null)
        {
            to.Add($"the owned field at offset {failure.FieldOffset} of a new element, of type {Type(failure.ParentTypeName)}, holds ");
        }

        switch (failure.Reason)
        {
            case >= Reason.Foreign and <= Reason.PartsMismatch:
                to.Add($"{Address(failure.Pointer)}");
                to.Add(failure.ParentTypeName != null ? ", which"u8 : default);
                AboutPointer(ref to, failure);
                break;
            case >= Reason.HandleInvalid and <= Reason.HandleBorrowConflict:
                to.Add($"handle {Hex(failure.Handle)}");
                AboutHandle(ref to, failure);
                break;
            default:
                AboutArguments(ref to, failure);
                break;
        }
    }

    private static void AboutArguments(ref Utf8Writer to, in Failure failure)
    {
        switch (failure.Reason)
        {
            case Reason.Null:
                to.Add($"{failure.Text} is NULL");
                break;
            case Reason.NullElement:
                to.Add($"{failure.Text}[{failure.Offset}] is NULL; nothing was made");
                break;
            case Reason.UnknownVersion:
                to.Add($"{failure.Text}->struct_size is {failure.StructSize}; this version of the library knows ");
                AddSizes(ref to, StructSizes.Of(failure.Name));
                AddName(ref to, "; begin with "u8, failure.Name);
                break;
            case Reason.PayloadIsOurs:
                to.Add("the payload is memory of this library, a block or what was one"u8);
                AddName(ref to, "; blocks are taken by "u8, CName.HandleFromRaw);
                break;
            case Reason.InteriorNul:
                to.Add($"a NUL stands at position {failure.Offset} of {failure.Size}; as a C string the text would end there");
                break;
            case Reason.InvalidUtf8:
                to.Add($"the text is not valid UTF-8 from byte {failure.Offset} of {failure.Size} on");
                break;
            case Reason.InvalidUtf16:
                to.Add($"unit {failure.Offset} of {failure.Size} is a surrogate without its partner");
                break;
            case Reason.UnknownType:
                to.Add($"no type with the number {failure.ExpectedType} is registered");
                break;
            case Reason.OutOfMemory when failure.Size != 0:
                to.Add($"no memory for {Count(failure.Size)}; nothing changed");
                break;
            case Reason.OutOfMemory:
                to.Add("no memory; nothing changed"u8);
                break;
            case Reason.LengthBeyondCapacity:
                to.Add($"the vec's length {failure.Offset} exceeds its capacity {failure.Size}");
                break;
            case Reason.IndexBeyondLength:
                to.Add($"index {failure.Offset} is outside of the vec, whose length is {failure.Size}");
                break;
            case Reason.Io when failure.Text.IsEmpty:
                to.Add($"the report could not be written: error {(ulong)failure.SystemError}");
                break;
            case Reason.Io:
                to.Add($"the report could not be written: {failure.Text}");
                break;
            case Reason.Exception:
                to.Add($"failed inside the library: {failure.Text}");
                break;
            default:
                to.Add($"{failure.Text}");
                break;
        }
    }

    private static void AboutHandle(ref Utf8Writer to, in Failure failure)
    {
        switch (failure.Reason)
        {
            case Reason.HandleInvalid:
                to.Add(" was never issued by this copy of the library"u8);
                break;
            case Reason.OthersHandle:
                to.Add($" is one of {failure.Text}");
                AboutOthers(ref to, failure, " ends it"u8);
                break;
            case Reason.OthersStaleHandle:
                to.Add($" was one of {failure.Text}, and is stale there");
                break;
            case Reason.HandleStale:
                to.Add(" is stale: what it named is gone"u8);
                break;
            case Reason.HandleClosing when Has(CName.ReturnBorrow):
                to.Add($" is closing: only {CNames.Of(CName.ReturnBorrow)} works on it");
                break;
            case Reason.HandleClosing:
                to.Add(" is closing: only the return of its borrows works on it"u8);
                break;
            case Reason.HandleWrongType:
                to.Add($" names a block of type {Type(failure.ActualTypeName)}, not {Type(failure.ExpectedTypeName)}");
                break;
            case Reason.HandleBorrowed:
                to.Add(" has borrows out, or another call is at work on its block; return them first"u8);
                break;
            case Reason.HandleShared:
                to.Add(" is not the only reference; release the others first"u8);
                break;
            case Reason.HandleNotBorrowed:
                to.Add(" has no borrow out"u8);
                break;
            default:
                to.Add(" is borrowed in a way that forbids this borrow; return that one first"u8);
                break;
        }
    }

    private static void AddSizes(ref Utf8Writer to, ReadOnlySpan<uint> sizes)
    {
        for (int i = 0; i < sizes.Length; i++)
        {
            to.Add(i == 0 ? default : " and "u8);
            to.Add(sizes[i]);
        }
    }

    // A library that has no such call says nothing about it.
    private static void AddName(ref Utf8Writer to, ReadOnlySpan<byte> before, CName name)
    {
        if (Has(name))
        {
            to.Add(before);
            to.Add(CNames.Of(name).Span);
        }
    }

    private static bool Has(CName name) => !CNames.Of(name).IsEmpty;

    private static Utf8Writer.Hex Address(void* pointer) => new((ulong)pointer);

    private static Utf8Writer.Hex Hex(ulong value) => new(value);

    private static Utf8Writer.Bytes Count(nuint bytes) => new(bytes);

    private static Utf8Writer.TypeName Type(byte* name) => new(name);
}
