using FfiOwnership.Entries;
using FfiOwnership.Errors;

namespace FfiOwnership.Tests.Model;

/// <content>From a step's numbers to arguments: mostly good ones, sometimes one of each bad kind.</content>
internal sealed unsafe partial class World
{
    private static readonly nint[] ForeignAddresses = [ImageAddress(), 1, 8, unchecked((nint)0x7FFF_0000_0000), unchecked((nint)0x8000_0000_0000_0000), -8];

    // An address: of a block of a type if there is one, of any block, freed, interior, foreign or NULL.
    private nint PickPointer(int number, uint type = TypeNumber.None)
    {
        int which = number / 16;
        List<ModelBlock> fitting = _rules.Live.FindAll(block => block.Type == type);
        ModelBlock? any = _rules.Live.Count == 0 ? null : _rules.Live[which % _rules.Live.Count];
        return (number % 16) switch
        {
            < 9 when fitting.Count > 0 => fitting[which % fitting.Count].Address,
            < 12 when any != null => any.Address,
            12 or 13 when _rules.Freed.Count > 0 => _rules.Freed.Keys.ElementAt(which % _rules.Freed.Count),
            13 when any is { Size: > 1 } => any.Address + 1 + (which % (nint)(any.Size - 1)),
            14 => ForeignAddresses[which % ForeignAddresses.Length],
            _ => 0,
        };
    }

    // The address of a block that has owned fields, and the offset of one of them.
    private (nint Box, nuint Offset, uint FieldType) PickField(int boxNumber, int fieldNumber)
    {
        List<ModelBlock> boxes = _rules.Live.FindAll(block => FieldsOf(block).Length > 0);
        nint pointer = boxNumber % 8 != 7 && boxes.Count > 0 ? boxes[boxNumber / 8 % boxes.Count].Address : PickPointer(boxNumber / 8);
        (nuint Offset, uint Type)[] fields = _rules.Live.Find(block => block.Address == pointer) is { } box ? FieldsOf(box) : [];
        if (fieldNumber % 16 < 14 && fields.Length > 0)
        {
            (nuint offset, uint type) = fields[fieldNumber / 16 % fields.Length];
            return (pointer, offset, type);
        }

        return (pointer, fieldNumber % 2 == 0 ? 4u : 1u << 20, TypeNumber.None);
    }

    // The owned fields of a block; of a vec of a registered type also those in its room, which a caller may write to.
    private static (nuint Offset, uint Type)[] FieldsOf(ModelBlock block) =>
        block.ElementType == 0 ? ModelType.Of(block.Type).Fields : [.. block.FieldsOf(0, block.Size / block.ElementSize)];

    // The type of what an address names, and sometimes another one.
    private uint PickType(int number, nint pointer)
    {
        uint[] others = [TypeNumber.String, TypeNumber.Config, TypeNumber.Vec, .. ModelType.Boxes, ModelType.Foreign, TypeNumber.None, 4, uint.MaxValue];
        return number % 8 != 7 && _rules.Live.Find(block => block.Address == pointer) is { } block ? block.Type : others[number / 8 % others.Length];
    }

    // A handle: live, ended, or never issued.
    private ulong PickHandle(int number)
    {
        int which = number / 16;
        return (number % 16) switch
        {
            < 12 when _rules.Handles.Count > 0 => _rules.Handles.Keys.ElementAt(which % _rules.Handles.Count),
            < 14 when _rules.Stale.Count > 0 => _rules.Stale[which % _rules.Stale.Count],
            14 => new[] { 1ul, 1ul << 62, ulong.MaxValue, (ulong)ImageAddress() }[which % 4],
            _ => 0,
        };
    }

    private uint PickHandleType(int number, ulong handle) =>
        number % 8 != 7 && _rules.Handles.TryGetValue(handle, out ModelHandle? known) ? known.Type : PickType(number, 0);

    // Text without NUL: letters, the longer the larger the number.
    private static byte[] PickText(int number) => [.. Enumerable.Range(0, number % 64).Select(at => (byte)('a' + ((number + at) % 26)))];

    // How a log calls an address.
    private string Name(nint pointer)
    {
        if (pointer == 0)
        {
            return "NULL";
        }

        ModelBlock? block = _rules.Live.Find(live => live.Address == pointer || live.Covers(pointer)) ?? _rules.Freed.GetValueOrDefault(pointer);
        return block == null ? $"0x{pointer:x}"
            : pointer == block.Address ? $"#{block.Number} ({ModelType.Of(block.Type).Name}{(block.State == ModelState.Freed ? ", freed" : "")})"
            : $"#{block.Number}+{pointer - block.Address}";
    }

    private string Name(ulong handle)
    {
        int stale = _rules.Stale.IndexOf(handle);
        return _rules.Handles.TryGetValue(handle, out ModelHandle? known) ? $"handle of {(known.Block == null ? $"payload 0x{known.Pointer:x}" : Name(known.Pointer))}"
            : stale >= 0 ? $"stale handle {stale}" : $"0x{handle:x}";
    }

    // A literal of this assembly: memory that no allocator has ever handed out.
    private static nint ImageAddress()
    {
        Utf8Literal literal = "not a block"u8;
        return (nint)literal.Pointer;
    }
}
