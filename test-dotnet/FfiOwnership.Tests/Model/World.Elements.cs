using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Owners;
using FfiOwnership.Tests.Abi;

namespace FfiOwnership.Tests.Model;

/// <content>Vecs of registered types. All of their bytes are known: those beyond the counted elements are zero unless a caller has written there.</content>
internal sealed unsafe partial class World
{
    private void VecInitOf(int number, int typeNumber, int capacity)
    {
        VecData* vec = _vecs + (number % VecCount);
        uint type = typeNumber % 8 != 7 ? ModelType.Elements[typeNumber / 8 % 5] : ModelType.Elements[typeNumber / 8 % ModelType.Elements.Length];
        nuint count = capacity % 16 == 15 ? nuint.MaxValue / 2 : (nuint)capacity % 8;
        Status expected = Rules.LookElementType(type);
        expected = expected == Status.Ok && Rules.IsTooLarge(ModelType.Of(type).Size, count) ? Status.SizeOverflow : expected;
        Expect(expected, Native.ffo_vec_init_of(vec, type, count), $"ffo_vec_init_of(vec {number % VecCount}, type {type}, {count})");
        if (expected != Status.Ok)
        {
            Require(Equals(*vec, default), "a vec that was not made is {0}");
            return;
        }

        Require(vec->Length == 0 && vec->Capacity == nuint.Max(count, 1) && vec->ElementSize == ModelType.Of(type).Size, "a vec has what was asked for, and a block");
        Require((nuint)vec->Data % ModelType.Of(type).Alignment == 0, "the elements are aligned");
        EnterVec(vec, null, type);
    }

    private void VecTake(int number, int indexNumber, int place)
    {
        VecData* vec = _vecs + (number % VecCount);
        VecData before = *vec;
        nuint index = IndexIn(before, indexNumber);
        byte[] room = new byte[nuint.Max(before.ElementSize, 1)];
        Array.Fill(room, (byte)0xEE);
        bool isInside = place % 8 == 7 && IsOwners(before, out _) && before.Length != 0;
        Status expected;
        ModelBlock? block;
        if (isInside)
        {
            expected = _rules.LookVec(before, out block);
            expected = expected == Status.Ok ? Status.InvalidArgument : expected;
        }
        else
        {
            expected = _rules.TakeElement(before, index, out block);
        }

        fixed (byte* start = room)
        {
            void* to = isInside ? before.Data : start;
            Expect(expected, Native.ffo_vec_take(vec, index, to), $"ffo_vec_take(vec {number % VecCount}, {index}{(isInside ? ", itself" : "")})");
        }

        if (expected != Status.Ok)
        {
            Require(Equals(*vec, before), "the struct must be as it was");
            Require(isInside || !Array.Exists(room, value => value != (block != null ? 0 : room[0])), "a refused call leaves zeros");
            return;
        }

        before.Length--;
        Require(Equals(*vec, before), "there is one element fewer");
        int size = (int)before.ElementSize;
        int at = (int)index * size;
        byte[] content = block!.Content;
        if (content.Length >= at + size)
        {
            Require(content.AsSpan(at, size).SequenceEqual(room), "the element comes out");
            int end = block.ElementType == 0 ? int.Min(content.Length, (int)(before.Length + 1) * size) : (int)block.Count * size;
            byte[] gap = block.ElementType == 0 ? [] : new byte[size];
            block.Content = [.. content[..at], .. content[(at + size)..end], .. gap, .. block.ElementType == 0 ? [] : content[end..]];
            block.Count -= block.ElementType == 0 ? 0u : 1u;
        }
    }

    private void VecPutField(int number, int indexNumber, int fieldNumber)
    {
        VecData* vec = _vecs + (number % VecCount);
        VecData before = *vec;
        nuint index = IndexIn(before, indexNumber);
        (nuint offset, uint type) = FieldOf(before, fieldNumber);
        nint child = PickChild(fieldNumber / 16 + (indexNumber / 16), type);
        string call = $"ffo_vec_put_field(vec {number % VecCount}, {index}, {offset}, {Name(child)})";
        Expect(_rules.PutField(before, index, offset, child), Native.ffo_vec_put_field(vec, index, offset, (void*)child), call);
        Require(Equals(*vec, before), "the struct stays as it is");
    }

