using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Platform;

namespace FfiOwnership.Heaps.Slabs;

/// <content>Large blocks: each has a record and a range of its own.</content>
internal unsafe partial struct SlabHeap
{
    // SAFETY (whole file): permanent: records and their entries. Unpublished: the reserved range. Held: a block whose word was won.

    /// <inheritdoc/>
    /// <remarks>
    /// The entry of a large block can have the very same word again after 2048 blocks, and by then its record may have another
    /// range. A call that was asleep that long wins the word of a block that it was not asked about.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsSame(in FoundBlock block)
    {
        Slab* slab = (Slab*)block.Home;
        return !slab->IsLarge || (slab->Base == block.Block && slab->LargeBytes == block.Size);
    }

    /// <summary>Reads a large block. What was read belongs together only if the word is still the same afterwards.</summary>
    public static FoundBlock LargeAt(Slab* slab)
    {
        FoundBlock block = default;
        block.Entry = slab->Entries;
        block.Word = block.Entry->Word;
        block.Info = block.Entry->Info;
        block.Block = (byte*)Volatile.Read(ref *(nuint*)&slab->Base);
        block.Size = Volatile.Read(ref slab->LargeBytes);
        block.Home = slab;
        return block;
    }

    /// <summary>Reserves a range for one block.</summary>
    /// <param name="size">Size of the block in bytes.</param>
    /// <param name="zeroed">In: whether the bytes must be zero. Out: whether the caller must zero them.</param>
    /// <param name="reserved">The reservation; on failure it only says whether the limit of large blocks is reached.</param>
    /// <returns>False if there is no memory, or there may be no more large blocks.</returns>
    private static bool TryReserveLarge(nuint size, ref bool zeroed, out Reservation reserved)
    {
        Slab* slab = LargeBlocks.TryTake(size + Slab.LongestGuard, out bool isAtLimit);
        reserved = new Reservation { Size = slab == null && isAtLimit ? 1u : 0 };
        if (slab == null)
        {
            return false;
        }

        // Decommitted pages read as zero, unless something was written since through a pointer to the freed block. So they are
        // discarded once more, which costs little where nothing was written; a new range's as well, which may be a former one.
        bool isZero = zeroed && slab->LargeCommitted == 0 && CRuntime.DiscardedPagesAreZero && CRuntime.TryDiscardPages(slab->Base, slab->RangeSize);
        zeroed = zeroed && !isZero;
        SlabTable.SetCommitted(slab, slab->RangeSize);
        Volatile.Write(ref slab->LargeBytes, size);
        reserved = new Reservation { Block = slab->Base, Entry = slab->Entries, Size = size, Home = slab };
        return true;
    }
}
