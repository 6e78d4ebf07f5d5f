using System.Runtime.CompilerServices;

namespace FfiOwnership.Platform;

/// <summary>Memory that a caller says it has.</summary>
internal static unsafe class CallersMemory
{
    /// <summary>No program has memory below this address: a NULL with an offset leads there.</summary>
    public const nuint First = 64 * 1024;

    /// <summary>Reads a byte that a call is about to read anyway: what is no address is answered here, before anything has changed.</summary>
    /// <remarks>
    /// A fault in managed code becomes an exception if it is below <see cref="First"/>. In native code, such as <c>memmove</c>,
    /// it would end the process, and half-way through a change it would leave a block claimed.
    /// </remarks>
    /// <param name="memory">May be null, which is not touched.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Touch(void* memory)
    {
        // SAFETY: promised: the byte. Below First there is an exception instead.
        if (memory != null)
        {
            _ = Volatile.Read(ref *(byte*)memory);
        }
    }
}
