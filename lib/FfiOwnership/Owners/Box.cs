using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;

namespace FfiOwnership.Owners;

/// <summary>Owned structs of registered types: <c>ffo_box_...</c>.</summary>
public static unsafe class Box
{
    // SAFETY (whole file): pointers in question are passed to the ledger, which only looks them up. Promised: a value to be copied, as many bytes as its type has.

    /// <summary>Makes a struct of a type, with all bytes 0.</summary>
    /// <param name="type">A registered type with a size, or the config type.</param>
    /// <param name="made">The new box, the caller's; null on failure.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, <see cref="Status.UnknownType"/>, <see cref="Status.InvalidArgument"/> or <see cref="Status.OutOfMemory"/>.</returns>
    public static Status New(uint type, out void* made, ref Failure failure)
    {
        Status status = Ledger.ReserveZeroedValue(type, ref failure, out Reservation reserved);
        if (status == Status.Ok)
        {
            Ledger.Publish(reserved, type);
        }

        made = reserved.Block;
        return status;
    }

    /// <summary>Makes a struct of a type out of a value, with the blocks that its owned fields hold as its children: they are the box's before anybody sees it.</summary>
    /// <param name="type">A registered type with a size, or the config type.</param>
    /// <param name="value">As many bytes as the type has, copied; each owned field holds a block of the caller's, of the field's type, or null.</param>
    /// <param name="made">The new box, the caller's; null on failure.</param>
    /// <param name="failure">Filled in on failure, naming the field.</param>
    /// <returns>As <see cref="New(uint, out void*, ref Failure)"/>; or what is wrong with a child: all of them are the caller's as before then.</returns>
    public static Status New(uint type, void* value, out void* made, ref Failure failure)
    {
        made = null;
        if (value == null)
        {
            return failure.Null("value"u8);
        }

        Status status = Ledger.ReserveZeroedValue(type, ref failure, out Reservation reserved);
        if (status != Status.Ok)
        {
            return status;
        }

        Buffer.MemoryCopy(value, reserved.Block, reserved.Size, reserved.Size);
        status = Ledger.PublishTaking(reserved, type, ref failure);
        made = status == Status.Ok ? reserved.Block : null;
        return status;
    }

    /// <summary>Frees a block of any type, with all that it owns.</summary>
    /// <param name="block">The caller's; null is a no-op; any other value is answered, never dereferenced.</param>
    /// <param name="type">The type that it must have.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, what is wrong with pointer, type or an owned field, or <see cref="Status.Overrun"/> and the whole tree is freed.</returns>
    public static Status Free(void* block, uint type, ref Failure failure) => Ledger.Free(block, type, ref failure);

    /// <summary>Moves a child into an owned field; the former child is freed.</summary>
    /// <param name="box">The caller's, or borrowed exclusively; a box or a config.</param>
    /// <param name="offset">Where the owned field is, in bytes.</param>
    /// <param name="child">A block of the caller's, of the field's type, taken; null clears the field.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, what is wrong with box, offset, child or the former child, or <see cref="Status.Overrun"/> of the former child, which is freed.</returns>
    public static Status Put(void* box, nuint offset, void* child, ref Failure failure) =>
        box == null ? failure.Null("box"u8) : Ledger.Put(box, offset, child, ref failure);

    /// <summary>Moves a child out of an owned field, which becomes null.</summary>
    /// <param name="box">The caller's, or borrowed exclusively; a box or a config.</param>
    /// <param name="offset">Where the owned field is, in bytes.</param>
    /// <param name="child">The child, now the caller's; null if there was none, and on failure.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, or what is wrong with box, offset or what the field holds.</returns>
    public static Status Take(void* box, nuint offset, out void* child, ref Failure failure)
    {
        child = null;
        return box == null ? failure.Null("box"u8) : Ledger.Take(box, TypeNumber.None, offset, out child, ref failure);
    }

    /// <summary>Makes a block, with all that it owns, the caller's until the process ends: no leak, and no free either.</summary>
    /// <param name="block">The caller's; null is a no-op; any other value is answered, never dereferenced.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, also for a block forgotten before; or what is wrong with pointer or an owned field.</returns>
    public static Status Forget(void* block, ref Failure failure) =>
        block == null ? Status.Ok : Ledger.Forget(block, ref failure);
}
