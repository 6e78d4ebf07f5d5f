using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>The pools of all sizes.</summary>
internal static unsafe class SlabPools
{
    // SAFETY (whole file): permanent: the pools, one for each size class and one for each size of large blocks.

    private static ClassPool* s_classes;
    private static LargePool* s_large;
    private static uint s_next;

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

    /// <summary>Has a large block's slab of another size give its memory back, so that one of a size that is in use may keep its own.</summary>
    /// <param name="size">The size that is in use.</param>
    /// <returns>False if no other keeps any.</returns>
    public static bool TryMakeRoom(uint size)
    {
        // Each look begins where the last one ended. If two threads meet here, one begins elsewhere.
        for (uint looks = 0; looks < LargeSize.Count; looks++)
        {
            uint other = s_next < LargeSize.Count ? s_next : 0;
            if (other != size && s_large[other].TryDecommitOne())
            {
                return true;
            }

            s_next = other + 1;
        }

        return false;
    }

    /// <summary>The pool of a size of large blocks.</summary>
    public static LargePool* OfLarge(uint number) => s_large + number;
}
