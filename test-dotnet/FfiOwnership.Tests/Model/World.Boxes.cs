using System.Runtime.InteropServices;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Owners;
using FfiOwnership.Tests.Abi;
using FfiOwnership.Tests.Support;

namespace FfiOwnership.Tests.Model;

/// <content>Configs and boxes.</content>
internal sealed unsafe partial class World
{
    private void ConfigNew(int connections, int timeout)
    {
        Status status;
        ConfigData* made = Native.ffo_config_new(connections, -timeout, &status);
        Expect(Status.Ok, status, made != null, "ffo_config_new()");
        ModelBlock block = Enter(made, TypeNumber.Config, (nuint)sizeof(ConfigData));
        ConfigData expected = new() { MaxConnections = connections, TimeoutMs = -timeout };
        ExpectContent(block, MemoryMarshal.AsBytes(new ReadOnlySpan<ConfigData>(in expected)).ToArray());
    }

    private void ConfigSetName(int number, int text)
    {
        nint pointer = PickPointer(number, TypeNumber.Config);
        byte[]? name = text % 8 == 7 ? null : [.. PickText(text / 8), 0];
        string call = $"ffo_config_set_name({Name(pointer)}, {(name == null ? "NULL" : $"{name.Length - 1} letters")})";
        Status expected = _rules.ClearName(pointer, out ModelBlock config);
        fixed (byte* start = name)
        {
            Expect(expected, Native.ffo_config_set_name((ConfigData*)pointer, start), call);
        }

        if (expected == Status.Ok && name != null)
        {
            ModelBlock made = Enter(((ConfigData*)pointer)->Name, TypeNumber.String, (nuint)name.Length);
            made.State = ModelState.Owned;
            made.Parent = config;
            config.SetField(8, made.Address);
            ExpectContent(made, name);
        }
    }

    private void ConfigTakeName(int number)
    {
        nint pointer = PickPointer(number, TypeNumber.Config);
        string call = $"ffo_config_take_name({Name(pointer)})";
        Status expected = _rules.TakeOut(pointer, TypeNumber.Config, 8, out nint name);
        Status status;
        nint taken = (nint)Native.ffo_config_take_name((ConfigData*)pointer, &status);
        Expect(expected, status, call);
        Require(taken == name, $"{Name(name)} must come out, not {Name(taken)}");
    }

    private void ConfigClone(int number)
    {
        nint pointer = PickPointer(number, TypeNumber.Config);
        string call = $"ffo_config_clone({Name(pointer)})";
        ModelBlock? config = null;
        Status expected = pointer == 0 ? Status.NullArgument : _rules.LookReadable(pointer, TypeNumber.Config, out config);
        nint name = expected == Status.Ok ? config!.Field(8) : 0;
        expected = name == 0 ? expected : _rules.LookReadable(name, TypeNumber.String, out _);
        Status status;
        ConfigData* made = Native.ffo_config_clone((ConfigData*)pointer, &status);
        Expect(expected, status, made != null, call);
        if (made == null)
        {
            return;
        }

        ModelBlock clone = Enter(made, TypeNumber.Config, (nuint)sizeof(ConfigData));
        Require(clone.Content.AsSpan(0, 8).SequenceEqual(config!.Content.AsSpan(0, 8)), "a clone has the same numbers");
        Require(made->Name == null == (name == 0), "a clone has a name of its own if there is one");
        if (name != 0)
        {
            byte[] text = TextAt(name);
            ModelBlock copy = Enter(made->Name, TypeNumber.String, (nuint)text.Length);
            copy.State = ModelState.Owned;
            copy.Parent = clone;
            ExpectContent(copy, text);
        }
    }

    private void ConfigFree(int number)
    {
        nint pointer = PickPointer(number, TypeNumber.Config);
        string call = $"ffo_config_free({Name(pointer)})";
        Expect(_rules.Free(pointer, TypeNumber.Config), Native.ffo_config_free((ConfigData*)pointer), call);
    }

    private void BoxNew(int number)
    {
        uint type = number % 8 != 7 ? ModelType.Boxes[number / 8 % ModelType.Boxes.Length] : PickType(number, 0);
        bool isKnown = ModelType.IsKnown(type);
        Status expected = !isKnown ? Status.UnknownType : ModelType.Of(type).Size == 0 ? Status.InvalidArgument : Status.Ok;
        Status status;
        void* made = Native.ffo_box_new(type, &status);
        Expect(expected, status, made != null, $"ffo_box_new({(isKnown ? ModelType.Of(type).Name : type)})");
        if (made != null)
        {
            ModelBlock block = Enter(made, type, ModelType.Of(type).Size);
            ExpectContent(block, new byte[block.Size]);
        }
    }

    private void BoxFree(int number, int typeNumber)
    {
        nint pointer = PickPointer(number);
        uint type = PickType(typeNumber, pointer);
        string call = $"ffo_box_free({Name(pointer)}, type {type})";
        Expect(_rules.BoxFree(pointer, type), Native.ffo_box_free((void*)pointer, type), call);
    }

    private void BoxPut(int number, int field, int childNumber)
    {
        (nint box, nuint offset, uint type) = PickField(number, field);
        nint child = PickPointer(childNumber, type);
        string call = $"ffo_box_put({Name(box)}, {offset}, {Name(child)})";
        Expect(_rules.Put(box, offset, child), Native.ffo_box_put((void*)box, offset, (void*)child), call);
    }

    private void BoxTake(int number, int field)
    {
        (nint box, nuint offset, _) = PickField(number, field);
        string call = $"ffo_box_take({Name(box)}, {offset})";
        Status expected = _rules.TakeOut(box, TypeNumber.None, offset, out nint child);
        Status status;
        nint taken = (nint)Native.ffo_box_take((void*)box, offset, &status);
        Expect(expected, status, call);
        Require(taken == child, $"{Name(child)} must come out, not {Name(taken)}");
    }

    private void StoreField(int number, int field, int childNumber)
    {
        (nint box, nuint offset, uint type) = PickField(number, field);
        if (type != TypeNumber.None)
        {
            nint child = PickPointer(childNumber, type);
            _rules.Live.Find(block => block.Address == box)!.WriteField(offset, child);
            _log.Add($"{Name(box)}.field[{offset}] = {Name(child)}");
        }
    }

    // Of a tree any block may be overrun: the whole tree is freed, and it is told once.
    private void OverrunAndFree(int number, int at)
    {
        if (_rules.Live.Count == 0)
        {
            return;
        }

        ModelBlock block = _rules.Live[number % _rules.Live.Count];
        ModelBlock root = block;
        while (root is { State: ModelState.Owned, Parent: { } parent } && parent.State != ModelState.Freed)
        {
            root = parent;
        }

        // Of a string also its own NUL counts; on the slab heap it may be all there is.
        bool isNul = block.Type == TypeNumber.String && (at % 2 == 0 || ProcessLedger.Kind == HeapKind.Slab);
        nuint offset = isNul ? block.Size - 1 : block.Size;
        byte* behind = (byte*)block.Address + offset;
        *behind ^= 0x55;
        _rules.Overrun = block;
        _log.Add($"{Name(block.Address)}[{offset}] is overwritten");
        if (root.Handle is { } handle)
        {
            HandleRelease(handle.Value, mayClose: false);
        }
        else
        {
            string call = $"ffo_box_free({Name(root.Address)})";
            Expect(_rules.BoxFree(root.Address, root.Type), Native.ffo_box_free((void*)root.Address, root.Type), call);
        }

        _rules.Overrun = null;
        if (block.State != ModelState.Freed)
        {
            *behind ^= 0x55;
        }
    }
}
