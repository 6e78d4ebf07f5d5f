namespace FfiOwnership.Native.Exports;

/// <summary>Reads the caller's memory that will be passed to the system.</summary>
internal static unsafe class In
{
    /// <summary>Reads a text up to its NUL, before it is passed to the system.</summary>
    /// <remarks>
    /// For memory that cannot be read, a system call returns an error. Read here, it causes a fault, as in any other call of the
    /// library: a pointer that is no address is refused, and a page that the host maps in its SIGSEGV handler is mapped.
    /// </remarks>
    /// <param name="text">The text; may be null.</param>
    /// <returns>The same pointer.</returns>
    // SAFETY: promised: the text.
    public static byte* Text(byte* text)
    {
        for (byte* at = text; at != null && Volatile.Read(ref *at) != 0; at++)
        {
        }

        return text;
    }
}
