using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using FfiOwnership.Entries;

namespace FfiOwnership.Heaps.Slabs;

/// <content>A text of up to 15 bytes fills the smallest slot, and is copied in one go.</content>
internal readonly unsafe partial struct SlabHeap
{
    private const int VectorSize = 16;
    private const nuint PageSize = 4096;
    private const uint SmallestClass = 0;

    /// <inheritdoc/>
    /// <remarks>
    /// One load takes the text with whatever lies behind its NUL; the slot is written once, with the text, the NUL, and the
    /// slab's canary in what is left. Reading behind the NUL is harmless within a page, as every <c>strlen</c> does it, but
    /// on processors that tag memory it is not; so this is for x64 only.
    /// </remarks>
    // SAFETY: promised: the text, up to its NUL, and with it the rest of its page. Unpublished: the slot, of 16 bytes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReserveShortText(byte* text, out Reservation reserved)
    {
        if (!Sse2.IsSupported || _thread == null || text == null || ((nuint)text & (PageSize - 1)) > PageSize - VectorSize)
        {
            reserved = default;
            return false;
        }

        Vector128<byte> bytes = Vector128.Load(text);
        uint ends = Vector128.Equals(bytes, Vector128<byte>.Zero).ExtractMostSignificantBits();
        int length = BitOperations.TrailingZeroCount(ends);
        if (ends == 0 || !TryReserveSlot(SmallestClass, (nuint)length + 1, out reserved))
        {
            reserved = default;
            return false;
        }

        Vector128<sbyte> end = Vector128.Create((sbyte)length);
        Vector128<byte> canary = Vector128.Create(((Slab*)reserved.Home)->Canary).AsByte();
        Vector128<byte> before = Vector128.LessThan(Vector128<sbyte>.Indices, end).AsByte();
        Vector128<byte> after = Vector128.GreaterThan(Vector128<sbyte>.Indices, end).AsByte();
        Vector128.Store((bytes & before) | (canary & after), reserved.Block);
        return true;
    }
}
