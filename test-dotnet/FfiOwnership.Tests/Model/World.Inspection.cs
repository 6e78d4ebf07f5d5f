using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Tests.Abi;
using FfiOwnership.Tests.Support;

namespace FfiOwnership.Tests.Model;

/// <content>Forget, and looking inside.</content>
internal sealed unsafe partial class World
{
    private const int ListCapacity = 200;

    private void Forget(int number)
    {
        // Rarely, because what is forgotten is never freed.
        nint pointer = number % 4 == 0 ? PickPointer(number / 4) : 0;
        string call = $"ffo_forget({Name(pointer)})";
        Expect(_rules.Forget(pointer), Native.ffo_forget((void*)pointer), call);
    }

    private void Tag(int number, int text)
    {
        nint pointer = PickPointer(number);
        byte[] tag = [.. PickText(text), 0];
        Status expected = pointer == 0 ? Status.NullArgument : _rules.Look(pointer, TypeNumber.None, out _);
        fixed (byte* start = tag)
        {
            Expect(expected, Native.ffo_tag((void*)pointer, text % 4 == 3 ? null : start), $"ffo_tag({Name(pointer)}, {tag.Length - 1} letters)");
        }

        if (expected == Status.Ok)
        {
            _rules.Live.Find(block => block.Address == pointer)!.Tag = text % 4 == 3 ? "" : System.Text.Encoding.ASCII.GetString(tag, 0, tag.Length - 1);
        }
    }

    private void Describe(int number)
    {
        nint pointer = PickPointer(number);
        ModelBlock? block = _rules.Live.Find(live => live.Address == pointer || live.Covers(pointer));
        bool isFreed = block == null && _rules.Freed.ContainsKey(pointer);
        Status expected = pointer == 0 ? Status.NullArgument : block != null || isFreed ? Status.Ok : Status.ForeignPointer;
        BlockInfo info = new() { StructSize = (uint)sizeof(BlockInfo) };
        Expect(expected, Native.ffo_describe((void*)pointer, &info), $"ffo_describe({Name(pointer)})", isQuestion: true);
        if (block != null)
        {
            CheckInfo(block, info);
        }
        else
        {
            Require(info.Owner == BlockOwner.Nobody && info.Address == (isFreed ? (void*)pointer : null), "what was freed is nobody's");
        }
    }

    private void HandleDescribe(int number)
    {
        ulong handle = PickHandle(number);
        Status expected = _rules.LookHandle(handle, out ModelHandle known);
        BlockInfo info = new() { StructSize = (uint)sizeof(BlockInfo) };
        Expect(expected, Native.ffo_handle_describe(handle, &info), $"ffo_handle_describe({Name(handle)})", isQuestion: true);
        if (expected != Status.Ok)
        {
            Require(info.Address == null && info.Handle == 0, "out parameters are cleared");
        }
        else if (known.Block != null)
        {
            CheckInfo(known.Block, info);
        }
        else
        {
            Require((nint)info.Address == known.Pointer && info.Size == known.Lent && info.Period == known.Period && info.FreeFunction == null, "an adopted payload is described");
            Require(info.Type == known.Type && info.Owner == BlockOwner.Library, "it is the library's");
            CheckHandle(known, info, BlockFlags.Adopted);
        }
    }

    private void LiveSince(int number)
    {
        ulong checkpoint = _checkpoints[number % _checkpoints.Count];
        nuint blocks = 999;
        nuint bytes = 999;
        Expect(Status.Ok, Native.ffo_live_since(checkpoint, &blocks, &bytes), $"ffo_live_since({checkpoint})");
        List<ModelBlock> live = LiveBlocks(checkpoint);
        Require((blocks, bytes) == ((nuint)(live.Count + AdoptedSince(checkpoint)), (nuint)Bytes(live)), $"{live.Count} blocks are live, {blocks} are counted");
    }

