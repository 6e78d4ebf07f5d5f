using System.Runtime.InteropServices;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Platform;

namespace FfiOwnership.Owners;

/// <summary>Growable buffers: <c>ffo_vec_...</c>. The struct is in the caller's memory, the buffer is a block of the ledger.</summary>
/// <remarks>
/// Every call works on a copy of the struct and writes it back at the end. So a call that fails leaves the struct as it was, and
/// other arguments of the caller may point into the struct.
/// </remarks>
public static unsafe partial class Vec
{
    // SAFETY (whole file): promised: the caller's struct, and elements to be copied. Held: its block, once it is claimed.

    /// <summary>The smallest capacity, in elements, that a vec grows to.</summary>
    private const nuint SmallestGrowth = 4;

    /// <summary>Instead of a registered type: elements of any.</summary>
    private const uint AnyElements = uint.MaxValue;

    /// <summary>Initialises a struct as an empty vec.</summary>
    /// <param name="vec">The struct, whose former contents are ignored; all zero on failure.</param>
    /// <param name="elementSize">Size of an element in bytes; not 0.</param>
    /// <param name="capacity">Number of elements to make room for; 0: no block is made yet.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, <see cref="Status.NullArgument"/>, <see cref="Status.InvalidArgument"/>, <see cref="Status.SizeOverflow"/> or <see cref="Status.OutOfMemory"/>.</returns>
    public static Status Init(VecData* vec, nuint elementSize, nuint capacity, ref Failure failure)
    {
        if (vec == null)
        {
            return failure.Null("vec"u8);
        }

        *vec = default;
        Status status = CheckElementSize(elementSize, ref failure);
        Work work = default;
        work.Vec.ElementSize = elementSize;
        if (status == Status.Ok && capacity != 0)
        {
            status = Move(ref work, capacity, ref failure);
        }

        return status == Status.Ok ? Finish(vec, work) : status;
    }

    /// <summary>Makes room for more elements; grows by at least half.</summary>
    /// <param name="vec">A vec.</param>
    /// <param name="additional">Number of elements beyond its present length.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, what is wrong with the vec, <see cref="Status.SizeOverflow"/> or <see cref="Status.OutOfMemory"/>.</returns>
    public static Status Reserve(VecData* vec, nuint additional, ref Failure failure)
    {
        Status status = Hold(vec, ref failure, out Work work);
        if (status != Status.Ok)
        {
            return status;
        }

        status = Grow(ref work, additional, ref failure);
        return status == Status.Ok ? Finish(vec, work) : Cancel(work, status);
    }

    /// <summary>Adds elements at the end.</summary>
    /// <param name="vec">A vec.</param>
    /// <param name="elements">The elements, copied; may be elements of the vec itself; may be null when <paramref name="count"/> is 0.</param>
    /// <param name="count">Number of elements.</param>
    /// <param name="parameter">The export's name for <paramref name="elements"/>; a literal.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns>As <see cref="Reserve(VecData*, nuint, ref Failure)"/>, and <see cref="Status.NullArgument"/>.</returns>
    public static Status Append(VecData* vec, void* elements, nuint count, ReadOnlySpan<byte> parameter, ref Failure failure)
    {
        if (vec != null && elements == null && count != 0)
        {
            return failure.Null(parameter);
        }

        CallersMemory.Touch(count == 0 ? null : elements);
        Status status = Hold(vec, ref failure, out Work work);
        if (status != Status.Ok)
        {
            return status;
        }

        if (work.Block.HasType)
        {
            return AppendOwners(vec, (byte*)elements, count, ref work, ref failure);
        }

        status = Grow(ref work, count, ref failure);
        if (status != Status.Ok)
        {
            return Cancel(work, status);
        }

        if (count != 0)
        {
            // The block has room now. The former block, which the elements may be in, still exists.
            nuint bytes = count * work.Vec.ElementSize;
            Buffer.MemoryCopy(elements, EndOf(work.Vec), bytes, bytes);
            work.Vec.Length += count;
        }

        return Finish(vec, work);
    }

    /// <summary>Changes the length; new elements are zero. Of a vec of a registered type, those that it cuts off are ended.</summary>
    /// <param name="vec">A vec.</param>
    /// <param name="length">The new number of elements.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns>As <see cref="Reserve(VecData*, nuint, ref Failure)"/>; what is wrong with an owned field; or <see cref="Status.Overrun"/> of a block that an ended element owned.</returns>
    public static Status Resize(VecData* vec, nuint length, ref Failure failure)
    {
        Status status = Hold(vec, ref failure, out Work work);
        if (status != Status.Ok)
        {
            return status;
        }

        nuint added = length > work.Vec.Length ? length - work.Vec.Length : 0;
        status = ClaimFrom(work, nuint.Min(length, work.Vec.Length), out Ledger.EndingElements ending, ref failure);
        status = status == Status.Ok ? Grow(ref work, added, ref failure) : status;
        if (status != Status.Ok)
        {
            return Cancel(work, ending, status);
        }

        status = Ledger.EndElements(ending, ref failure);
        if (added != 0)
        {
            NativeMemory.Clear(EndOf(work.Vec), added * work.Vec.ElementSize);
        }

        work.Vec.Length = length;
        CountLength(work);
        Finish(vec, work);
        return status;
    }

