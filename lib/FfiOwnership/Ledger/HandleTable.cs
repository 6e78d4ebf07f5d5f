using FfiOwnership.Errors;
using FfiOwnership.Platform;

namespace FfiOwnership.Ledger;

/// <summary>The slots of all handles. A slot is reused in FIFO order, with the next generation, until none is left.</summary>
internal static unsafe class HandleTable
{
    // SAFETY (whole file): for ever: slots. Locked: the list of free ones. A taken or dying slot is its taker's alone.

    private static SegmentedTable<HandleSlot> s_slots;
    private static NativeLock s_lock;
    private static uint s_last;
    private static uint s_oldestFree;
    private static uint s_youngestFree;

    /// <summary>The bytes that the table takes.</summary>
    public static ulong ReservedBytes => s_slots.ReservedBytes;

    /// <summary>How many slots were ever used: their indices are 1 to this.</summary>
    public static uint Count => Volatile.Read(ref s_last);

    /// <summary>The slot at an index that was used.</summary>
    public static HandleSlot* At(uint index) => s_slots.At(index);

    /// <summary>Takes a slot for a handle that is about to be issued.</summary>
    public static Status Take(ref Failure failure, out uint index)
    {
        s_lock.Enter();
        index = s_oldestFree;
        if (index != 0)
        {
            s_oldestFree = s_slots.At(index)->TypeOrNext;
            s_youngestFree = s_oldestFree == 0 ? 0 : s_youngestFree;
        }

        bool isFull = index == 0 && s_last == HandleName.LastIndex;
        if (index == 0 && !isFull && s_slots.Ensure(s_last + 1))
        {
            index = s_last + 1;
            Volatile.Write(ref s_last, index);
        }

        s_lock.Exit();
        if (index == 0)
        {
            return isFull ? failure.Set(Status.Limit, "67108863 handles are live; there is room for no more"u8) : failure.OutOfMemory((nuint)sizeof(HandleSlot));
        }

        HandleSlot* slot = s_slots.At(index);
        slot->Store(slot->Word.With(HandleState.Issuing));
        return Status.Ok;
    }

    /// <summary>Gives a slot back that was taken but not issued: its generation was never seen.</summary>
    public static void PutBack(uint index)
    {
        HandleSlot* slot = s_slots.At(index);
        slot->Store(HandleWord.Of(HandleState.Free, slot->Word.Generation, 0, 0));
        Enqueue(index);
    }

    /// <summary>Issues the handle of a taken slot: from here on its name works.</summary>
    /// <returns>The handle.</returns>
    public static ulong Issue(uint index, void* pointer, nuint size, uint entry, uint type)
    {
        HandleSlot* slot = s_slots.At(index);
        uint generation = slot->Word.Generation;
        slot->Pointer = pointer;
        slot->Size = size;
        slot->Entry = entry;
        slot->TypeOrNext = type;
        slot->Store(HandleWord.Of(HandleState.Live, generation, 1, 0));
        return HandleName.Encode(index, generation);
    }

    /// <summary>Ends the handle of a dying slot: its name is stale for ever.</summary>
    public static void End(uint index)
    {
        HandleSlot* slot = s_slots.At(index);
        uint generation = slot->Word.Generation;
        slot->Pointer = null;
        if (generation == HandleWord.LastGeneration)
        {
            slot->Store(HandleWord.Of(HandleState.Retired, generation, 0, 0));
            return;
        }

        slot->Store(HandleWord.Of(HandleState.Free, generation + 1, 0, 0));
        Enqueue(index);
    }

    /// <summary>Finds the slot that a handle names.</summary>
    /// <returns>
    /// <see cref="Status.Ok"/>, with a word that is live or closing; <see cref="Status.InvalidHandle"/> or
    /// <see cref="Status.StaleHandle"/> otherwise.
    /// </returns>
    public static Status Look(ulong handle, ref Failure failure, out uint index, out HandleWord word)
    {
        index = 0;
        word = default;
        Status status = Library.Ensure(ref failure);
        if (status != Status.Ok)
        {
            return status;
        }

        if (!HandleName.TryDecode(handle, out uint named, out uint generation) || named == 0 || named > Count)
        {
            return failure.Set(Status.InvalidHandle, Detail.HandleInvalid, handle);
        }

        word = s_slots.At(named)->Word;
        index = named;
        if (word.Generation == generation && word.State is HandleState.Live or HandleState.Closing)
        {
            return Status.Ok;
        }

        return IsFuture(word, generation) ? failure.Set(Status.InvalidHandle, Detail.HandleInvalid, handle) : Stale(handle, ref failure);
    }

    /// <summary>Says that a handle is stale.</summary>
    public static Status Stale(ulong handle, ref Failure failure) => failure.Set(Status.StaleHandle, Detail.HandleStale, handle);

    private static bool IsFuture(HandleWord word, uint generation) =>
        generation > word.Generation || (generation == word.Generation && word.State is HandleState.Free or HandleState.Issuing);

    private static void Enqueue(uint index)
    {
        s_slots.At(index)->TypeOrNext = 0;
        s_lock.Enter();
        if (s_youngestFree != 0)
        {
            s_slots.At(s_youngestFree)->TypeOrNext = index;
        }
        else
        {
            s_oldestFree = index;
        }

        s_youngestFree = index;
        s_lock.Exit();
    }
}
