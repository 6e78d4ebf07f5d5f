using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace FfiOwnership.Platform;

/// <summary>Access to memory at an address that a caller passed and that may be invalid.</summary>
internal static class CallersMemory
{
    /// <summary>The lowest address, in bytes, that a program can have memory at. A NULL pointer plus a small offset lies below it.</summary>
    public const nuint First = 64 * 1024;

    /// <summary>Whether it can be the address of a program's memory: neither NULL with an offset, nor too high.</summary>
    /// <remarks>
    /// An x64 processor refuses an address that is not canonical without saying which it was, and the runtime takes it for NULL. The
    /// last page below such addresses is never mapped, so what is read or written at a usual address does not reach them. Programs
    /// that ask for it can have memory that lies higher; so "no" means that the call must be ready for an exception.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe bool IsUsual(void* memory) => (nuint)memory - First < ((nuint)1 << (X86Base.IsSupported ? 47 : 48)) - 4096 - First;

    /// <summary>Reads one byte that the call is about to read anyway, so that an invalid address is found before anything has changed.</summary>
    /// <remarks>
    /// A fault in managed code becomes an exception if the address is below <see cref="First"/>. In native code, such as
    /// <c>memmove</c>, it would end the process. Halfway through a change it would leave the change unfinished.
    /// </remarks>
    /// <param name="memory">The address; null is not read.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Touch(void* memory)
    {
        // SAFETY: Promised: the byte. An address below First causes an exception instead.
        if (memory != null)
        {
            _ = Volatile.Read(ref *(byte*)memory);
        }
    }
}
