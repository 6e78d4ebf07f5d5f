using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>The pools of slabs without an owner: one for each size class, and one for each size of large blocks.</summary>
internal static unsafe class SlabPools
{
    // SAFETY (whole file): permanent: the pools.

    /// <summary>The pool of size class 0; the others follow. Null: not started.</summary>
    private static ClassPool* s_classes;

    /// <summary>The pool of large size 0; the others follow. In the same allocation as <see cref="s_classes"/>, right behind it.</summary>
    private static LargePool* s_large;

    /// <summary>The large size with which the next <see cref="TryMakeRoom"/> begins, or one more than the last. Written without a lock: which value stays does not matter.</summary>
    private static uint s_next;

    /// <summary>Makes the empty pools. Called once, while the library starts; again if it failed.</summary>
    /// <returns>False if there is no memory.</returns>
    public static bool TryStart()
    {
        if (s_classes == null)
        {
            nuint bytes = (SizeClass.Count * (nuint)sizeof(ClassPool)) + (LargeSize.Count * (nuint)sizeof(LargePool));
            s_classes = (ClassPool*)CRuntime.Allocate(bytes, (nuint)sizeof(ClassPool), zeroed: true);
            s_large = (LargePool*)(s_classes + SizeClass.Count);
        }

        return s_classes != null;
    }

    /// <summary>The pool of a size class.</summary>
    public static ClassPool* OfClass(uint number) => s_classes + number;

    /// <summary>Decommits an empty slab of another large size, so that one of a size that is in use can keep its memory.</summary>
    /// <param name="size">The number of the large size that is in use.</param>
    /// <returns>False if no slab of another size keeps memory.</returns>
    public static bool TryMakeRoom(uint size)
    {
        // Each search goes on where the last one ended. With several threads here at once, some sizes may be skipped.
        for (uint looks = 0; looks < LargeSize.Count; looks++)
        {
            // Read once: between a check and a second look another thread may move it past the last size.
            uint next = Volatile.Read(ref s_next);
            uint other = next < LargeSize.Count ? next : 0;
            if (other != size && s_large[other].TryDecommitOne())
            {
                return true;
            }

            Volatile.Write(ref s_next, other + 1);
        }

        return false;
    }

    /// <summary>The pool of a size of large blocks.</summary>
    public static LargePool* OfLarge(uint number) => s_large + number;
}
