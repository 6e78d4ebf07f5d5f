using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps.Slabs;

namespace FfiOwnership.Ledgers;

/// <content>Blocks: made, read, freed, and put into each other.</content>
internal static unsafe partial class Ledger
{
    // SAFETY (whole file): unpublished: a reservation. Pinned: a block that is copied from.

    private const nuint TextAlignment = 8;

    /// <summary>Takes memory for a new block, to be filled and then published or cancelled by the same thread.</summary>
    /// <param name="size">Bytes.</param>
    /// <param name="alignment">A power of two.</param>
    /// <param name="traits">What else there is to know of it.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <param name="reserved">The memory.</param>
    /// <returns><see cref="Status.Ok"/>, <see cref="Status.SizeOverflow"/> or <see cref="Status.OutOfMemory"/>.</returns>
    public static Status Reserve(nuint size, nuint alignment, BlockTraits traits, ref Failure failure, out Reservation reserved)
    {
        reserved = default;
        if (EnsureStarted(ref failure) != Status.Ok)
        {
            return failure.Status;
        }

        if (size > BlockLimits.LargestSize)
        {
            failure.Set(Status.SizeOverflow, "the block would exceed the largest one, 1 TiB"u8);
            failure.Size = size;
            return Status.SizeOverflow;
        }

        bool isReserved = IsOnSlabs ? SlabHeap.MineToMake.TryReserve(size, alignment, traits, out reserved) : s_system.TryReserve(size, alignment, traits, out reserved);
        return isReserved ? Status.Ok
            : reserved.IsAtLimit ? failure.Set(Status.Limit, "786429 blocks above 32 KiB are live; there is room for no more"u8)
            : failure.OutOfMemory(size);
    }

    /// <summary>Takes memory for a string of a length in bytes and its NUL.</summary>
    public static Status ReserveText(nuint length, ref Failure failure, out Reservation reserved) =>
        Reserve(length + 1, TextAlignment, BlockTraits.EndsInNul, ref failure, out reserved);

    /// <summary>Enters a filled block that is the caller's from here on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Publish(in Reservation reserved, uint type)
    {
        ThreadHeap* thread = ThreadHeap.Fast;
        Transitions.NewBlock about = new() { Period = Checkpoints.Current };
        if (thread != null)
        {
            Transitions.Publish(new SlabHeap(thread), reserved, EntryState.CallerOwned, type, 0, about);
        }
        else
        {
            Transitions.Publish(s_system, reserved, EntryState.CallerOwned, type, 0, about);
        }
    }

    /// <summary>Gives memory back that was reserved and not published; nothing, if there is none.</summary>
    public static void Cancel(in Reservation reserved)
    {
        if (IsOnSlabs)
        {
            Endings.Cancel(SlabHeap.MineToMake, reserved);
        }
        else
        {
            Endings.Cancel(s_system, reserved);
        }
    }

    /// <summary>Makes a string of the caller's of a short NUL-terminated text, in one go.</summary>
    /// <param name="text">A text; null is none.</param>
    /// <param name="made">The string.</param>
    /// <returns>False if the text is longer, or this is the thread's first call; nothing changed then.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryMakeShortText(byte* text, out byte* made)
    {
        ThreadHeap* thread = ThreadHeap.Fast;
        SlabHeap heap = new(thread);
        if (thread == null || !heap.TryReserveShortText(text, out Reservation reserved))
        {
            made = null;
            return false;
        }

        Transitions.Publish(heap, reserved, EntryState.CallerOwned, TypeNumber.String, 0, new Transitions.NewBlock { Period = Checkpoints.Current });
        made = reserved.Block;
        return true;
    }

