namespace FfiOwnership.Native.Exports;

/// <summary>Memory of the caller's that is handed on to the system.</summary>
internal static unsafe class In
{
    /// <summary>Reads a text up to its NUL, before the system does.</summary>
    /// <remarks>
    /// A system call answers memory that it cannot read with an error. Read here, it is a fault, as at any other call: what is
    /// no address is answered, and a page that the host opens in its SIGSEGV handler is opened.
    /// </remarks>
    /// <param name="text">May be null.</param>
    /// <returns>The same.</returns>
    // SAFETY: promised: the text.
    public static byte* Text(byte* text)
    {
        for (byte* at = text; at != null && Volatile.Read(ref *at) != 0; at++)
        {
        }

        return text;
    }
}
