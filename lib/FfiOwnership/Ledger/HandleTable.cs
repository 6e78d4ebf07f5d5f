using System.Runtime.CompilerServices;
using FfiOwnership.Errors;
using FfiOwnership.Platform;

namespace FfiOwnership.Ledgers;

/// <summary>The slots of all handles. A slot is reused with the next generation, until none is left.</summary>
/// <remarks>
/// A thread with a heap keeps a queue of free slots of its own, from <see cref="Batch"/> to twice as many, so that issuing and
/// ending take no lock; the others share one queue. Queues are first in, first out, so that generations are used up evenly.
/// </remarks>
internal static unsafe partial class HandleTable
{
    // SAFETY (whole file): permanent: slots. Locked: the shared queue. Owned: a thread's queue. A taken or dying slot is its taker's alone.

    // How many slots go to a thread's own queue at once, and back from it.
    private const uint Batch = 64;

    private static SegmentedTable<HandleSlot> s_slots;
    private static ForkSafeLock s_lock;
    private static IndexQueue s_free;
    private static uint s_last;

    // Slots that no handle is in and no queue leads to.
    private static uint s_retired;
    private static uint s_lost;

    // What threads without a heap of their own have borrowed, less what they returned.
    private static long s_borrows;

    /// <summary>The bytes that the table takes.</summary>
    public static ulong ReservedBytes => s_slots.ReservedBytes;

    /// <summary>How many slots were ever handed out: their indices are 1 to this.</summary>
    public static uint Count => Volatile.Read(ref s_last);

    /// <summary>How many handles are live or closing. Exact while no other thread is at work.</summary>
    public static uint LiveHandles()
    {
        // A slot that is in no queue has a handle.
        Enter();
        long live = (long)s_last - s_free.Count - s_retired - s_lost;
        s_lock.Exit();
        for (ThreadState* thread = ThreadState.Next(null); thread != null; thread = ThreadState.Next(thread))
        {
            live -= Volatile.Read(ref thread->HandleSlots.Count);
        }

        return (uint)long.Max(live, 0);
    }

    /// <summary>How many borrows are out. Exact while no other thread is at work.</summary>
    public static ulong LiveBorrows()
    {
        long borrows = Volatile.Read(ref s_borrows);
        for (ThreadState* thread = ThreadState.Next(null); thread != null; thread = ThreadState.Next(thread))
        {
            borrows += Volatile.Read(ref thread->Borrows);
        }

        return (ulong)long.Max(borrows, 0);
    }

    /// <summary>Counts borrows that the calling thread took, or with a number below 0 returned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CountBorrows(ThreadState* mine, int number)
    {
        if (mine != null)
        {
            mine->Borrows += number;
        }
        else
        {
            CountBorrowsSlow(number);
        }
    }

    /// <summary>The slot at an index that was handed out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HandleSlot* At(uint index) => s_slots.At(index);

    /// <summary>Has forks wait for the shared queue.</summary>
    public static void JoinForkGate() => ForkGate.Add(ref s_lock);

    /// <summary>Takes a slot for a handle that is about to be issued.</summary>
    /// <param name="mine">The calling thread's state, or null.</param>
    /// <param name="index">The slot.</param>
    /// <returns>False if there is no memory or no index for one more; <see cref="NoSlot"/> says which.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryTake(ThreadState* mine, out uint index)
    {
        if (mine == null)
        {
            return TryTakeShared(out index);
        }

        if (mine->HandleSlots.Count == 0 && !Refill(ref mine->HandleSlots))
        {
            index = 0;
            return false;
        }

        index = Pop(ref mine->HandleSlots);
        return true;
    }

    /// <summary>Says why there was no slot.</summary>
    public static Status NoSlot(ref Failure failure) => Count == HandleCodec.LastIndex
        ? failure.Set(Status.Limit, "67108863 handles are live; there is room for no more"u8)
        : failure.OutOfMemory((nuint)sizeof(HandleSlot));

    /// <summary>Puts a slot back that was taken and not issued, or whose handle has ended.</summary>
    /// <param name="mine">The calling thread's state, or null.</param>
    /// <param name="index">The slot.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PutBack(ThreadState* mine, uint index)
    {
        if (mine == null)
        {
            PutBackShared(index);
            return;
        }

        Push(ref mine->HandleSlots, index);
        if (mine->HandleSlots.Count == 2 * Batch)
        {
            PutBackBatch(ref mine->HandleSlots);
        }
    }

