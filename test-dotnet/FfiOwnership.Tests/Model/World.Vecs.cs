using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Owners;
using FfiOwnership.Tests.Abi;

namespace FfiOwnership.Tests.Model;

/// <content>Vecs. Their structs lie in a few fixed places, so that copies and outdated ones come up by themselves.</content>
internal sealed unsafe partial class World
{
    private static readonly nuint[] ElementSizes = [1, 4, 8, 24, 40_000, 0];

    private void VecInit(int number, int size, int capacity)
    {
        VecData* vec = _vecs + (number % VecCount);
        nuint elementSize = ElementSizes[size % ElementSizes.Length];
        nuint count = capacity % 16 == 15 ? nuint.MaxValue / 2 : (nuint)capacity % 8;
        Status expected = elementSize == 0 ? Status.InvalidArgument : Rules.IsTooLarge(elementSize, count) ? Status.SizeOverflow : Status.Ok;
        Expect(expected, Native.ffo_vec_init(vec, elementSize, count), $"ffo_vec_init(vec {number % VecCount}, {elementSize}, {count})");
        bool isMade = expected == Status.Ok && count > 0;
        Require((vec->Data != null) == isMade && vec->Length == 0, "an initialised vec is empty");
        Require(vec->Capacity == (isMade ? count : 0) && vec->ElementSize == (expected == Status.Ok ? elementSize : 0), "a vec has what was asked for, or is {0}");
        if (isMade)
        {
            EnterVec(vec);
        }
    }

    private void VecReserve(int number, int additional)
    {
        nuint more = additional % 16 == 15 ? nuint.MaxValue - 1 : (nuint)additional % 16;
        if (IsOwners(_vecs[number % VecCount], out ModelBlock owners))
        {
            ReserveOwners(number, owners, more);
            return;
        }

        Grow(number, more, vec => Native.ffo_vec_reserve((VecData*)vec, more), $"ffo_vec_reserve({more})", _ => { });
    }

    private void VecPush(int number, int value)
    {
        if (IsOwners(_vecs[number % VecCount], out ModelBlock owners))
        {
            AppendOwners(number, owners, 1, value, isPush: true);
            return;
        }

        byte[] element = Elements(number, 1, value);
        fixed (byte* start = element)
        {
            nint from = (nint)start;
            Grow(number, 1, vec => Native.ffo_vec_push((VecData*)vec, (void*)from), "ffo_vec_push", block => Append(block, number, element));
        }
    }

    // Elements come from elsewhere or from the vec itself.
    private void VecAppend(int number, int countNumber, int value)
    {
        VecData vec = _vecs[number % VecCount];
        int count = countNumber % 6;
        if (IsOwners(vec, out ModelBlock owners))
        {
            AppendOwners(number, owners, count, value, isPush: false);
            return;
        }

        bool isSelf = value % 2 == 0 && _rules.LookVec(vec, out ModelBlock? block) == Status.Ok && block != null && (nuint)block.Content.Length >= vec.Length * vec.ElementSize;
        count = isSelf ? (int)nuint.Min((nuint)count, vec.Length) : count;
        byte[] elements = isSelf ? new ReadOnlySpan<byte>(vec.Data, count * (int)vec.ElementSize).ToArray() : Elements(number, count, value);
        fixed (byte* start = elements)
        {
            nint from = isSelf ? (nint)vec.Data : (nint)start;
            Grow(number, (nuint)count, to => Native.ffo_vec_append((VecData*)to, (void*)from, (nuint)count), $"ffo_vec_append({(isSelf ? "itself, " : "")}{count})", grown => Append(grown, number, elements));
        }
    }

    private void VecResize(int number, int lengthNumber)
    {
        VecData before = _vecs[number % VecCount];
        nuint length = lengthNumber % 16 == 15 ? nuint.MaxValue / 4 : (nuint)lengthNumber % 16;
        nuint added = length > before.Length ? length - before.Length : 0;
        if (IsOwners(before, out ModelBlock owners))
        {
            Change(number, owners, nuint.Min(length, before.Length), added, null, vec => Native.ffo_vec_resize((VecData*)vec, length), $"ffo_vec_resize({length})");
            return;
        }

        Grow(number, added, vec => Native.ffo_vec_resize((VecData*)vec, length), $"ffo_vec_resize({length})", block =>
        {
            Append(block, number, new byte[added * before.ElementSize]);
            Require(_vecs[number % VecCount].Length == length, "the length is the one asked for");
        });
    }

    private void VecShrink(int number)
    {
        VecData* vec = _vecs + (number % VecCount);
        VecData before = *vec;
        Status expected = _rules.LookVec(before, out ModelBlock? block);
        if (expected == Status.Ok && block is { ElementType: not 0 })
        {
            ShrinkOwners(vec, block);
            return;
        }

        Expect(expected, Native.ffo_vec_shrink(vec), $"ffo_vec_shrink(vec {number % VecCount})");
        if (expected != Status.Ok || block == null)
        {
            Require(Equals(*vec, before), "the struct must be as it was");
        }
        else if (before.Length == 0)
        {
            Require(vec->Data == null && vec->Capacity == 0 && vec->ElementSize == before.ElementSize, "an empty vec keeps no block");
            _rules.End(block);
        }
        else
        {
            Moved(vec, block, before);
            Require(vec->Capacity == before.Length && vec->Length == before.Length, "the capacity is the length now");
        }
    }

