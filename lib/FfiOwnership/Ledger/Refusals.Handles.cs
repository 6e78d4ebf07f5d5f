using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Errors;

namespace FfiOwnership.Ledgers;

/// <content>Why a handle was refused.</content>
internal static unsafe partial class Refusals
{
    // SAFETY (whole file): permanent: handle slots.

    /// <summary>Says why a call cannot have a handle.</summary>
    /// <param name="handle">Any value.</param>
    /// <param name="failure">Filled in.</param>
    /// <returns><see cref="Status.Ok"/>: look again.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Status Explain(ulong handle, ref Failure failure)
    {
        Status status = Ledger.EnsureStarted(ref failure);
        return status == Status.Ok ? ExplainHandle(handle, TypeNumber.None, ref failure) : status;
    }

    /// <summary>Says why a call cannot have a handle of a type.</summary>
    /// <param name="handle">Any value.</param>
    /// <param name="type">The type it must have; any value.</param>
    /// <param name="failure">Filled in.</param>
    /// <returns><see cref="Status.Ok"/>: look again.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Status Explain(ulong handle, uint type, ref Failure failure)
    {
        Status status = Ledger.CheckType(type, ref failure);
        return status == Status.Ok ? ExplainHandle(handle, type, ref failure) : status;
    }

    private static Status ExplainHandle(ulong handle, uint type, ref Failure failure)
    {
        Status status = HandleTable.Resolve(handle, ref failure, out uint index, out HandleWord word);
        return status == Status.Ok ? ExplainLive(handle, type, index, word, ref failure) : status;
    }

    private static Status ExplainLive(ulong handle, uint type, uint index, HandleWord word, ref Failure failure)
    {
        if (word.State == HandleState.Closing)
        {
            return failure.Set(Status.StaleHandle, Reason.HandleClosing, handle);
        }

        HandleSlot* slot = HandleTable.At(index);
        uint actual = Volatile.Read(ref slot->TypeOrNext);
        if (type == TypeNumber.None || actual == type)
        {
            return Status.Ok;
        }

        // The slot may have changed hands meanwhile: then the type is another block's.
        if (slot->Word.Generation != word.Generation)
        {
            return HandleTable.Stale(handle, ref failure);
        }

        failure.Set(Status.WrongType, Reason.HandleWrongType, handle);
        failure.ExpectedType = type;
        failure.ExpectedTypeName = TypeRegistry.At(type)->Name;
        failure.ActualType = actual;
        failure.ActualTypeName = TypeRegistry.At(actual)->Name;
        return Status.WrongType;
    }
}