    private void LiveList(int number, int small)
    {
        ulong checkpoint = _checkpoints[number % _checkpoints.Count];
        int capacity = small % 4 == 3 ? small % 3 : ListCapacity;
        BlockInfo[] infos = new BlockInfo[ListCapacity];
        infos[0].StructSize = (uint)sizeof(BlockInfo);
        nuint count = 999;
        fixed (BlockInfo* start = infos)
        {
            Expect(Status.Ok, Native.ffo_live_list(checkpoint, start, (nuint)capacity, &count), $"ffo_live_list({checkpoint}, {capacity})");
        }

        List<ModelBlock> live = LiveBlocks(checkpoint);
        Require(count == (nuint)(live.Count + AdoptedSince(checkpoint)), "it counts also what it does not list");
        int listed = Math.Min((int)count, capacity);
        Require(infos[listed..].All(info => info.Address == null), "it writes no more than there is room for");
        foreach (BlockInfo info in infos[..listed].Where(info => !info.Flags.HasFlag(BlockFlags.Adopted)))
        {
            ModelBlock? block = live.Find(block => block.Address == (nint)info.Address);
            Require(block != null, "it lists live blocks only");
            CheckInfo(block!, info);
        }
    }

    private void ClearError()
    {
        Native.ffo_clear_error();
        _lastError = Status.Ok;
    }

    // The thread's last error goes with all else that it holds.
    private void ThreadDetach()
    {
        Expect(Status.Ok, Native.ffo_thread_detach(), "ffo_thread_detach()");
        _lastError = Status.Ok;
    }

    private List<ModelBlock> LiveBlocks(ulong checkpoint) => _rules.Live.FindAll(block => block.Period >= checkpoint && block.State != ModelState.Forgotten);

    private int AdoptedSince(ulong checkpoint) => _rules.Handles.Values.Count(handle => handle.Block == null && handle.Period >= checkpoint);

    private static BlockInfo Described(ulong handle)
    {
        BlockInfo info = new() { StructSize = (uint)sizeof(BlockInfo) };
        Native.ffo_handle_describe(handle, &info);
        return info;
    }

    private static BlockInfo Described(nint pointer)
    {
        BlockInfo info = new() { StructSize = (uint)sizeof(BlockInfo) };
        Native.ffo_describe((void*)pointer, &info);
        return info;
    }

    private void CheckInfo(ModelBlock block, BlockInfo info)
    {
        BlockOwner owner = block.State is ModelState.Callers or ModelState.Forgotten ? BlockOwner.Caller : BlockOwner.Library;
        BlockFlags flags = block.State == ModelState.Forgotten ? BlockFlags.Forgotten : default;
        bool isNamed = block.Parent is { State: not ModelState.Freed } parent && parent.Fields.Any(field => parent.Field(field.Offset) == block.Address);
        flags |= block.State == ModelState.Owned && !isNamed ? BlockFlags.Orphaned : default;
        nint ownedBy = isNamed ? block.Parent!.Address : 0;
        string name = Name(block.Address);
        Require((nint)info.Address == block.Address && info.Size == block.Size && info.Type == block.Type, $"{name} is described by address, size and type");
        Require(info.Owner == owner && (nint)info.OwnedBy == ownedBy, $"{name} belongs to {owner} {Name(ownedBy)}, not to {info.Owner} {Name((nint)info.OwnedBy)}");
        Require(info.Period == block.Period && NativeText.Read(info.Tag) == block.Tag, $"{name} has period {block.Period} and tag \"{block.Tag}\"");
        string typeName = block.ElementType == 0 ? ModelType.Of(block.Type).Name : $"ffo_vec of {ModelType.Of(block.ElementType).Name}";
        Require(info.ElementType == block.ElementType, $"{name} has elements of type {block.ElementType}");
        Require(NativeText.Read(info.TypeName) == typeName && NativeText.Read(info.FreeFunction) == ModelType.Of(block.Type).FreeFunction, $"{name} has its type's names");
        CheckHandle(block.Handle, info, flags);
    }

    private void CheckHandle(ModelHandle? handle, BlockInfo info, BlockFlags flags)
    {
        flags |= handle is { IsClosing: true } ? BlockFlags.Closing : default;
        Require(info.Flags == flags, $"flags must be {flags}, not {info.Flags}");
        Require((info.Handle, info.References, info.Borrows) == (handle?.Value ?? 0, handle?.References ?? 0, handle?.Borrows ?? 0), "the handle's counts must be right");
    }
}
