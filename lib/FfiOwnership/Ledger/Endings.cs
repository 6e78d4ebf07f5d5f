using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;

namespace FfiOwnership.Ledgers;

/// <summary>What remains to be done with a block whose state a call has made freed.</summary>
/// <remarks>In this order: the tag goes, the bytes behind the block are compared, the drop callback runs, the memory goes back.</remarks>
internal static unsafe class Endings
{
    // SAFETY (whole file): held: the freed block, until it is recycled.

    private static bool s_isSpecial;
    private static bool s_zeroes;
    private static bool s_gathers;

    /// <summary>The blocks that wait before their memory is used again; none if its limit is 0.</summary>
    public static Quarantine Waiting;

    /// <summary>Chooses what happens to the memory of freed blocks; once, before the first block.</summary>
    /// <param name="quarantineBytes">How many bytes of freed blocks are kept from reuse; 0: none.</param>
    /// <param name="zeroOnFree">Whether a block's bytes are zeroed when it is freed.</param>
    public static void Start(ulong quarantineBytes, bool zeroOnFree)
    {
        s_zeroes = zeroOnFree;
        Waiting = new Quarantine(quarantineBytes);
        s_isSpecial = zeroOnFree || quarantineBytes != 0;
        s_gathers = s_isSpecial && !zeroOnFree;
    }

    /// <summary>Whether blocks end in the quarantine, and nothing else is done to their memory.</summary>
    public static bool GatherFast => s_gathers;

    /// <summary>Whether more must be done at the end of any block: memory is zeroed, or waits.</summary>
    public static bool AreSpecial => s_isSpecial;

    /// <summary>Ends one block that owns nothing, or whose children end by themselves.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="block">The block; its entry's state is freed, by this call.</param>
    /// <param name="type">Its type; null for a string, which has no callback.</param>
    /// <param name="failure">Filled in if it was overrun.</param>
    /// <returns><see cref="Status.Ok"/> or <see cref="Status.Overrun"/>; the block is gone in both cases.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Status End<THeap>(THeap heap, in FoundBlock block, TypeRecord* type, ref Failure failure)
        where THeap : struct, IHeap
    {
        if (IsSpecial(block, type) || !IsIntact(heap, block, isString: type == null))
        {
            return EndSlow(heap, block.Entry, ref failure);
        }

        heap.CountFreed(block, block.Size);
        heap.Recycle(block);
        return Status.Ok;
    }

    /// <summary>Whether more must be done at a block's end than to compare the bytes behind it and to give its memory back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSpecial(in FoundBlock block, TypeRecord* type) => s_isSpecial || block.Word.IsTagged || (type != null && type->Drop != null);

    /// <summary>Whether nothing was written behind a block's end; of a string also: whether its recorded NUL is there.</summary>
    /// <remarks>The caller holds or pins the block.</remarks>
    public static bool IsIntact<THeap>(THeap heap, in FoundBlock block)
        where THeap : struct, IHeap =>
        IsIntact(heap, block, block.Word.RawType == TypeNumber.String);

    /// <summary>The same, for a block of which it is known whether it is a string.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsIntact<THeap>(THeap heap, in FoundBlock block, bool isString)
        where THeap : struct, IHeap =>
        heap.IsIntact(block) && (!isString || block.Block[block.Size - 1] == 0 || heap.IsDisplaced(block));

    /// <summary>The last moments of a freed block, whose memory is still there: tag, overrun, drop callback.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="block">The block; held by this call.</param>
    /// <param name="status">What the call has to answer so far.</param>
    /// <param name="failure">Filled in by the first overrun.</param>
    /// <returns><paramref name="status"/>, or <see cref="Status.Overrun"/>.</returns>
    public static Status Close<THeap>(THeap heap, in FoundBlock block, Status status, ref Failure failure)
        where THeap : struct, IHeap
    {
        if (block.Word.IsTagged)
        {
            Tags.Remove(heap, block.Entry);
        }

        if (status == Status.Ok && !IsIntact(heap, block))
        {
            status = Refusals.Overrun(heap, block, Reason.Overrun, ref failure);
        }

        TypeRecord* type = TypeRegistry.Of(block.Word);
        if (type->Drop != null || type->ElementType != TypeNumber.None)
        {
            DropValues(heap, block);
        }

        return status;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DropValues<THeap>(THeap heap, in FoundBlock block)
        where THeap : struct, IHeap
    {
        BlockValues values = BlockValues.Of(heap, block);
        if (block.Word.IsVecOfType)
        {
            ElementCounts.Remove(heap.IdOf(block));
        }

        values.Drop();
    }

    /// <summary>Gives the memory of a closed block back, now or after the quarantine.</summary>
    /// <remarks>
    /// Since the call found the block, a callback may have detached the thread from its part of the heap, and a reservation may
    /// have given up the slab that the block is in. So both are looked at again here.
    /// </remarks>
    /// <param name="heap">The door that the call began with.</param>
    /// <param name="entry">The block's entry; held by this call.</param>
    /// <param name="isRecord">Whether it is a record of the library's own, whose bytes do not count.</param>
    public static void GiveBack<THeap>(THeap heap, Entry* entry, bool isRecord = false)
        where THeap : struct, IHeap
    {
        heap.Renew();
        GiveBack(heap, heap.Of(entry), isRecord);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void GiveBack<THeap>(THeap heap, in FoundBlock block, bool isRecord)
        where THeap : struct, IHeap
    {
        heap.CountFreed(block, isRecord ? 0 : block.Size);
        if (s_zeroes)
        {
            heap.Zero(block);
        }

        if (Waiting.IsOn && heap.AllowsQuarantine(block))
        {
            ThreadState* mine = (ThreadState*)heap.Room;
            if (mine != null)
            {
                Waiting.Gather(heap, block, ref mine->Gathered);
            }
            else
            {
                Waiting.Add(heap, block);
            }
        }
        else
        {
            heap.Recycle(block);
        }
    }

    /// <summary>Gives memory back that was reserved and not published.</summary>
    public static void Cancel<THeap>(THeap heap, in Reservation reserved)
        where THeap : struct, IHeap
    {
        if (reserved.Block != null)
        {
            heap.Cancel(reserved, s_zeroes);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Status EndSlow<THeap>(THeap heap, Entry* entry, ref Failure failure)
        where THeap : struct, IHeap
    {
        FoundBlock block = heap.Of(entry);
        if (!block.Word.IsTagged && TypeRegistry.Of(block.Word)->Drop == null && IsIntact(heap, block))
        {
            // Special is only what happens to the memory. No callback has run, so what was found still holds.
            GiveBack(heap, block, isRecord: false);
            return Status.Ok;
        }

        Status status = Close(heap, block, Status.Ok, ref failure);
        GiveBack(heap, entry);
        return status;
    }
}