    private void VecTakeField(int number, int indexNumber, int fieldNumber)
    {
        VecData* vec = _vecs + (number % VecCount);
        VecData before = *vec;
        nuint index = IndexIn(before, indexNumber);
        (nuint offset, _) = FieldOf(before, fieldNumber);
        Status expected = _rules.TakeField(before, index, offset, out nint child);
        Status status;
        nint taken = (nint)Native.ffo_vec_take_field(vec, index, offset, &status);
        Expect(expected, status, $"ffo_vec_take_field(vec {number % VecCount}, {index}, {offset})");
        Require(taken == child, $"{Name(child)} must come out, not {Name(taken)}");
        Require(Equals(*vec, before), "the struct stays as it is");
    }

    // Whether a call on the vec finds a block of elements of a registered type.
    private bool IsOwners(in VecData vec, out ModelBlock block)
    {
        bool isOwners = _rules.LookVec(vec, out ModelBlock? known) == Status.Ok && known is { ElementType: not 0 };
        block = known!;
        return isOwners;
    }

    // Elements whose owned fields hold anything, or elements of the vec itself, counted or not.
    private void AppendOwners(int number, ModelBlock block, int count, int value, bool isPush)
    {
        VecData before = _vecs[number % VecCount];
        bool isSelf = value % 8 == 0 && count <= (int)before.Capacity;
        byte[] elements = new byte[count * (int)before.ElementSize];
        int from = isSelf ? value / 8 % ((int)before.Capacity - count + 1) : 0;
        if (isSelf)
        {
            block.Content.AsSpan(from * (int)before.ElementSize, elements.Length).CopyTo(elements);
        }
        else
        {
            Array.Fill(elements, (byte)value);
            ModelBlock fields = new(0, 0, TypeNumber.Vec, elements, 0, 0) { ElementType = block.ElementType, ElementSize = block.ElementSize };
            int field = 0;
            foreach ((nuint offset, uint type) in fields.FieldsOf(0, (nuint)count))
            {
                fields.SetField(offset, PickChild((value / 8) + (value % 3 == 0 ? 0 : 37 * field++), type));
            }
        }

        fixed (byte* start = elements)
        {
            byte* source = isSelf ? (byte*)before.Data + (from * (nint)before.ElementSize) : start;
            string text = $"ffo_vec_{(isPush ? "push" : "append")}({(isSelf ? $"itself from {from}, " : "")}{count})";
            Change(number, block, before.Length, (nuint)count, elements, vec => isPush ? Native.ffo_vec_push((VecData*)vec, source) : Native.ffo_vec_append((VecData*)vec, source, (nuint)count), text, isSelf);
        }
    }

    // A call that ends all counted elements from one on, and adds some: zeros if they are null.
    private void Change(int number, ModelBlock block, nuint from, nuint added, byte[]? elements, Func<nint, Status> call, string text, bool isSelf = false)
    {
        VecData* vec = _vecs + (number % VecCount);
        VecData before = *vec;
        bool isTooLarge = Rules.IsTooLarge(before.ElementSize, added) || Rules.IsTooLarge(before.ElementSize, before.Length + added);
        bool owns = isSelf && Owns(block, elements!);
        Status expected = isTooLarge && elements != null ? Status.SizeOverflow : owns ? Status.NotOwned : Status.Ok;
        Rules.VecChange change = null!;
        bool isNew = false;
        if (expected == Status.Ok)
        {
            expected = _rules.ClaimChange(block, from, elements, out change, out isNew);
            expected = expected == Status.Ok && isTooLarge ? Status.SizeOverflow : expected;
        }

        bool hasRoom = before.Length + added <= before.Capacity;
        bool endsSome = change != null && change.Until > from;
        Expect(expected, call((nint)vec), $"{text} on vec {number % VecCount}");
        if (expected != Status.Ok)
        {
            Require(Equals(*vec, before), "the struct must be as it was");
            if (isNew && hasRoom && !endsSome)
            {
                // They were looked at in the room behind the length, which is empty again.
                block.Content.AsSpan((int)(before.Length * before.ElementSize), elements!.Length).Clear();
            }

            return;
        }

        Require((vec->Capacity == before.Capacity) == hasRoom, "a vec grows when it must");
        Require(hasRoom || vec->Capacity >= before.Capacity + (before.Capacity / 2), "it grows by at least half");
        Require(vec->Length == from + added, "the length is right");
        Moves(vec, block, before, change!, elements);
    }

