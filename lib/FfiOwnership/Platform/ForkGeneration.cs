using System.Runtime.CompilerServices;

namespace FfiOwnership.Platform;

/// <summary>A number that a process and its children of <c>fork</c> differ in.</summary>
/// <remarks>
/// Not the process's number: parent and child may both be 1, in two namespaces. On Linux it is kept in a page that the
/// system clears in every child, however the child was made, and the first look there moves it on. Where there is no such
/// page, whoever is told of forks clears the <see cref="Stamp"/>; on other systems nobody does.
/// </remarks>
internal static unsafe class ForkGeneration
{
    private static nint s_stamp;
    private static uint s_ordinary;
    private static uint s_last;

    /// <summary>The present generation; never 0.</summary>
    public static uint Current
    {
        get
        {
            uint* stamp = (uint*)s_stamp;
            uint current = stamp == null ? 0 : Volatile.Read(ref *stamp);
            return current != 0 ? current : Renew();
        }
    }

    /// <summary>Where the generation is kept; never moves. 0 there says that it is over.</summary>
    public static uint* Stamp
    {
        get
        {
            _ = Current;
            return (uint*)s_stamp;
        }
    }

    /// <summary>The last number used, by this process or one that it descends from; never moves.</summary>
    public static uint* Last => (uint*)Unsafe.AsPointer(ref s_last);

    // SAFETY: the page is made once and never given back, and a static field stays where it is. A child knows which numbers
    // its parents used, so one more than the last is new.
    private static uint Renew()
    {
        if (s_stamp == 0)
        {
            // Of two threads that are first at once, one has made a page too many: it is left alone.
            nint page = OperatingSystem.IsLinux() ? (nint)CRuntime.AllocatePageClearedInChildren() : 0;
            ref uint ordinary = ref s_ordinary;
            Interlocked.CompareExchange(ref s_stamp, page != 0 ? page : (nint)Unsafe.AsPointer(ref ordinary), 0);
        }

        uint next = Interlocked.Increment(ref s_last);
        uint seen = Interlocked.CompareExchange(ref *(uint*)s_stamp, next, 0);
        return seen == 0 ? next : seen;
    }
}