    /// <summary>Issues the handle of a taken slot: from here on its name works.</summary>
    /// <returns>The handle.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Issue(uint index, void* pointer, nuint size, uint entry, uint type, uint note = 0)
    {
        HandleSlot* slot = s_slots.At(index);
        uint generation = slot->Word.Generation;
        slot->Pointer = pointer;
        slot->SetSize(size, note);
        slot->Entry = entry;
        slot->TypeOrNext = type;
        slot->Store(HandleWord.Of(HandleState.Live, generation, 1, 0));
        return HandleCodec.Encode(index, generation);
    }

    /// <summary>Ends the handle of a dying slot: its name stays stale.</summary>
    /// <param name="mine">The calling thread's state, or null.</param>
    /// <param name="index">The slot.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void End(ThreadState* mine, uint index)
    {
        HandleSlot* slot = s_slots.At(index);
        HandleWord last = slot->Word;
        uint generation = last.Generation;
        slot->Pointer = null;
        if (last.Borrows != 0)
        {
            // The last return of a closing handle ends it, and its borrow with it.
            CountBorrows(mine, -1);
        }

        if (generation == HandleWord.LastGeneration)
        {
            Interlocked.Increment(ref s_retired);
            slot->Store(HandleWord.Of(HandleState.Retired, generation, 0, 0));
            return;
        }

        slot->Store(HandleWord.Of(HandleState.Free, generation + 1, 0, 0));
        PutBack(mine, index);
    }

    /// <summary>Finds the slot of a handle that is live.</summary>
    /// <returns>Whether it is; if not, <see cref="Resolve"/> says why.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryResolveLive(ulong handle, out HandleSlot* slot, out uint index, out HandleWord word)
    {
        if (!HandleCodec.TryDecode(handle, out index, out uint generation) || index == 0 || index > Count)
        {
            slot = null;
            word = default;
            return false;
        }

        slot = s_slots.At(index);
        word = slot->Word;
        return word.IsLive(generation);
    }

    /// <summary>Finds the slot that a handle names.</summary>
    /// <returns>
    /// <see cref="Status.Ok"/>, with a word that is live or closing; <see cref="Status.InvalidHandle"/> or
    /// <see cref="Status.StaleHandle"/> otherwise.
    /// </returns>
    public static Status Resolve(ulong handle, ref Failure failure, out uint index, out HandleWord word)
    {
        index = 0;
        word = default;
        Status status = Ledger.EnsureStarted(ref failure);
        if (status != Status.Ok)
        {
            return status;
        }

        if (!HandleCodec.TryDecode(handle, out uint named, out uint generation) || named == 0 || named > Count)
        {
            return failure.Set(Status.InvalidHandle, Reason.HandleInvalid, handle);
        }

        word = s_slots.At(named)->Word;
        if (word.State == HandleState.Dying && word.Generation == generation)
        {
            word = AwaitOutcome(named, word);
        }

        index = named;
        if (word.Generation == generation && word.State is HandleState.Live or HandleState.Closing)
        {
            return Status.Ok;
        }

        return IsFuture(word, generation) ? failure.Set(Status.InvalidHandle, Reason.HandleInvalid, handle) : Stale(handle, ref failure);
    }

    /// <summary>Says that a handle is stale.</summary>
    public static Status Stale(ulong handle, ref Failure failure) => failure.Set(Status.StaleHandle, Reason.HandleStale, handle);

    // A call has won the end of this handle and is claiming what it owns; if that is refused, the handle lives on. To answer
    // "stale" before that is settled would be a lie, so this waits. It cannot wait for itself: between winning and settling no
    // callback runs, and no handle is looked up. Only in a child of fork may the winner be gone, so the wait has an end.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static HandleWord AwaitOutcome(uint index, HandleWord dying)
    {
        const int patience = 10_000_000;
        SpinWait spin = default;
        HandleWord word = dying;
        for (int i = 0; i < patience && word.Equals(dying); i++)
        {
            spin.SpinOnce(sleep1Threshold: -1);
            word = s_slots.At(index)->Word;
        }

        return word;
    }

    private static bool IsFuture(HandleWord word, uint generation) =>
        generation > word.Generation || (generation == word.Generation && word.State == HandleState.Free);
}
