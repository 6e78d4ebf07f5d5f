using System.Runtime.InteropServices;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Platform;

namespace FfiOwnership.Owners;

/// <content>
/// Elements of registered types, which own other blocks. How many there are, the ledger counts for itself: a call that sees a larger
/// length counts up to that. Elements that the caller has cut off by writing a smaller length are ended by the next call that
/// would write over them, or with the vec. The bytes behind the counted elements are zero, unless the caller has written there.
/// </content>
public static unsafe partial class Vec
{
    // SAFETY (whole file): promised: the caller's struct, elements to be copied, and room for one. Held: the vec's block. Unpublished: a new one.

    /// <summary>Initialises a struct as an empty vec whose elements are of a registered type. It has a block from the start.</summary>
    /// <param name="vec">The struct, whose former contents are ignored; all zero on failure.</param>
    /// <param name="type">A registered type, whose size is a multiple of its alignment.</param>
    /// <param name="capacity">Number of elements to make room for; 0 is taken for 1.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns>
    /// <see cref="Status.Ok"/>, <see cref="Status.NullArgument"/>, <see cref="Status.UnknownType"/>, <see cref="Status.InvalidArgument"/>,
    /// <see cref="Status.SizeOverflow"/>, <see cref="Status.Limit"/> or <see cref="Status.OutOfMemory"/>.
    /// </returns>
    public static Status InitOf(VecData* vec, uint type, nuint capacity, ref Failure failure)
    {
        if (vec == null)
        {
            return failure.Null("vec"u8);
        }

        *vec = default;
        capacity = nuint.Max(capacity, 1);
        Work work = default;
        Reservation reserved = default;
        Status status = Ledger.ShapeOfVecOf(type, out Ledger.VecShape shape, ref failure);
        status = status == Status.Ok ? Allocate(shape, capacity, ref failure, out reserved) : status;
        status = status == Status.Ok ? Ledger.PublishFirst(reserved, shape, out work.Block, ref failure) : status;
        if (status != Status.Ok)
        {
            return status;
        }

        work.Vec.ElementSize = shape.ElementSize;
        Show(reserved, ref work, capacity);
        return Finish(vec, work);
    }

    /// <summary>Moves an element out and closes the gap; the order of the others is kept. What it owns is the caller's.</summary>
    /// <param name="vec">A vec, of any elements.</param>
    /// <param name="index">From 0 on, less than the length.</param>
    /// <param name="element">Room for an element, outside of the vec; zero on failure, if the vec is one that has a block.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, <see cref="Status.NullArgument"/>, <see cref="Status.OutOfRange"/>, <see cref="Status.InvalidArgument"/>, or what is wrong with the vec or an owned field.</returns>
    public static Status Take(VecData* vec, nuint index, void* element, ref Failure failure)
    {
        if (vec != null && element == null)
        {
            return failure.Null("element"u8);
        }

        CallersMemory.Touch(element);
        Status status = HoldElement(vec, index, ref failure, out Work work);
        if (status != Status.Ok && !work.Block.Exists)
        {
            return status;
        }

        nuint size = work.Vec.ElementSize;
        if (IsIn(work.Vec, (byte*)element, size))
        {
            return Cancel(work, failure.Set(Status.InvalidArgument, "the room for the element lies in the vec itself"u8));
        }

        status = status == Status.Ok && work.Block.HasType ? Ledger.ReleaseElement(work.Block, index, ref failure) : status;
        if (status != Status.Ok)
        {
            NativeMemory.Clear(element, size);
            return Cancel(work, status);
        }

        byte* taken = (byte*)work.Vec.Data + (index * size);
        Buffer.MemoryCopy(taken, element, size, size);
        nuint behind = nuint.Max(work.Vec.Length, Ledger.CountOf(work.Block)) - index - 1;
        Buffer.MemoryCopy(taken + size, taken, behind * size, behind * size);
        if (work.Block.HasType)
        {
            NativeMemory.Clear(taken + (behind * size), size);
            Ledger.SetCount(work.Block, Ledger.CountOf(work.Block) - 1);
        }

        work.Vec.Length--;
        return Finish(vec, work);
    }

    /// <summary>Moves a child into an owned field of an element; the former child is freed.</summary>
    /// <param name="vec">A vec of a registered type.</param>
    /// <param name="index">From 0 on, less than the length.</param>
    /// <param name="offset">Where the owned field is in an element, in bytes.</param>
    /// <param name="child">A block of the caller's, of the field's type, taken; null clears the field.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns>
    /// <see cref="Status.Ok"/>, <see cref="Status.OutOfRange"/>, <see cref="Status.InvalidArgument"/> where there is no owned field, what is wrong with
    /// vec, child or the former child, or <see cref="Status.Overrun"/> of the former child, which is freed.
    /// </returns>
    public static Status PutField(VecData* vec, nuint index, nuint offset, void* child, ref Failure failure)
    {
        Status status = HoldField(vec, index, offset, ref failure, out Work work, out uint fieldType);
        return status == Status.Ok ? Ledger.PutInElement(work.Block, (index * work.Vec.ElementSize) + offset, fieldType, child, ref failure) : Cancel(work, status);
    }