    /// <summary>Reduces the capacity to the length.</summary>
    /// <param name="vec">A vec.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns>
    /// <see cref="Status.Ok"/>, what is wrong with the vec, <see cref="Status.OutOfMemory"/>, or <see cref="Status.Overrun"/> of an empty vec's
    /// block, which is freed. Of a vec of a registered type, which keeps room for one element, also as <see cref="Resize(VecData*, nuint, ref Failure)"/>.
    /// </returns>
    public static Status Shrink(VecData* vec, ref Failure failure)
    {
        Status status = Hold(vec, ref failure, out Work work);
        if (status != Status.Ok || !work.Block.Exists)
        {
            return status;
        }

        if (work.Vec.Length == 0 && !work.Block.HasType)
        {
            *vec = new VecData { ElementSize = work.Vec.ElementSize };
            return Ledger.FreeVec(work.Block, ref failure);
        }

        nuint capacity = nuint.Max(work.Vec.Length, 1);
        status = ClaimFrom(work, work.Vec.Length, out Ledger.EndingElements ending, ref failure);
        if (status == Status.Ok && capacity < work.Vec.Capacity)
        {
            status = Move(ref work, capacity, ref failure);
        }

        if (status != Status.Ok)
        {
            return Cancel(work, ending, status);
        }

        status = Ledger.EndElements(ending, ref failure);
        Finish(vec, work);
        return status;
    }

    /// <summary>Frees the buffer, with all that its elements own, and resets the struct to zero; its length is not checked.</summary>
    /// <param name="vec">A vec; null, or a zero struct, is a no-op.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, what is wrong with the vec or with an owned field, or <see cref="Status.Overrun"/> and it is freed.</returns>
    public static Status Dispose(VecData* vec, ref Failure failure) => Dispose(vec, AnyElements, ref failure);

    /// <summary>Frees the buffer of a vec whose elements must be of one type, as <see cref="Dispose(VecData*, ref Failure)"/> does.</summary>
    /// <param name="vec">A vec; null, or a zero struct, is a no-op.</param>
    /// <param name="elementType">The registered type of its elements; 0: they own nothing.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns>As for the other overload, and <see cref="Status.WrongType"/>: they are of another type, and nothing changed.</returns>
    public static Status Dispose(VecData* vec, uint elementType, ref Failure failure)
    {
        if (vec == null)
        {
            return Status.Ok;
        }

        Work work = new() { Vec = *vec };
        Status status = HasBlock(work.Vec) ? Claim(ref work, ref failure) : Status.Ok;
        if (status != Status.Ok)
        {
            return status;
        }

        if (elementType != AnyElements && work.Block.Exists && work.Block.ElementType != elementType)
        {
            return Cancel(work, failure.Set(Status.WrongType, "the elements of the list are of another type than this function is for"u8));
        }

        if (work.Block.HasType)
        {
            CountLength(work);
            status = Ledger.ClaimElements(work.Block, ref failure);
            if (status != Status.Ok)
            {
                return Cancel(work, status);
            }
        }

        *vec = default;
        return work.Block.Exists ? Ledger.FreeVec(work.Block, ref failure) : Status.Ok;
    }

    /// <summary>Whether a struct claims to have a block.</summary>
    private static bool HasBlock(in VecData vec) => vec.Data != null || vec.Capacity != 0;

    /// <summary>Address of the first element behind the last one.</summary>
    private static byte* EndOf(in VecData vec) => (byte*)vec.Data + (vec.Length * vec.ElementSize);

    /// <summary>Ends a call that has succeeded: writes the caller's struct, makes the block caller-owned, and frees the one that it replaced.</summary>
    private static Status Finish(VecData* vec, in Work work)
    {
        *vec = work.Vec;
        Ledger.ReleaseVec(work.Block);
        return Status.Ok;
    }

    /// <summary>Ends a call that has failed: the block, which was not replaced, is caller-owned as before.</summary>
    private static Status Cancel(in Work work, Status status)
    {
        Ledger.CancelVec(work.Block);
        return status;
    }

    /// <summary>A vec that a call is working on.</summary>
    private struct Work
    {
        /// <summary>The contents that the caller's struct gets if the call succeeds.</summary>
        public VecData Vec;

        /// <summary>The vec's block, which this call holds; empty: it has none.</summary>
        public Ledger.ClaimedVec Block;
    }
}
