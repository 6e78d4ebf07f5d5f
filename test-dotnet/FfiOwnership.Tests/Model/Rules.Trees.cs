using FfiOwnership.Entries;
using FfiOwnership.Errors;

namespace FfiOwnership.Tests.Model;

/// <content>Claims, and what is done with what was claimed.</content>
internal sealed partial class Rules
{
    /// <summary>Any call that frees a block by its pointer.</summary>
    public Status Free(nint pointer, uint type)
    {
        if (pointer == 0)
        {
            return Status.Ok;
        }

        Status status = LookCallers(pointer, type, out ModelBlock root);
        if (status == Status.Ok)
        {
            Claim claim = new(root);
            status = Take(claim, root, isLenient: false);
            return status == Status.Ok ? EndTree(claim) : status;
        }

        return status;
    }

    /// <summary>ffo_box_free.</summary>
    public Status BoxFree(nint pointer, uint type) => pointer != 0 && !ModelType.IsKnown(type) ? Status.UnknownType : Free(pointer, type);

    /// <summary>ffo_forget.</summary>
    public Status Forget(nint pointer)
    {
        if (pointer == 0)
        {
            return Status.Ok;
        }

        Status status = LookCallers(pointer, TypeNumber.None, out ModelBlock root);
        if (status != Status.Ok)
        {
            return status == Status.Forgotten ? Status.Ok : status;
        }

        Claim claim = new(root);
        status = Take(claim, root, isLenient: false);
        if (status == Status.Ok)
        {
            foreach ((ModelBlock block, _) in claim.Tree)
            {
                block.State = ModelState.Forgotten;
                block.Parent = null;
            }
        }

        return status;
    }

    /// <summary>ffo_box_put.</summary>
    public Status Put(nint box, nuint offset, nint child)
    {
        if (box == 0)
        {
            return Status.NullArgument;
        }

        Status status = LookChangeable(box, TypeNumber.None, offset, out ModelBlock parent, out uint fieldType);
        ModelBlock? taken = null;
        if (status == Status.Ok && child != 0)
        {
            status = child == box ? Status.NotOwned : LookCallers(child, fieldType, out taken);
        }

        return status == Status.Ok ? Replace(parent, offset, fieldType, taken) : status;
    }

    /// <summary>ffo_config_set_name, without the new name's block: that is known only after the call.</summary>
    public Status ClearName(nint config, out ModelBlock block)
    {
        block = null!;
        if (config == 0)
        {
            return Status.NullArgument;
        }

        Status status = LookChangeable(config, TypeNumber.Config, 8, out block, out uint fieldType);
        return status == Status.Ok ? Replace(block, 8, fieldType, null) : status;
    }

    /// <summary>ffo_box_take and ffo_config_take_name.</summary>
    public Status TakeOut(nint box, uint type, nuint offset, out nint child)
    {
        child = 0;
        if (box == 0)
        {
            return Status.NullArgument;
        }

        Status status = LookChangeable(box, type, offset, out ModelBlock parent, out uint fieldType);
        return status == Status.Ok ? TakeOut(parent, offset, fieldType, out child) : status;
    }

    private Status TakeOut(ModelBlock parent, nuint offset, uint fieldType, out nint child)
    {
        child = 0;
        Status status = Status.Ok;
        if (parent.Field(offset) is not 0 and nint value)
        {
            status = TakeChild(Changing(parent, null), parent, fieldType, value, out ModelBlock taken);
            if (status == Status.Ok)
            {
                taken.State = ModelState.Callers;
                taken.Parent = null;
                parent.SetField(offset, 0);
                child = value;
            }
        }

        return status;
    }

    private Status Replace(ModelBlock parent, nuint offset, uint fieldType, ModelBlock? child)
    {
        Claim claim = Changing(parent, child);
        if (parent.Field(offset) is not 0 and nint value)
        {
            Status status = TakeChild(claim, parent, fieldType, value, out ModelBlock former);
            status = status == Status.Ok ? Take(claim, former, isLenient: false) : status;
            if (status != Status.Ok)
            {
                return status;
            }
        }

        parent.SetField(offset, child?.Address ?? 0);
        if (child != null)
        {
            child.State = ModelState.Owned;
            child.Parent = parent;
        }

        return EndTree(claim);
    }

    // A block that is being changed, and the child on its way into it, cannot be met in a field.
    private static Claim Changing(ModelBlock parent, ModelBlock? child)
    {
        Claim claim = new();
        claim.Held[parent] = parent.State == ModelState.Callers ? Status.Borrowed : Status.NotOwned;
        if (child != null)
        {
            claim.Held[child] = Status.NotOwned;
        }

        return claim;
    }

    // Depth first, parents before children, siblings in the order of fields.
    private Status Take(Claim claim, ModelBlock parent, bool isLenient, ModelBlock? above = null)
    {
        claim.Tree.Add((parent, above));
        return TakeChildren(claim, parent, parent.Fields, isLenient);
    }

    private Status TakeChildren(Claim claim, ModelBlock parent, IEnumerable<(nuint Offset, uint Type)> fields, bool isLenient)
    {
        Status first = Status.Ok;
        List<ModelBlock> children = [];
        foreach ((nuint offset, uint type) in fields)
        {
            if (parent.Field(offset) is not 0 and nint value)
            {
                Status status = TakeChild(claim, parent, type, value, out ModelBlock child);
                if (status == Status.Ok)
                {
                    children.Add(child);
                    continue;
                }

                first = first == Status.Ok ? status : first;
                if (!isLenient)
                {
                    return first;
                }
            }
        }

        foreach (ModelBlock child in children)
        {
            Status status = Take(claim, child, isLenient, parent);
            first = first == Status.Ok ? status : first;
            if (first != Status.Ok && !isLenient)
            {
                break;
            }
        }

        return first;
    }

    private Status TakeChild(Claim claim, ModelBlock parent, uint type, nint value, out ModelBlock child)
    {
        Status status = Look(value, type, out child);
        if (status != Status.Ok || claim.Held.TryGetValue(child, out status))
        {
            return status;
        }

        bool isParents = child.State == ModelState.Owned && child.Parent == parent;
        status = isParents ? Status.Ok : LookCallers(value, type, out child);
        if (status == Status.Ok)
        {
            claim.Held[child] = Status.NotOwned;
        }

        return status;
    }

    private static void Keep(Claim claim)
    {
        foreach ((ModelBlock block, ModelBlock? parent) in claim.Tree.Where(node => node.Parent != null))
        {
            block.State = ModelState.Owned;
            block.Parent = parent;
        }
    }

    private Status EndTree(Claim claim)
    {
        foreach ((ModelBlock block, _) in claim.Tree)
        {
            Drops.AddRange(block.Payloads.Select(payload => (payload, (nint)0)));
            End(block);
        }

        return claim.Tree.Exists(node => node.Block == Overrun) ? Status.Overrun : Status.Ok;
    }

    // What a call has claimed: blocks that cannot be claimed again, with the answer to who tries; and of these the tree.
    internal sealed class Claim
    {
        public Claim()
        {
        }

        public Claim(ModelBlock root) => Held[root] = Status.NotOwned;

        public Dictionary<ModelBlock, Status> Held { get; } = [];

        public List<(ModelBlock Block, ModelBlock? Parent)> Tree { get; } = [];
    }
}
