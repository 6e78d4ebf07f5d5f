using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Owners;

namespace FfiOwnership.Tests.Model;

/// <content>Whether a vec's struct, wherever it comes from, is the one that its block knows.</content>
internal sealed unsafe partial class Rules
{
    private const ulong LargestBlock = 1ul << 40;

    /// <summary>Whether so many elements exceed the largest block.</summary>
    public static bool IsTooLarge(nuint elementSize, nuint count) => count > LargestBlock / elementSize;

    /// <summary>Any call on a vec but dispose.</summary>
    /// <param name="vec">The struct.</param>
    /// <param name="block">Its block; null for an empty vec.</param>
    public Status LookVec(in VecData vec, out ModelBlock? block)
    {
        block = null;
        Status status = vec.ElementSize == 0 ? Status.InvalidArgument : LookBlockOf(vec, out block);
        status = status == Status.Ok && vec.Length > vec.Capacity ? Status.OutOfRange : status;
        CountLength(status, vec, block);
        return status;
    }

    /// <summary>ffo_vec_dispose, which ignores the length.</summary>
    public Status Dispose(in VecData vec)
    {
        Status status = LookBlockOf(vec, out ModelBlock? block);
        CountLength(status, vec, block);
        return status == Status.Ok && block != null ? Free(block.Address, TypeNumber.Vec) : status;
    }

    /// <summary>ffo_vec_from_raw_parts.</summary>
    public Status FromRawParts(in VecData parts, out ModelBlock? block)
    {
        block = null;
        if (parts.ElementSize == 0)
        {
            return Status.InvalidArgument;
        }

        Status status = Status.Ok;
        if (parts.Data != null)
        {
            status = LookCallers((nint)parts.Data, TypeNumber.Vec, out block);
            status = status == Status.Ok && !HasParts(block, parts) ? Status.PartsMismatch : status;
        }
        else if (parts.Capacity != 0)
        {
            status = Status.PartsMismatch;
        }

        return status == Status.Ok && parts.Length > parts.Capacity ? Status.OutOfRange : status;
    }

    private Status LookBlockOf(in VecData vec, out ModelBlock? block)
    {
        block = null;
        if (vec.Data == null)
        {
            return vec.Capacity == 0 ? Status.Ok : Status.PartsMismatch;
        }

        Status status = LookCallers((nint)vec.Data, TypeNumber.Vec, out block);
        return status == Status.Ok && (vec.Stamp != block.Stamp || !HasParts(block, vec)) ? Status.PartsMismatch : status;
    }

    private static bool HasParts(ModelBlock block, in VecData vec) =>
        vec.ElementSize == block.ElementSize && vec.Capacity <= LargestBlock && vec.Capacity * vec.ElementSize == block.Size;
}
