using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>The slabs without an owner: those of each size class, and the ranges of each size of large blocks.</summary>
internal static unsafe class SlabPools
{
    // SAFETY (whole file): permanent: the pools.

    /// <summary>The slabs of size class 0; the others follow. Null: not started.</summary>
    private static SlabClass* s_classes;

    /// <summary>The pool of large size 0; the others follow, guarded by the lock of <see cref="LargeBlocks"/>. In the same allocation as <see cref="s_classes"/>, right behind it.</summary>
    private static LargePool* s_large;

    /// <summary>Makes the empty pools. Called once, while the library starts; again if it failed.</summary>
    /// <returns>False if there is no memory.</returns>
    public static bool TryStart()
    {
        if (s_classes == null)
        {
            nuint bytes = (SizeClass.Count * (nuint)sizeof(SlabClass)) + (LargeSize.Count * (nuint)sizeof(LargePool));
            s_classes = (SlabClass*)TableMemory.Allocate(bytes, (nuint)sizeof(SlabClass));
            s_large = (LargePool*)(s_classes + SizeClass.Count);
            for (uint number = 0; s_classes != null && number < SizeClass.Count; number++)
            {
                s_classes[number].Number = number;
            }
        }

        return s_classes != null;
    }

    /// <summary>The slabs of a size class that no heap owns.</summary>
    public static SlabClass* OfClass(uint number) => s_classes + number;

    /// <summary>Empties the pools of large sizes, whose lock a child of a fork has found held.</summary>
    public static void DropLarge() => new Span<LargePool>(s_large, (int)LargeSize.Count).Clear();

    /// <summary>The pool of a size of large blocks.</summary>
    public static LargePool* OfLarge(uint number) => s_large + number;
}
