using FfiOwnership.Platform;

namespace FfiOwnership.Memory;

/// <summary>The pools of all sizes.</summary>
internal static unsafe class SlabPools
{
    // SAFETY (whole file): for ever: the pools, one for each size class and one for each size of large blocks.

    private static ClassPool* s_classes;
    private static LargePool* s_large;

    /// <summary>Makes empty pools; once.</summary>
    /// <returns>False if there is no memory.</returns>
    public static bool TryStart()
    {
        if (s_classes == null)
        {
            nuint bytes = (SizeClass.Count * (nuint)sizeof(ClassPool)) + (LargeSize.Count * (nuint)sizeof(LargePool));
            s_classes = (ClassPool*)CRuntime.Allocate(bytes, (nuint)sizeof(ClassPool), zeroed: true);
            s_large = (LargePool*)(s_classes + SizeClass.Count);
        }

        if (s_classes == null)
        {
            return false;
        }

        // Each pool begins with its lock.
        ForkGate.Add((ForkSafeLock*)s_classes, SizeClass.Count + LargeSize.Count, sizeof(ClassPool));
        return true;
    }

    /// <summary>The pool of a size class.</summary>
    public static ClassPool* OfClass(uint number) => s_classes + number;

    /// <summary>The pool of a size of large blocks.</summary>
    public static LargePool* OfLarge(uint number) => s_large + number;
}