    private void ReserveOwners(int number, ModelBlock block, nuint additional)
    {
        VecData* vec = _vecs + (number % VecCount);
        VecData before = *vec;
        bool isTooLarge = Rules.IsTooLarge(before.ElementSize, additional) || Rules.IsTooLarge(before.ElementSize, before.Length + additional);
        Expect(isTooLarge ? Status.SizeOverflow : Status.Ok, Native.ffo_vec_reserve(vec, additional), $"ffo_vec_reserve({additional}) on vec {number % VecCount}");
        if (isTooLarge || before.Length + additional <= before.Capacity)
        {
            Require(Equals(*vec, before), "the struct must be as it was");
            return;
        }

        Rules.ClaimNothing(block, out Rules.VecChange change);
        Moves(vec, block, before, change, null);
    }

    private void ShrinkOwners(VecData* vec, ModelBlock block)
    {
        VecData before = *vec;
        Status expected = _rules.ClaimChange(block, before.Length, null, out Rules.VecChange change, out _);
        Expect(expected, Native.ffo_vec_shrink(vec), $"ffo_vec_shrink(vec {vec - _vecs})");
        if (expected != Status.Ok)
        {
            Require(Equals(*vec, before), "the struct must be as it was");
            return;
        }

        Require(vec->Capacity == nuint.Max(before.Length, 1) && vec->Length == before.Length, "the capacity is the length now, but not 0");
        Moves(vec, block, before, change, null);
    }

    // The block may have another place now; what lived on in it, period and tag have gone there.
    private void Moves(VecData* vec, ModelBlock block, VecData before, Rules.VecChange change, byte[]? elements)
    {
        int size = (int)before.ElementSize;
        int kept = (int)change.From * size;
        ModelBlock now = block;
        if (vec->Data != (void*)block.Address)
        {
            now = EnterVec(vec, block);
            now.Tag = block.Tag;
            now.Count = change.From;
            block.Content.AsSpan(0, kept).CopyTo(now.Content);
            _rules.Reparent(block, now);
            _rules.End(block);
        }
        else
        {
            int end = int.Max((int)change.Until, (int)vec->Length) * size;
            now.Content.AsSpan(kept, end - kept).Clear();
        }

        elements?.CopyTo(now.Content, kept);
        _rules.EndChange(change, now, vec->Length);
    }

    private static bool Owns(ModelBlock vec, byte[] elements)
    {
        ModelBlock fields = new(0, 0, TypeNumber.Vec, elements, 0, 0) { ElementType = vec.ElementType, ElementSize = vec.ElementSize };
        return fields.FieldsOf(0, (nuint)elements.Length / vec.ElementSize).Any(field => fields.Field(field.Offset) != 0);
    }

    private static nuint IndexIn(in VecData vec, int number) => number % 16 == 15 || vec.Length == 0 ? vec.Length + ((nuint)number / 16 % 2) : (nuint)number % nuint.Min(vec.Length, 100);

    private (nuint Offset, uint Type) FieldOf(in VecData vec, int number)
    {
        if (number % 16 < 14 && IsOwners(vec, out ModelBlock block) && ModelType.Of(block.ElementType).Fields is { Length: > 0 } fields)
        {
            return fields[number / 16 % fields.Length];
        }

        return (number % 2 == 0 ? 4u : 1u << 20, TypeNumber.None);
    }

    // Mostly a block of the caller's that fits, or nothing.
    private nint PickChild(int number, uint type)
    {
        List<ModelBlock> fitting = _rules.Live.FindAll(block => block.Type == type && block.State == ModelState.Callers);
        return number % 8 == 7 ? PickPointer(number / 8, type) : number % 4 == 3 || fitting.Count == 0 ? 0 : fitting[number % fitting.Count].Address;
    }
}
