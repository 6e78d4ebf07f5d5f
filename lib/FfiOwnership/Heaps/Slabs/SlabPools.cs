using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>The pools of slabs without an owner: one for each size class, and one for each size of large blocks.</summary>
internal static unsafe class SlabPools
{
    // SAFETY (whole file): permanent: the pools.

    /// <summary>The pool of size class 0; the others follow. Null: not started.</summary>
    private static ClassPool* s_classes;

    /// <summary>The pool of large size 0; the others follow, guarded by the lock of <see cref="LargeBlocks"/>. In the same allocation as <see cref="s_classes"/>, right behind it.</summary>
    private static LargePool* s_large;

    /// <summary>Makes the empty pools. Called once, while the library starts; again if it failed.</summary>
    /// <returns>False if there is no memory.</returns>
    public static bool TryStart()
    {
        if (s_classes == null)
        {
            nuint bytes = (SizeClass.Count * (nuint)sizeof(ClassPool)) + (LargeSize.Count * (nuint)sizeof(LargePool));
            s_classes = (ClassPool*)TableMemory.Allocate(bytes, (nuint)sizeof(ClassPool));
            s_large = (LargePool*)(s_classes + SizeClass.Count);
        }

        return s_classes != null;
    }

    /// <summary>The pool of a size class.</summary>
    public static ClassPool* OfClass(uint number) => s_classes + number;

    /// <summary>Empties the pools of large sizes, whose lock a child of a fork has found held.</summary>
    public static void DropLarge() => new Span<LargePool>(s_large, (int)LargeSize.Count).Clear();

    /// <summary>The pool of a size of large blocks.</summary>
    public static LargePool* OfLarge(uint number) => s_large + number;
}
