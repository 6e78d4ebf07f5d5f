using FfiOwnership.Entries;
using FfiOwnership.Errors;

namespace FfiOwnership.Tests.Model;

/// <content>Handles: references, borrows, and their ends.</content>
internal sealed partial class Rules
{
    /// <summary>The handles that have not ended.</summary>
    public Dictionary<ulong, ModelHandle> Handles { get; } = [];

    /// <summary>Those that have.</summary>
    public List<ulong> Stale { get; } = [];

    /// <summary>What a handle leads to.</summary>
    public Status LookHandle(ulong value, out ModelHandle handle) =>
        Handles.TryGetValue(value, out handle!) ? Status.Ok : Stale.Contains(value) ? Status.StaleHandle : Status.InvalidHandle;

    /// <summary>As <see cref="LookHandle"/>, for calls that do not work on a closing handle.</summary>
    public Status LookOpen(ulong value, uint type, out ModelHandle handle)
    {
        Status status = LookHandle(value, out handle);
        return status != Status.Ok ? status
            : handle.IsClosing ? Status.StaleHandle
            : type != TypeNumber.None && type != handle.Type ? Status.WrongType : Status.Ok;
    }

    /// <summary>ffo_handle_from_raw, without the new handle: that is known only after the call.</summary>
    public Status FromRaw(nint pointer, uint type, out ModelBlock root)
    {
        root = null!;
        if (pointer == 0 || !ModelType.IsKnown(type))
        {
            return pointer == 0 ? Status.NullArgument : Status.UnknownType;
        }

        Status status = LookCallers(pointer, type, out root);
        if (status == Status.Ok)
        {
            Claim claim = new(root);
            status = Take(claim, root, isLenient: false);
            if (status == Status.Ok)
            {
                Keep(claim);
            }
        }

        return status;
    }

    /// <summary>Puts a block behind a new handle.</summary>
    public void Issue(ulong value, ModelBlock block, nuint lent)
    {
        block.State = ModelState.Handled;
        block.Handle = new ModelHandle(value, block.Type, block.Address, lent) { Block = block };
        Handles.Add(value, block.Handle);
    }

    /// <summary>ffo_handle_adopt, without the new handle.</summary>
    public Status Adopt(nint payload, uint type)
    {
        if (payload == 0 || !ModelType.IsKnown(type))
        {
            return payload == 0 ? Status.NullArgument : Status.UnknownType;
        }

        bool isOurs = Freed.ContainsKey(payload) || Live.Exists(block => block.Address == payload || block.Covers(payload));
        bool isAdoptable = type >= TypeNumber.FirstRegistered && ModelType.Of(type).Fields.Length == 0 && !isOurs;
        return isAdoptable ? Status.Ok : Status.InvalidArgument;
    }

    /// <summary>Enters an adopted payload.</summary>
    public void AddAdopted(ModelHandle handle)
    {
        Handles.Add(handle.Value, handle);
        Created++;
        DoubtAllFreed();
    }

    /// <summary>ffo_handle_into_raw and ffo_vec_from_handle.</summary>
    public Status IntoRaw(ulong value, uint type, out ModelHandle handle)
    {
        handle = null!;
        if (!ModelType.IsKnown(type))
        {
            return Status.UnknownType;
        }

        Status status = LookOpen(value, type, out handle);
        if (status != Status.Ok || handle.References > 1 || handle.Borrows > 0)
        {
            return status != Status.Ok ? status : handle.References > 1 ? Status.Shared : Status.Borrowed;
        }

        EndHandle(handle);
        if (handle.Block != null)
        {
            handle.Block.State = ModelState.Callers;
            handle.Block.Handle = null;
        }
        else
        {
            Ended++;
        }

        return Status.Ok;
    }

    /// <summary>ffo_handle_borrow and ffo_handle_borrow_mut.</summary>
    public Status Borrow(ulong value, uint type, bool isExclusive, out ModelHandle handle)
    {
        handle = null!;
        Status status = ModelType.IsKnown(type) ? LookOpen(value, type, out handle) : Status.UnknownType;
        if (status == Status.Ok && (isExclusive ? handle.Borrows > 0 : handle.IsExclusive))
        {
            status = Status.BorrowConflict;
        }

        if (status == Status.Ok)
        {
            handle.Borrows++;
            handle.IsExclusive = isExclusive;
        }

        return status;
    }

    /// <summary>ffo_handle_return.</summary>
    public Status Return(ulong value)
    {
        Status status = LookHandle(value, out ModelHandle handle);
        if (status != Status.Ok || handle.Borrows == 0)
        {
            return status != Status.Ok ? status : Status.NotBorrowed;
        }

        handle.Borrows--;
        bool wasExclusive = handle.IsExclusive;
        handle.IsExclusive = false;
        if (handle.IsClosing && handle.Borrows == 0)
        {
            return Drop(handle, isLenient: true);
        }

        if (wasExclusive && handle.Block != null)
        {
            Claim claim = new(handle.Block);
            status = Take(claim, handle.Block, isLenient: false);
            if (status == Status.Ok)
            {
                Keep(claim);
            }
        }

        return status;
    }

    /// <summary>ffo_handle_retain.</summary>
    public Status Retain(ulong value)
    {
        Status status = LookOpen(value, TypeNumber.None, out ModelHandle handle);
        if (status == Status.Ok)
        {
            handle.References++;
        }

        return status;
    }

    /// <summary>ffo_handle_release, and ffo_handle_close where it may close.</summary>
    public Status Release(ulong value, bool mayClose)
    {
        if (value == 0)
        {
            return Status.Ok;
        }

        Status status = LookOpen(value, TypeNumber.None, out ModelHandle handle);
        if (status != Status.Ok)
        {
            return status;
        }

        if (handle.References > 1)
        {
            handle.References--;
            return Status.Ok;
        }

        if (handle.Borrows == 0)
        {
            return Drop(handle, isLenient: false);
        }

        if (mayClose)
        {
            handle.References = 0;
            handle.IsClosing = true;
        }

        return mayClose ? Status.Ok : Status.Borrowed;
    }

    private Status Drop(ModelHandle handle, bool isLenient)
    {
        if (handle.Block == null)
        {
            EndHandle(handle);
            Ended++;
            if (handle.DropContext is nint context)
            {
                Drops.Add((handle.Pointer, context));
            }

            return Status.Ok;
        }

        Claim claim = new(handle.Block);
        Status status = Take(claim, handle.Block, isLenient);
        if (status != Status.Ok && !isLenient)
        {
            return status;
        }

        EndHandle(handle);
        Status ended = EndTree(claim);
        return status == Status.Ok ? ended : status;
    }

    private void EndHandle(ModelHandle handle)
    {
        Handles.Remove(handle.Value);
        Stale.Add(handle.Value);
    }
}
