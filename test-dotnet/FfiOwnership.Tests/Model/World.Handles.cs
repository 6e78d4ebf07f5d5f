using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Tests.Abi;
using FfiOwnership.Tests.Support;

namespace FfiOwnership.Tests.Model;

/// <content>Handles.</content>
internal sealed unsafe partial class World
{
    private nint _payloads = 0x1000;

    private void HandleFromRaw(int number, int typeNumber)
    {
        nint pointer = PickPointer(number);
        uint type = PickType(typeNumber, pointer);
        string call = $"ffo_handle_from_raw({Name(pointer)}, type {type})";
        Status expected = _rules.FromRaw(pointer, type, out ModelBlock block);
        Status status;
        ulong handle = Native.ffo_handle_from_raw((void*)pointer, type, &status);
        Expect(expected, status, handle != 0, call);
        if (handle != 0)
        {
            Require(handle >> 62 == 1, "bit 62 of a handle is set and bit 63 is not");
            Require(!_rules.Stale.Contains(handle), "a handle is issued once");
            _rules.Issue(handle, block, block.ElementType != 0 ? block.Count * block.ElementSize : block.Size - (type == TypeNumber.String ? 1u : 0));
        }
    }

    private void HandleIntoRaw(int number, int typeNumber)
    {
        ulong handle = PickHandle(number);
        uint type = PickHandleType(typeNumber, handle);
        string call = $"ffo_handle_into_raw({Name(handle)}, type {type})";
        Status expected = _rules.IntoRaw(handle, type, out ModelHandle known);
        Status status;
        nint pointer = (nint)Native.ffo_handle_into_raw(handle, type, &status);
        Expect(expected, status, pointer != 0, call);
        Require(pointer == 0 || pointer == known.Pointer, $"{Name(known?.Pointer ?? 0)} must come out");
    }

    // A payload is never looked at, so any address that no allocator hands out will do.
    private void HandleAdopt(int number, int typeNumber, int payloadNumber)
    {
        nint payload = payloadNumber % 8 == 7 ? PickAdoptable(payloadNumber / 8) : _payloads += 16;
        uint type = typeNumber % 8 == 7 ? PickType(typeNumber, 0) : typeNumber % 2 == 0 ? ModelType.Leaf : ModelType.Foreign;
        nint? context = number % 4 == 0 ? null : number;
        Status expected = _rules.Adopt(payload, type);
        Status status;
        ulong handle = Native.ffo_handle_adopt((void*)payload, type, context == null ? null : ModelType.Drop, (void*)(context ?? 0), &status);
        Expect(expected, status, handle != 0, $"ffo_handle_adopt({Name(payload)}, type {type})");
        if (handle != 0)
        {
            _rules.AddAdopted(new ModelHandle(handle, type, payload, ModelType.Of(type).Size) { Period = _checkpoints[^1], DropContext = context });
        }
    }

    private void HandleBorrow(int number, int typeNumber, bool isExclusive)
    {
        ulong handle = PickHandle(number);
        uint type = PickHandleType(typeNumber, handle);
        string call = $"ffo_handle_borrow{(isExclusive ? "_mut" : "")}({Name(handle)}, type {type})";
        Status expected = _rules.Borrow(handle, type, isExclusive, out ModelHandle known);
        Status status;
        nuint size = 999;
        nint pointer = (nint)(isExclusive ? Native.ffo_handle_borrow_mut(handle, type, &size, &status) : Native.ffo_handle_borrow(handle, type, &size, &status));
        Expect(expected, status, pointer != 0, call);
        Require((pointer, size) == (expected == Status.Ok ? (known.Pointer, known.Lent) : (0, 0)), "a borrow lends the block and says how much it is, or nothing");
    }

    private void HandleReturn(ulong handle)
    {
        string call = $"ffo_handle_return({Name(handle)})";
        Expect(_rules.Return(handle), Native.ffo_handle_return(handle), call);
    }

    private void HandleRetain(int number)
    {
        ulong handle = PickHandle(number);
        Expect(_rules.Retain(handle), Native.ffo_handle_retain(handle), $"ffo_handle_retain({Name(handle)})");
    }

    private void HandleTryRetain(int number)
    {
        ulong handle = PickHandle(number);
        Status expected = _rules.Retain(handle);
        uint* retained = stackalloc uint[] { 999 };
        Status actual = Native.ffo_handle_try_retain(handle, retained);
        Expect(expected == Status.StaleHandle ? Status.Ok : expected, actual, $"ffo_handle_try_retain({Name(handle)})", isQuestion: true);
        Require(*retained == (expected == Status.Ok ? 1u : 0u), "it says whether there is one more reference");
    }

    private void HandleRelease(ulong handle, bool mayClose)
    {
        string call = $"ffo_handle_{(mayClose ? "close" : "release")}({Name(handle)})";
        Expect(_rules.Release(handle, mayClose), mayClose ? Native.ffo_handle_close(handle) : Native.ffo_handle_release(handle), call);
    }

    // Blocks of ours, whole or inside, and NULL; not what was freed, whose address may be anything by now.
    // Memory of ours: a live block's or, where freed memory does not go back to everybody, a freed one's.
    private nint PickAdoptable(int number)
    {
        if (number % 4 == 2 && _rules.Freed.Count > 0 && ProcessLedger.Kind == HeapKind.Slab)
        {
            return _rules.Freed.Keys.ElementAt(number / 4 % _rules.Freed.Count);
        }

        if (number % 4 == 3 || _rules.Live.Count == 0)
        {
            return 0;
        }

        ModelBlock block = _rules.Live[number / 4 % _rules.Live.Count];
        return number % 2 == 1 && block.Covers(block.Address + 4) ? block.Address + 4 : block.Address;
    }
}
