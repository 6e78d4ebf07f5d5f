using System.Runtime.CompilerServices;

namespace FfiOwnership.Ledgers;

/// <content>Slots that come from a thread's own queue and go back there. None of these methods calls anything.</content>
internal static unsafe partial class HandleTable
{
    // SAFETY (whole file): owned: the calling thread's queue. Permanent: slots. Held: a dying slot.

    /// <summary>The slot that <see cref="TryTake"/> would take next, which stays in the queue; 0: the queue is empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint NextOwn(ThreadState* mine) => mine->HandleSlots.Count == 0 ? 0 : mine->HandleSlots.Oldest;

    /// <summary>Takes the slot that <see cref="NextOwn"/> has named.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TakeNextOwn(ThreadState* mine) => Pop(ref mine->HandleSlots);

    /// <summary>Whether a slot more fits into the queue.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool HasRoomForOwn(ThreadState* mine) => mine->HandleSlots.Count < (2 * Batch) - 1;

    /// <summary>Ends the handle of a dying slot without borrows, as <see cref="End"/> does; there is room in the queue.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void EndOwn(ThreadState* mine, HandleSlot* slot, uint index)
    {
        if (TryMoveOn(slot))
        {
            Push(ref mine->HandleSlots, index);
        }
    }
}
