using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FfiOwnership.Entries;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>The record of a slab: slots of one size and, apart from them, as many entries. Both are permanent, and so is the size.</summary>
/// <remarks>
/// Three cache lines by who writes them:
/// <code>
/// line 1  what every free reads: where the slots and entries are, and who owns the slab    written when it changes hands
/// line 2  the owner's own: which slots are free                                            the owner, without atomics
/// line 3  the remote list: slots freed by other threads                                    anybody, compare-and-swap
/// </code>
/// A free slot waits in a queue, oldest first, linked through its entry, and comes out late: as long as there are slots that
/// were never used, <see cref="Withheld"/> freed ones are not reused, and a slab that was used up hands out none before
/// <see cref="MinFreeToReuse"/> are free again. So a second free of a block mostly meets its freed entry, and no new block.
/// <code>
/// blocks in slots = Bump - FreeCount - RemoteCount
/// </code>
/// A large block is a slab with one slot, whose size is kept in the record: <see cref="SlotCount"/> is 0 then, which keeps it
/// out of every fast path.
/// </remarks>
[StructLayout(LayoutKind.Explicit, Size = Bytes)]
internal unsafe partial struct Slab
{
    // SAFETY (whole file): permanent: records, entries, and the addresses of slots.

    /// <summary>The record's size: three cache lines, at the start of one.</summary>
    public const int Bytes = 192;

    /// <summary>The number of no slot.</summary>
    public const uint NoSlot = uint.MaxValue;

    /// <summary>Free slots withheld while never-used ones remain; delays reuse, so that a late second free is recognised.</summary>
    public const uint ReuseDelay = 8;

    /// <summary>The bytes past a block that are guarded at the most; past a large one there are as many.</summary>
    public const nuint LongestGuard = 64;

    /// <summary>The start of its slots, at a multiple of 64 KiB.</summary>
    [FieldOffset(0)]
    public byte* Base;

    /// <summary>Their entries.</summary>
    [FieldOffset(8)]
    public Entry* Entries;

    /// <summary>Divides by the size of a slot; 0 for a large block.</summary>
    [FieldOffset(16)]
    public ulong Reciprocal;

    /// <summary>The pattern behind the ends of its blocks; no byte of it is zero.</summary>
    [FieldOffset(24)]
    public ulong Canary;

    /// <summary>The heap whose thread alone touches line 2; null: none, or the holder of the lock of the list it is in.</summary>
    [FieldOffset(32)]
    public ThreadHeap* Owner;

    /// <summary>The bytes of a slot; 0 for a large block.</summary>
    [FieldOffset(40)]
    public uint SlotSize;

    /// <summary>How many slots there are; 0 for a large block.</summary>
    [FieldOffset(44)]
    public uint SlotCount;

    /// <summary>The record's number; the upper part of the numbers of its entries.</summary>
    [FieldOffset(48)]
    public uint Number;

    /// <summary>The <see cref="SizeClass"/>, or the <see cref="LargeSize"/> of a large block.</summary>
    [FieldOffset(52)]
    public uint ClassNumber;

    /// <summary>The bytes of a large block; read with acquire, so that a second read of the entry's word comes after it.</summary>
    [FieldOffset(56)]
    public nuint LargeBytes;

    /// <summary>Slots in the owner's queue of free ones; those in the remote list are not among them.</summary>
    [FieldOffset(64)]
    public uint FreeCount;

    /// <summary>Free slots that are not handed out at present: <see cref="ReuseDelay"/> while never-used ones remain, else 0.</summary>
    [FieldOffset(68)]
    public uint Withheld;

    /// <summary>The count of free slots at which the slab belongs in another list of its owner's.</summary>
    [FieldOffset(72)]
    public uint NextTransition;

    /// <summary>The head of the queue: the slot that was freed first; undefined while the queue is empty.</summary>
    [FieldOffset(76)]
    public uint Head;

    /// <summary>The tail of the queue: the slot that was freed last; undefined while the queue is empty.</summary>
    [FieldOffset(80)]
    public uint Tail;

    /// <summary>Slots handed out at least once since the slab last got memory; the next never-used slot.</summary>
    [FieldOffset(84)]
    public uint Bump;

    /// <summary>The largest value that <see cref="Bump"/> had before; entries beyond both are blank.</summary>
    [FieldOffset(88)]
    public uint BumpHighWater;

