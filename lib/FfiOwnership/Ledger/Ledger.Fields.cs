using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps.Slabs;

namespace FfiOwnership.Ledgers;

/// <content>Owned fields, and the content of blocks.</content>
internal static unsafe partial class Ledger
{
    // SAFETY (whole file): pinned: a block that is copied from.

    /// <summary>Enters a filled block as the caller's, together with the child that its owned field holds.</summary>
    /// <param name="reserved">The block; the field holds the child already.</param>
    /// <param name="type">The block's type.</param>
    /// <param name="child">The child; without memory: there is none.</param>
    /// <param name="childType">The child's type.</param>
    public static void PublishWithChild(in Reservation reserved, uint type, in Reservation child, uint childType)
    {
        if (IsOnSlabs)
        {
            Trees.Publish(SlabHeap.MineToMake, reserved, type, child, childType);
        }
        else
        {
            Trees.Publish(s_system, reserved, type, child, childType);
        }
    }

    /// <summary>Enters a filled block as the caller's; what its owned fields hold becomes its children.</summary>
    /// <param name="reserved">The block; each owned field holds a block of the caller's, or null. Cancelled on failure.</param>
    /// <param name="type">The block's type.</param>
    /// <param name="failure">Filled in on failure.</param>
    public static Status PublishTaking(in Reservation reserved, uint type, ref Failure failure) => IsOnSlabs
        ? Trees.PublishTaking(SlabHeap.MineToMake, reserved, type, ref failure)
        : Trees.PublishTaking(s_system, reserved, type, ref failure);

    /// <summary>Moves a child of the caller's into an owned field; null clears it. The former child is freed.</summary>
    public static Status Put(void* parent, nuint offset, void* child, ref Failure failure) =>
        EnsureStarted(ref failure) != Status.Ok ? failure.Status
        : IsOnSlabs ? Trees.Put(SlabHeap.Mine, parent, offset, child, ref failure) : Trees.Put(s_system, parent, offset, child, ref failure);

    /// <summary>Moves a new block into an owned field. The former child is freed.</summary>
    /// <param name="parent">The block that has the field.</param>
    /// <param name="type">Its type.</param>
    /// <param name="offset">Where the field is, in bytes.</param>
    /// <param name="child">The new child, cancelled on failure; without memory: the field is cleared.</param>
    /// <param name="failure">Filled in on failure.</param>
    public static Status PutNew(void* parent, uint type, nuint offset, in Reservation child, ref Failure failure) =>
        EnsureStarted(ref failure) != Status.Ok ? failure.Status
        : IsOnSlabs ? Trees.PutNew(SlabHeap.MineToMake, parent, type, offset, child, ref failure) : Trees.PutNew(s_system, parent, type, offset, child, ref failure);

    /// <summary>Moves a copy of a short NUL-terminated text into an owned field, in one go.</summary>
    /// <returns>False if the text is longer, or this is the thread's first call; nothing changed then.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryPutShortText(void* parent, uint type, nuint offset, byte* text, ref Failure failure, out Status status)
    {
        ThreadHeap* thread = ThreadHeap.Fast;
        SlabHeap heap = new(thread);
        status = Status.Ok;
        if (thread == null || !heap.TryReserveShortText(text, out Reservation copy))
        {
            return false;
        }

        status = Trees.PutNew(heap, parent, type, offset, copy, ref failure);
        return true;
    }

    /// <summary>Moves the child out of an owned field; null if there is none.</summary>
    public static Status Take(void* parent, uint type, nuint offset, out void* child, ref Failure failure)
    {
        child = null;
        return EnsureStarted(ref failure) != Status.Ok ? failure.Status
            : IsOnSlabs ? Trees.Take(SlabHeap.Mine, parent, type, offset, out child, ref failure)
            : Trees.Take(s_system, parent, type, offset, out child, ref failure);
    }

    /// <summary>The size of a block that the caller may read.</summary>
    /// <param name="pointer">Any value; never dereferenced.</param>
    /// <param name="type">The type that it must have.</param>
    /// <param name="size">Bytes; 0 on failure.</param>
    /// <param name="failure">Filled in on failure.</param>
    public static Status SizeOf(void* pointer, uint type, out nuint size, ref Failure failure)
    {
        size = 0;
        return EnsureStarted(ref failure) != Status.Ok ? failure.Status
            : IsOnSlabs ? Readable.SizeOf(SlabHeap.Mine, pointer, type, out size, ref failure)
            : Readable.SizeOf(s_system, pointer, type, out size, ref failure);
    }

    /// <summary>Copies the first bytes of a block that the caller may read.</summary>
    /// <param name="pointer">Any value; never dereferenced.</param>
    /// <param name="type">The type that it must have.</param>
    /// <param name="to">Room for <paramref name="size"/> bytes; undefined on failure.</param>
    /// <param name="size">How many; at most as many as the block has are copied.</param>
    /// <param name="copied">How many were.</param>
    /// <param name="failure">Filled in on failure.</param>
    public static Status Read(void* pointer, uint type, void* to, nuint size, out nuint copied, ref Failure failure)
    {
        copied = 0;
        return EnsureStarted(ref failure) != Status.Ok ? failure.Status
            : IsOnSlabs ? Readable.Read(SlabHeap.Mine, pointer, type, to, size, out copied, ref failure)
            : Readable.Read(s_system, pointer, type, to, size, out copied, ref failure);
    }

    /// <summary>Adds to a failure about a pointer that the pointer was read from an owned field of a block of a type.</summary>
    public static void NameField(void* parent, uint parentType, nuint offset, uint fieldType, ref Failure failure)
    {
        failure.NameField(parent, TypeRegistry.At(parentType)->Name, offset);
        failure.ExpectedType = fieldType;
        failure.ExpectedTypeName = TypeRegistry.At(fieldType)->Name;
    }
}
