using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Owners;
using FfiOwnership.Tests.Abi;

namespace FfiOwnership.Tests.Model;

/// <content>Vecs traded for raw parts or a handle, and back.</content>
internal sealed unsafe partial class World
{
    private void VecIntoRawParts(int number)
    {
        VecData* vec = _vecs + (number % VecCount);
        VecData before = *vec;
        Status expected = _rules.LookVecToKeep(before, out ModelBlock? block);
        void* data = (void*)1;
        nuint length = 999;
        nuint capacity = 999;
        Expect(expected, Native.ffo_vec_into_raw_parts(vec, &data, &length, &capacity), $"ffo_vec_into_raw_parts(vec {number % VecCount})");
        bool isOk = expected == Status.Ok;
        Require(Equals(*vec, isOk ? default : before), "a vec that was taken apart is {0}, another as it was");
        VecData parts = isOk ? before : default;
        Require(data == parts.Data && length == parts.Length && capacity == parts.Capacity, "the parts are the vec's, or none");
        if (isOk && block != null)
        {
            block.Stamp = null;
        }
    }

    private void VecFromRawParts(int number, int dataNumber, int edit)
    {
        VecData* vec = _vecs + (number % VecCount);
        nint data = PickPointer(dataNumber, TypeNumber.Vec);
        ModelBlock? known = _rules.Live.Find(live => live.Address == data && live.Type == TypeNumber.Vec);
        VecData parts = new() { Data = (void*)data, ElementSize = known?.ElementSize ?? 8 };
        parts.Capacity = (known?.Size ?? 0) / parts.ElementSize;
        parts.Length = parts.Capacity - nuint.Min(parts.Capacity, (nuint)edit / 16 % 3);
        switch (edit % 16)
        {
            case 13:
                parts.Length = parts.Capacity + 1;
                break;
            case 14:
                parts.Capacity++;
                break;
            case 15:
                parts.ElementSize = ElementSizes[edit / 16 % ElementSizes.Length];
                break;
        }

        Status expected = _rules.FromRawParts(parts, out ModelBlock? block);
        string call = $"ffo_vec_from_raw_parts(vec {number % VecCount}, {Name(data)}, {parts.Length}, {parts.Capacity}, {parts.ElementSize})";
        Expect(expected, Native.ffo_vec_from_raw_parts(vec, (void*)data, parts.Length, parts.Capacity, parts.ElementSize), call);
        if (expected == Status.Ok)
        {
            parts.Stamp = vec->Stamp;
            if (block != null)
            {
                block.Stamp = vec->Stamp;
            }
        }

        Require(Equals(*vec, expected == Status.Ok ? parts : default), "the vec has its parts, or is {0}");
    }

    private void VecIntoHandle(int number)
    {
        VecData* vec = _vecs + (number % VecCount);
        VecData before = *vec;
        Status expected = _rules.LookVecToKeep(before, out ModelBlock? block);
        Status status;
        ulong handle = Native.ffo_vec_into_handle(vec, &status);
        Expect(expected, status, handle != 0, $"ffo_vec_into_handle(vec {number % VecCount})");
        Require(Equals(*vec, expected == Status.Ok ? default : before), "a vec behind a handle is {0}, another as it was");
        if (expected == Status.Ok)
        {
            block ??= EnterEmpty(handle, before.ElementSize);
            block.Stamp = null; // copies of the vec do not fit it again, whichever way it comes back
            _rules.Issue(handle, block, before.Length * before.ElementSize);
        }
    }

    private void VecFromHandle(int number, int handleNumber)
    {
        VecData* vec = _vecs + (number % VecCount);
        ulong handle = PickHandle(handleNumber);
        string call = $"ffo_vec_from_handle(vec {number % VecCount}, {Name(handle)})";
        Status expected = _rules.IntoRaw(handle, TypeNumber.Vec, out ModelHandle known);
        Expect(expected, Native.ffo_vec_from_handle(vec, handle), call);
        VecData made = default;
        if (expected == Status.Ok)
        {
            ModelBlock block = known.Block!;
            block.Stamp = vec->Stamp;
            made = new VecData
            {
                Data = (void*)block.Address,
                Length = known.Lent / block.ElementSize,
                Capacity = block.Size / block.ElementSize,
                ElementSize = block.ElementSize,
                Stamp = vec->Stamp,
            };
        }

        Require(Equals(*vec, made), "the vec is what it was, or {0}");
    }

    // An empty vec gets a block of size 0 when it goes behind a handle; only its description tells where.
    private ModelBlock EnterEmpty(ulong handle, nuint elementSize)
    {
        ModelBlock block = new(++_made, (nint)Described(handle).Address, TypeNumber.Vec, [], 0, _checkpoints[^1]) { ElementSize = elementSize };
        _rules.Add(block);
        return block;
    }
}