    /// <summary>Takes memory for a value of a type, to be filled and then published; its bytes are undefined.</summary>
    /// <param name="type">A known type that has a size.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <param name="reserved">The memory.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Status ReserveValue(uint type, ref Failure failure, out Reservation reserved)
    {
        ThreadHeap* thread = ThreadHeap.Fast;
        if (thread != null)
        {
            TypeRecord* record = TypeRegistry.At(type);
            SlabHeap heap = new(thread);
            if (heap.TryReserveShape(record->Shape, record->Size, out reserved))
            {
                return Status.Ok;
            }
        }

        return ReserveValueSlow(type, BlockTraits.None, ref failure, out reserved);
    }

    /// <summary>Takes memory for a value of a type, whose bytes are zero.</summary>
    /// <returns>Also <see cref="Status.UnknownType"/>, and <see cref="Status.InvalidArgument"/> for a type without size.</returns>
    public static Status ReserveZeroedValue(uint type, ref Failure failure, out Reservation reserved)
    {
        reserved = default;
        Status status = CheckType(type, ref failure);
        if (status != Status.Ok)
        {
            return status;
        }

        if (TypeRegistry.At(type)->Size == 0)
        {
            return type >= TypeNumber.FirstRegistered
                ? failure.Set(Status.InvalidArgument, "a type of size 0 has no boxes; it can only be adopted"u8)
                : failure.Set(Status.InvalidArgument, "strings and vecs are made by functions of their own, not as boxes"u8);
        }

        return ReserveValueSlow(type, BlockTraits.Zeroed, ref failure, out reserved);
    }

    /// <summary>Frees a block of the caller's, with all that it owns.</summary>
    /// <param name="pointer">Null is a no-op; any other value is answered, never dereferenced.</param>
    /// <param name="type">The type that it must have.</param>
    /// <param name="failure">Filled in on failure.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Status Free(void* pointer, uint type, ref Failure failure)
    {
        ThreadHeap* thread = ThreadHeap.Fast;
        return thread != null && pointer != null && TypeRegistry.IsKnown(type)
            ? Trees.Free(new SlabHeap(thread), pointer, type, ref failure)
            : FreeSlow(pointer, type, ref failure);
    }

    /// <summary>Makes a block and all that it owns the caller's until the process ends. Again is no error.</summary>
    public static Status Forget(void* pointer, ref Failure failure) =>
        EnsureStarted(ref failure) != Status.Ok ? failure.Status
        : IsOnSlabs ? Trees.Forget(SlabHeap.Mine, pointer, ref failure) : Trees.Forget(s_system, pointer, ref failure);

    /// <summary>Whether a block is the caller's and of a type: asked before an object takes it over.</summary>
    /// <param name="pointer">Any value but null; never dereferenced.</param>
    /// <param name="type">The type that it must have.</param>
    /// <param name="failure">Filled in if it is not.</param>
    public static Status CheckOwned(void* pointer, uint type, ref Failure failure) =>
        CheckType(type, ref failure) != Status.Ok ? failure.Status
        : IsOnSlabs ? Trees.CheckOwned(SlabHeap.Mine, pointer, type, ref failure) : Trees.CheckOwned(s_system, pointer, type, ref failure);

    /// <summary>Whether a type exists.</summary>
    public static Status CheckType(uint type, ref Failure failure) =>
        EnsureStarted(ref failure) != Status.Ok ? failure.Status
        : TypeRegistry.IsKnown(type) ? Status.Ok : TypeRegistry.Unknown(type, ref failure);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Status ReserveValueSlow(uint type, BlockTraits traits, ref Failure failure, out Reservation reserved)
    {
        reserved = default;
        if (EnsureStarted(ref failure) != Status.Ok)
        {
            return failure.Status;
        }

        TypeRecord* record = TypeRegistry.At(type);
        return Reserve(record->Size, record->Alignment, traits, ref failure, out reserved);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Status FreeSlow(void* pointer, uint type, ref Failure failure) =>
        pointer == null ? Status.Ok
        : CheckType(type, ref failure) != Status.Ok ? failure.Status
        : IsOnSlabs ? Trees.Free(SlabHeap.Mine, pointer, type, ref failure) : Trees.Free(s_system, pointer, type, ref failure);
}