    private void VecDispose(int number)
    {
        VecData* vec = _vecs + (number % VecCount);
        VecData before = *vec;
        Status expected = _rules.Dispose(before);
        Expect(expected, Native.ffo_vec_dispose(vec), $"ffo_vec_dispose(vec {number % VecCount})");
        Require(Equals(*vec, expected == Status.Ok ? default : before), "a disposed vec is {0}, another as it was");
    }

    private void EditVec(int number, int field, int value)
    {
        VecData* vec = _vecs + (number % VecCount);
        switch (field % 8)
        {
            case 0:
                vec->ElementSize = ElementSizes[value % ElementSizes.Length];
                break;
            case 1:
                vec->Capacity = (nuint)value % 8;
                break;
            case 2:
                vec->Stamp ^= 1;
                break;
            case 3:
                vec->Data = (void*)PickPointer(value, TypeNumber.Vec);
                break;
            default:
                vec->Length = vec->Capacity + (value % 4 == 3 ? 1u : 0u) - nuint.Min(vec->Capacity, (nuint)value % 3);
                break;
        }

        _log.Add($"vec {number % VecCount} is edited: {Name((nint)vec->Data)}, {vec->Length} of {vec->Capacity} x {vec->ElementSize}");
    }

    // Any call that may need more room. What it does when it has it is done to the model's content.
    private void Grow(int number, nuint additional, Func<nint, Status> call, string text, Action<ModelBlock> onGrown)
    {
        VecData* vec = _vecs + (number % VecCount);
        VecData before = *vec;
        Status expected = _rules.LookVec(before, out ModelBlock? block);
        bool isTooLarge = expected == Status.Ok && (Rules.IsTooLarge(before.ElementSize, additional) || Rules.IsTooLarge(before.ElementSize, before.Length + additional));
        expected = isTooLarge ? Status.SizeOverflow : expected;
        Expect(expected, call((nint)vec), $"{text} on vec {number % VecCount}");
        if (expected != Status.Ok)
        {
            Require(Equals(*vec, before), "the struct must be as it was");
            return;
        }

        bool hasRoom = before.Length + additional <= before.Capacity;
        Require((vec->Capacity == before.Capacity) == hasRoom, "a vec grows when it must");
        if (!hasRoom)
        {
            Require(vec->Capacity >= before.Length + additional && vec->Capacity >= before.Capacity + (before.Capacity / 2), "it grows by at least half");
            block = Moved(vec, block, before);
        }

        if (block != null)
        {
            onGrown(block);
        }
    }

    // The block has another place now; period and tag go with it.
    private ModelBlock Moved(VecData* vec, ModelBlock? former, VecData before)
    {
        if (former != null && vec->Data == (void*)former.Address)
        {
            return former;
        }

        ModelBlock block = EnterVec(vec, former);
        if (former != null)
        {
            nuint known = nuint.Min((nuint)former.Content.Length, before.Length * before.ElementSize);
            block.Content = former.Content[..(int)known];
            block.Tag = former.Tag;
            _rules.End(former);
        }

        return block;
    }

    private ModelBlock EnterVec(VecData* vec, ModelBlock? former = null, uint elementType = TypeNumber.None)
    {
        ModelBlock block = new(++_made, (nint)vec->Data, TypeNumber.Vec, [], vec->Capacity * vec->ElementSize, former?.Period ?? _checkpoints[^1])
        {
            ElementSize = vec->ElementSize,
            Stamp = vec->Stamp,
            ElementType = former?.ElementType ?? elementType,
        };
        block.Content = block.ElementType == 0 ? [] : new byte[block.Size];
        _rules.Add(block);
        return block;
    }

    // Adds bytes behind the former length; what lay behind it is overwritten.
    private void Append(ModelBlock block, int number, byte[] added)
    {
        nuint end = _vecs[number % VecCount].Length * block.ElementSize;
        nuint start = end - (nuint)added.Length;
        if ((nuint)block.Content.Length >= start)
        {
            byte[] behind = (nuint)block.Content.Length > end ? block.Content[(int)end..] : [];
            block.Content = [.. block.Content[..(int)start], .. added, .. behind];
        }
    }

    private byte[] Elements(int number, int count, int value)
    {
        byte[] elements = new byte[(int)nuint.Max(_vecs[number % VecCount].ElementSize, 1) * count];
        Array.Fill(elements, (byte)value);
        return elements;
    }

    private static bool Equals(in VecData left, in VecData right) =>
        left.Data == right.Data && left.Length == right.Length && left.Capacity == right.Capacity && left.ElementSize == right.ElementSize && left.Stamp == right.Stamp;
}
