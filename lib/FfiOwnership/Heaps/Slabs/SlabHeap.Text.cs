using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using FfiOwnership.Entries;

namespace FfiOwnership.Heaps.Slabs;

/// <content>Strings of up to 15 bytes, which with their NUL fit into the smallest slot, are copied by one vector instruction.</content>
internal unsafe partial struct SlabHeap
{
    /// <summary>Bytes of a vector, and of a slot of <see cref="SmallestClass"/>.</summary>
    private const int VectorSize = 16;

    /// <summary>The smallest page size of x64, in bytes.</summary>
    private const nuint PageSize = 4096;

    /// <summary>The size class whose slots are as large as a vector.</summary>
    private const uint SmallestClass = 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool TryReserveShortText(byte* text, out Reservation reserved) => TryReserveShortText(text, mayRefill: true, out reserved);

    /// <summary>The same; may be told to call nothing, and so to give up if neither the thread nor its current slab has a slot.</summary>
    /// <remarks>
    /// One load reads the text and whatever follows its NUL; one store fills the slot with the text, the NUL, and the slab's
    /// canary behind it. Reading on behind the NUL is harmless within a page, and every optimised <c>strlen</c> does it; but
    /// not on processors that tag memory. So this is for x64 only.
    /// </remarks>
    // SAFETY: promised: the text up to its NUL, and so the rest of its page. Unpublished: the slot, of 16 bytes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool TryReserveShortText(byte* text, bool mayRefill, out Reservation reserved)
    {
        if (!Sse2.IsSupported || _thread == null || text == null || ((nuint)text & (PageSize - 1)) > PageSize - VectorSize)
        {
            reserved = default;
            return false;
        }

        Vector128<byte> bytes = Vector128.Load(text);
        uint ends = Vector128.Equals(bytes, Vector128<byte>.Zero).ExtractMostSignificantBits();
        int length = BitOperations.TrailingZeroCount(ends);
        if (ends == 0 || !TryReserveSlot(SmallestClass, (nuint)length + 1, mayRefill, out reserved))
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

    /// <summary>Takes memory for a block of a size in bytes, aligned to 16, from what the thread has. Calls nothing. The thread has a heap.</summary>
    /// <returns>False if it does not fit into a slot with a guard byte, or the thread has no slot.</returns>
    // SAFETY: unpublished: the slot.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool TryReserveAligned(nuint size, out Reservation reserved)
    {
        if (size >= SizeClass.LargestSlot || !TryReserveSlot(SizeClass.OfAligned(size + 1), size, mayRefill: false, out reserved))
        {
            reserved = default;
            return false;
        }

        ((Slab*)reserved.Home)->WriteCanary(reserved.Block, size);
        return true;
    }

    /// <summary>Takes memory for a string of a length and its NUL, from what the thread has. Calls nothing. The thread has a heap.</summary>
    /// <param name="length">Length in bytes; the string and its NUL fit into a slot.</param>
    /// <param name="reserved">The memory.</param>
    /// <returns>False if the thread has no slot.</returns>
    // SAFETY: unpublished: the slot.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool TryReserveText(nuint length, out Reservation reserved)
    {
        if (!TryReserveSlot(SizeClass.Of(length + 1), length + 1, mayRefill: false, out reserved))
        {
            return false;
        }

        Slab* slab = (Slab*)reserved.Home;
        if (slab->IsGuarded(reserved.Size))
        {
            slab->WriteCanary(reserved.Block, reserved.Size);
        }

        return true;
    }
}
