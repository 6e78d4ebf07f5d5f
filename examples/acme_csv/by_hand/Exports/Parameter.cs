using System.Runtime.InteropServices;

namespace AcmeCsv;

/// <summary>Parameters that are checked before they are used.</summary>
internal static unsafe class Parameter
{
    // SAFETY (whole file): promised: a pointer of C's is null or what the header asks for, until the call ends.

    /// <summary>A text of the caller's.</summary>
    /// <exception cref="FfiException">It is NULL, or not UTF-8.</exception>
    public static string Text(byte* text, string name)
    {
        Needed(text, name);
        return Utf8.Decode(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text), name);
    }

    /// <exception cref="FfiException">It is NULL.</exception>
    public static void Needed(void* pointer, string name)
    {
        if (pointer == null)
        {
            throw new FfiException(Status.NullArgument, $"{name} is NULL");
        }
    }

    /// <summary>An out parameter of a call that may fail.</summary>
    public static void Clear(nuint* to)
    {
        if (to != null)
        {
            *to = 0;
        }
    }
}