    /// <summary>The kind of list that it is in.</summary>
    [FieldOffset(92)]
    public SlabListKind List;

    /// <summary>The next slab in its list; null: it is the last.</summary>
    [FieldOffset(96)]
    public Slab* Next;

    /// <summary>The slab before it in its list; null: it is the first.</summary>
    [FieldOffset(104)]
    public Slab* Previous;

    /// <summary>The size of the elements of a vec in a large block; smaller ones have it in their entry.</summary>
    [FieldOffset(112)]
    public nuint LargeElementSize;

    /// <summary>Whether its memory has gone back to the system.</summary>
    [FieldOffset(120)]
    public bool IsDecommitted;

    /// <summary>Whether it holds no block and its memory counts as kept; see <see cref="EmptySlabBudget"/>.</summary>
    [FieldOffset(121)]
    public bool IsKept;

    /// <summary>The list of slots that other threads freed; see Slab.Remote.cs.</summary>
    [FieldOffset(128)]
    private ulong _remote;

    /// <summary>Whether it holds one large block.</summary>
    public readonly bool IsLarge => SlotCount == 0;

    /// <summary>All its bytes.</summary>
    public readonly nuint RangeSize => IsLarge ? LargeSize.Bytes(ClassNumber) : SizeClass.SlabSize(ClassNumber);

    /// <summary>Free slots that a slab needs, after it was used up, before it hands out any.</summary>
    public readonly uint MinFreeToReuse => Math.Max(ReuseDelay, SlotCount / 16);

    /// <summary>How many slots its owner could hand out.</summary>
    public readonly uint Available => FreeCount + (SlotCount - Bump);

    /// <summary>Whether no slot holds a block.</summary>
    public readonly bool IsEmpty => FreeCount == Bump;

    /// <summary>The slot that an offset lies in; beyond the last one, in what is left over at the end, it is the count or more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint SlotAt(nuint offset) => (uint)((offset * Reciprocal) >> SizeClass.ReciprocalShift);

    /// <summary>The memory of a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly byte* MemoryOf(uint slot) => Base + ((nuint)slot * SlotSize);

    /// <summary>Whether a block has bytes of ours past it: all but a string that fills its slot. A slab that is one large block has no slots.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsGuarded(nuint size) => size != SlotSize || IsLarge;

    /// <summary>Guards the bytes past a block. Comes before the block's content, the end of which it may change.</summary>
    /// <remarks>
    /// The aligned word in which the first byte past the block lies is filled from that byte on, and the words behind it up to
    /// <see cref="GuardEnd"/>. The caller has seen to it that there is such a byte in the slot.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void WriteCanary(byte* block, nuint size)
    {
        int shift = 8 * (int)(size & 7);
        nuint at = size & ~(nuint)7;
        *(ulong*)(block + at) = Canary >> shift << shift;
        for (nuint end = GuardEnd(at); (at += sizeof(ulong)) < end;)
        {
            *(ulong*)(block + at) = Canary;
        }
    }

    /// <summary>Whether nothing was written past a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsCanaryIntact(byte* block, nuint size)
    {
        nuint at = size & ~(nuint)7;
        ulong changed = (*(ulong*)(block + at) ^ Canary) >> (8 * (int)(size & 7));
        for (nuint end = GuardEnd(at); (at += sizeof(ulong)) < end;)
        {
            changed |= *(ulong*)(block + at) ^ Canary;
        }

        return changed == 0;
    }

    /// <summary>Whether the last byte of a slot, right before the next one's block, is not as it should be.</summary>
    /// <param name="block">A block that has been overrun.</param>
    /// <param name="size">Its bytes; where they fill the slot, it is a string, whose NUL is that byte.</param>
    public readonly bool IsLastByteChanged(byte* block, nuint size)
    {
        byte last = block[SlotSize - 1];
        return size == SlotSize ? last != 0 : GuardEnd(size & ~(nuint)7) == SlotSize && last != (byte)(Canary >> 56);
    }

    // Where the guard of a block ends that begins in the word at an offset: at the end of the slot, but after 64 bytes at the most.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly nuint GuardEnd(nuint at) => IsLarge ? at + LongestGuard : nuint.Min(at + LongestGuard, SlotSize);
}
