using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Owners;

namespace FfiOwnership.Tests.Model;

/// <content>Vecs of registered types, whose elements own what their fields hold.</content>
internal sealed unsafe partial class Rules
{
    /// <summary>Of a type: whether vecs can be made of it.</summary>
    public static Status LookElementType(uint type)
    {
        if (!ModelType.IsKnown(type))
        {
            return Status.UnknownType;
        }

        // All types of the model that have fields ask at least for the alignment of a pointer.
        nuint size = ModelType.Of(type).Size;
        return type < TypeNumber.FirstRegistered || size == 0 || type == ModelType.Page ? Status.InvalidArgument : Status.Ok;
    }

    /// <summary>ffo_vec_into_raw_parts and ffo_vec_into_handle: what the elements own is the block's afterwards.</summary>
    public Status LookVecToKeep(in VecData vec, out ModelBlock? block)
    {
        Status status = LookVec(vec, out block);
        if (status == Status.Ok && block != null)
        {
            Claim claim = new(block);
            status = Take(claim, block, isLenient: false);
            if (status == Status.Ok)
            {
                Keep(claim);
            }
        }

        return status;
    }

    /// <summary>Claims what a call ends and what it takes in. Nothing has changed yet.</summary>
    /// <param name="vec">The data.</param>
    /// <param name="from">From here on all counted elements end.</param>
    /// <param name="added">New elements; null: none, or zeros.</param>
    /// <param name="change">What was claimed.</param>
    /// <param name="isNew">Whether a new element is to blame.</param>
    public Status ClaimChange(ModelBlock vec, nuint from, byte[]? added, out VecChange change, out bool isNew)
    {
        isNew = false;
        change = new(vec, from, vec.Count, new Claim(vec));
        Status status = TakeChildren(change.Ended, vec, vec.FieldsOf(from, vec.Count), isLenient: false);
        if (status != Status.Ok || added == null)
        {
            return status;
        }

        isNew = true;
        ModelBlock elements = new(0, 0, TypeNumber.Vec, added, (nuint)added.Length, 0) { ElementType = vec.ElementType, ElementSize = vec.ElementSize };
        foreach ((nuint offset, uint type) in elements.FieldsOf(0, elements.Size / vec.ElementSize))
        {
            if (elements.Field(offset) is not 0 and nint value)
            {
                status = TakeChild(change.Ended, elements, type, value, out ModelBlock child);
                if (status != Status.Ok)
                {
                    return status;
                }

                change.Children.Add(child);
            }
        }

        return Status.Ok;
    }

    /// <summary>A change that ends nothing and takes nothing in.</summary>
    public static void ClaimNothing(ModelBlock vec, out VecChange change) => change = new(vec, vec.Count, vec.Count, new Claim(vec));

    /// <summary>Does what was claimed.</summary>
    /// <param name="change">The claim.</param>
    /// <param name="vec">The data now: the same as before, or another block.</param>
    /// <param name="length">How many elements there are now.</param>
    public void EndChange(VecChange change, ModelBlock vec, nuint length)
    {
        // Elements that ended lie where they were before.
        Drops.AddRange(change.Vec.PayloadsOf(change.From, change.Until).Select(payload => (payload, (nint)0)));
        EndTree(change.Ended);
        foreach (ModelBlock child in change.Children)
        {
            child.State = ModelState.Owned;
            child.Parent = vec;
        }

        vec.Count = nuint.Max(length, change.From);
    }

    /// <summary>Makes the children that a vec's elements hold those of the block that replaces it.</summary>
    public void Reparent(ModelBlock former, ModelBlock vec)
    {
        foreach ((nuint offset, uint type) in vec.Fields)
        {
            ModelBlock? child = Live.Find(live => live.Address == vec.Field(offset) && live.Type == type && live.State == ModelState.Owned && live.Parent == former);
            child?.Parent = vec;
        }
    }

    /// <summary>ffo_vec_take, but for the bytes.</summary>
    public Status TakeElement(in VecData vec, nuint index, out ModelBlock? block)
    {
        Status status = LookElement(vec, index, out block);
        if (status != Status.Ok || block is not { ElementType: not 0 })
        {
            return status;
        }

        Claim claim = new(block);
        foreach ((nuint offset, uint type) in block.FieldsOf(index, index + 1))
        {
            if (block.Field(offset) is not 0 and nint value)
            {
                status = TakeChild(claim, block, type, value, out _);
                if (status != Status.Ok)
                {
                    return status;
                }
            }
        }

        foreach (ModelBlock child in claim.Held.Keys.Where(held => held.Type != TypeNumber.Vec))
        {
            child.State = ModelState.Callers;
            child.Parent = null;
        }

        return Status.Ok;
    }

    /// <summary>ffo_vec_put_field.</summary>
    public Status PutField(in VecData vec, nuint index, nuint offset, nint child)
    {
        Status status = LookField(vec, index, offset, out ModelBlock block, out uint fieldType);
        ModelBlock? taken = null;
        if (status == Status.Ok && child != 0)
        {
            status = child == block.Address ? Status.NotOwned : LookCallers(child, fieldType, out taken);
        }

        return status == Status.Ok ? Replace(block, (index * vec.ElementSize) + offset, fieldType, taken) : status;
    }

    /// <summary>ffo_vec_take_field.</summary>
    public Status TakeField(in VecData vec, nuint index, nuint offset, out nint child)
    {
        child = 0;
        Status status = LookField(vec, index, offset, out ModelBlock block, out uint fieldType);
        return status == Status.Ok ? TakeOut(block, (index * vec.ElementSize) + offset, fieldType, out child) : status;
    }

    private Status LookElement(in VecData vec, nuint index, out ModelBlock? block)
    {
        Status status = LookVec(vec, out block);
        block = status == Status.Ok ? block : null;
        return status == Status.Ok && index >= vec.Length ? Status.OutOfRange : status;
    }

    private Status LookField(in VecData vec, nuint index, nuint offset, out ModelBlock block, out uint fieldType)
    {
        Status status = LookElement(vec, index, out ModelBlock? known);
        block = known!;
        fieldType = TypeNumber.None;
        if (status == Status.Ok)
        {
            fieldType = block.ElementType == 0 ? 0 : Array.Find(ModelType.Of(block.ElementType).Fields, field => field.Offset == offset).Type;
            status = fieldType != TypeNumber.None ? Status.Ok : offset < vec.ElementSize ? Status.InvalidArgument : Status.OutOfRange;
        }

        return status;
    }

    // The library counts as many elements as it sees.
    private static void CountLength(Status status, in VecData vec, ModelBlock? block)
    {
        if (status == Status.Ok && block is { ElementType: not 0 } && vec.Length <= vec.Capacity)
        {
            block.Count = nuint.Max(block.Count, vec.Length);
        }
    }

    /// <summary>What a call on a vec of a registered type is about to do.</summary>
    internal sealed record VecChange(ModelBlock Vec, nuint From, nuint Until, Claim Ended)
    {
        /// <summary>What the new elements hold.</summary>
        public List<ModelBlock> Children { get; } = [];
    }
}
