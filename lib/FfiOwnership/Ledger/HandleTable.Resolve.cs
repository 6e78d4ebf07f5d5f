using System.Runtime.CompilerServices;
using FfiOwnership.Errors;
using FfiOwnership.Platform;

namespace FfiOwnership.Ledgers;

internal static unsafe partial class HandleTable
{
    // SAFETY (whole file): permanent: slots.

    /// <summary>Finds the slot of a live handle.</summary>
    /// <param name="handle">Any value.</param>
    /// <param name="slot">The slot; null if the value names none.</param>
    /// <param name="index">Index of the slot; meaningless if the handle is not live.</param>
    /// <param name="word">The word that was read.</param>
    /// <returns>Whether the handle is live; if not, <see cref="Resolve"/> says why.</returns>
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

    /// <summary>Finds the slot of a handle that is live or closing, or says what is wrong with the handle.</summary>
    /// <param name="handle">Any value.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <param name="index">Index of the slot; 0 if the value names none.</param>
    /// <param name="word">The word that was read.</param>
    /// <returns>
    /// <see cref="Status.Ok"/>, with a word that is live or closing; <see cref="Status.InvalidHandle"/>,
    /// <see cref="Status.StaleHandle"/>, or why the library cannot start.
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
            return Invalid(handle, ref failure);
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

        return IsFuture(word, generation) ? Invalid(handle, ref failure) : Stale(handle, ref failure);
    }

    /// <summary>Fills in the failure of a stale handle.</summary>
    public static Status Stale(ulong handle, ref Failure failure) => failure.Set(Status.StaleHandle, Reason.HandleStale, handle);

    private static Status Invalid(ulong handle, ref Failure failure)
    {
        failure.Set(Status.InvalidHandle, Reason.HandleInvalid, handle);
        OtherCopies.Name(ref failure);
        return Status.InvalidHandle;
    }

    /// <summary>Waits until a dying handle has ended or lives on.</summary>
    /// <remarks>
    /// The call that has won the end of the handle is claiming what the handle owns; if that is refused, the handle lives on, and
    /// "stale" would be wrong. A thread cannot wait for itself here: until the outcome is known, that call runs no callback and
    /// resolves no handle. In a child of a fork the winner may be missing, so the wait is limited.
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static HandleWord AwaitOutcome(uint index, HandleWord dying)
    {
        const int patience = 10_000_000;
        BriefWait wait = default;
        HandleWord word = dying;
        for (int i = 0; i < patience && word.Equals(dying); i++)
        {
            wait.Turn();
            word = s_slots.At(index)->Word;
        }

        return word;
    }

    /// <summary>Whether a generation of a slot was not issued yet, so that no valid handle has it.</summary>
    private static bool IsFuture(HandleWord word, uint generation) =>
        generation > word.Generation || (generation == word.Generation && word.State == HandleState.Free);
}
