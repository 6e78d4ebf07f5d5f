using FfiOwnership.Entries;
using FfiOwnership.Errors;

namespace FfiOwnership.Tests.Model;

/// <summary>The rules of ownership over plain lists: says what the library must answer, and does to the lists what it must do.</summary>
/// <remarks>Each method that names a call returns the status that the call must give; on anything but OK nothing has changed.</remarks>
internal sealed partial class Rules
{
    /// <summary>Stands for "refused as freed, foreign or interior": the address was ours once, and more is not known.</summary>
    public const Status NotAnyMore = (Status)int.MaxValue;

    private readonly List<ModelBlock> _gone = [];

    /// <summary>The blocks that are not freed, in the order in which they were made.</summary>
    public List<ModelBlock> Live { get; } = [];

    /// <summary>Freed addresses that the library must still know as freed.</summary>
    public Dictionary<nint, ModelBlock> Freed { get; } = [];

    /// <summary>Blocks and adopted payloads ever made.</summary>
    public ulong Created { get; private set; }

    /// <summary>Blocks and adopted payloads that have ended.</summary>
    public ulong Ended { get; private set; }

    /// <summary>What the drop callbacks must have been called with, in their order.</summary>
    public List<(nint Payload, nint Context)> Drops { get; } = [];

    /// <summary>A block behind which a byte was overwritten.</summary>
    public ModelBlock? Overrun { get; set; }

    /// <summary>Enters a new block. Its address is its name from now on, whatever was there before.</summary>
    public void Add(ModelBlock block)
    {
        Live.Add(block);
        Freed.Remove(block.Address);
        Created++;
    }

    /// <summary>Ends a block.</summary>
    public void End(ModelBlock block)
    {
        block.State = ModelState.Freed;
        block.Parent = null;
        block.Handle = null;
        Live.Remove(block);
        Freed[block.Address] = block;
        _gone.Add(block);
        Ended++;
    }

    /// <summary>Counts blocks that the library made and freed again inside one call.</summary>
    public void Pass(ulong blocks)
    {
        Created += blocks;
        Ended += blocks;
    }

    /// <summary>What a pointer leads to.</summary>
    /// <param name="pointer">Any address but NULL.</param>
    /// <param name="type">The type that the block must have, or none.</param>
    /// <param name="block">The live block that it names.</param>
    public Status Look(nint pointer, uint type, out ModelBlock block)
    {
        block = Live.Find(live => live.Address == pointer)!;
        if (block != null)
        {
            return type == TypeNumber.None || block.Type == type ? Status.Ok : Status.WrongType;
        }

        return Live.Exists(live => live.Covers(pointer)) ? Status.InteriorPointer
            : Freed.ContainsKey(pointer) ? Status.DoubleFree
            : _gone.Exists(gone => gone.Address == pointer || gone.Covers(pointer)) ? NotAnyMore : Status.ForeignPointer;
    }

    /// <summary>As <see cref="Look"/>, for a block that must be the caller's.</summary>
    public Status LookCallers(nint pointer, uint type, out ModelBlock block)
    {
        Status status = Look(pointer, type, out block);
        return status != Status.Ok ? status : block.State switch
        {
            ModelState.Callers => Status.Ok,
            ModelState.Forgotten => Status.Forgotten,
            _ => Status.NotOwned,
        };
    }

    /// <summary>As <see cref="Look"/>, for a block whose content is to be read: not one that only a handle names.</summary>
    public Status LookReadable(nint pointer, uint type, out ModelBlock block)
    {
        Status status = Look(pointer, type, out block);
        return status == Status.Ok && block.Handle is { Borrows: 0 } ? Status.NotOwned : status;
    }

    /// <summary>As <see cref="Look"/>, for a block one of whose owned fields is to be changed.</summary>
    public Status LookChangeable(nint pointer, uint type, nuint offset, out ModelBlock block, out uint fieldType)
    {
        fieldType = TypeNumber.None;
        Status status = LookCallers(pointer, type, out block);
        if (status == Status.NotOwned && block.Handle is { Borrows: > 0 } handle)
        {
            status = handle.IsExclusive ? Status.Ok : Status.BorrowConflict;
        }

        if (status == Status.Ok)
        {
            fieldType = block.Fields.FirstOrDefault(field => field.Offset == offset).Type;
            status = fieldType != TypeNumber.None ? Status.Ok : offset < block.Size ? Status.InvalidArgument : Status.OutOfRange;
        }

        return status;
    }

    // The record of an adopted payload is a block of the library's own: it may lie where a freed one was.
    private void DoubtAllFreed() => Freed.Clear();
}