    /// <summary>Moves a child out of an owned field of an element, which becomes null.</summary>
    /// <param name="vec">A vec of a registered type.</param>
    /// <param name="index">From 0 on, less than the length.</param>
    /// <param name="offset">Where the owned field is in an element, in bytes.</param>
    /// <param name="child">The child, now the caller's; null if there was none, and on failure.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, <see cref="Status.OutOfRange"/>, <see cref="Status.InvalidArgument"/> where there is no owned field, or what is wrong with vec or child.</returns>
    public static Status TakeField(VecData* vec, nuint index, nuint offset, out void* child, ref Failure failure)
    {
        child = null;
        Status status = HoldField(vec, index, offset, ref failure, out Work work, out uint fieldType);
        return status == Status.Ok ? Ledger.TakeFromElement(work.Block, (index * work.Vec.ElementSize) + offset, fieldType, out child, ref failure) : Cancel(work, status);
    }

    // Holds a vec that has an element with an index. On failure the vec may be held all the same: Cancel it.
    private static Status HoldElement(VecData* vec, nuint index, ref Failure failure, out Work work)
    {
        Status status = Hold(vec, ref failure, out work);
        if (status != Status.Ok)
        {
            work = default;
        }
        else if (index >= work.Vec.Length)
        {
            status = failure.Set(Status.OutOfRange, Reason.IndexBeyondLength);
            failure.Offset = index;
            failure.Size = work.Vec.Length;
        }

        return status;
    }

    private static Status HoldField(VecData* vec, nuint index, nuint offset, ref Failure failure, out Work work, out uint fieldType)
    {
        fieldType = TypeNumber.None;
        Status status = HoldElement(vec, index, ref failure, out work);
        return status == Status.Ok && !Ledger.TryElementField(work.Block, offset, out fieldType, ref failure) ? failure.Status : status;
    }

    // Has the ledger count as many elements as the vec has.
    private static void CountLength(in Work work)
    {
        if (work.Block.HasType && work.Vec.Length <= work.Vec.Capacity)
        {
            Ledger.SetCount(work.Block, nuint.Max(work.Vec.Length, Ledger.CountOf(work.Block)));
        }
    }

    // Claims all elements from one on, which the call ends when nothing can go wrong any more. None on failure.
    private static Status ClaimFrom(in Work work, nuint from, out Ledger.EndingElements ending, ref Failure failure)
    {
        ending = default;
        return Ledger.CountOf(work.Block) <= from ? Status.Ok : Ledger.ClaimElementsFrom(work.Block, from, out ending, ref failure);
    }

    // Ends a call that has failed and would have ended elements.
    private static Status Cancel(in Work work, in Ledger.EndingElements ending, Status status)
    {
        Ledger.RestoreElements(work.Block, ending);
        return Cancel(work, status);
    }

    // Adds elements, with what they own, to a vec of a registered type, which this call holds.
    private static Status AppendOwners(VecData* vec, byte* elements, nuint count, ref Work work, ref Failure failure)
    {
        nuint size = work.Vec.ElementSize;
        Status status = Plan(work, count, out nuint capacity, ref failure);
        if (status != Status.Ok)
        {
            return Cancel(work, status);
        }

        if (count != 0 && IsIn(work.Vec, elements, count * size) && Ledger.OwnsAny(work.Block, elements, count))
        {
            return Cancel(work, failure.Set(Status.NotOwned, "an element of the vec itself owns something, which cannot be owned twice; take it out first"u8));
        }

        status = ClaimFrom(work, work.Vec.Length, out Ledger.EndingElements ending, ref failure);

        // Elements that end still lie where new ones would go, and must not be changed before that is sure.
        Reservation reserved = default;
        bool isMoved = ending.Exists || capacity != work.Vec.Capacity;
        status = isMoved && status == Status.Ok ? Allocate(work.Block.Shape, capacity, ref failure, out reserved) : status;
        if (status != Status.Ok)
        {
            return Cancel(work, ending, status);
        }

        // Copied first, and then looked at where nobody else can change them.
        byte* added = (isMoved ? reserved.Block : (byte*)work.Vec.Data) + (work.Vec.Length * size);
        Buffer.MemoryCopy(elements, added, count * size, count * size);
        if (!Ledger.TryClaimNewElements(work.Block, added, count, ref failure))
        {
            NativeMemory.Clear(added, count * size);
            Ledger.Cancel(reserved);
            return Cancel(work, ending, failure.Status);
        }

        if (isMoved)
        {
            MoveTo(reserved, ref work, capacity);
        }

        Ledger.KeepNewElements(work.Block, work.Vec.Length, count);
        work.Vec.Length += count;
        status = Ledger.EndElements(ending, ref failure);
        Finish(vec, work);
        return status;
    }

    // Whether some bytes are, or reach, into a vec's block.
    private static bool IsIn(in VecData vec, byte* bytes, nuint size) =>
        bytes < (byte*)vec.Data + (vec.Capacity * vec.ElementSize) && bytes + size > (byte*)vec.Data;
}
