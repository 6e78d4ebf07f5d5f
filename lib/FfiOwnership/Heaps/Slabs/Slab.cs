using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FfiOwnership.Entries;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>The record of a slab: slots of one size and, apart from them, an entry and two bits for each. Slots, entries and size are permanent.</summary>
/// <remarks>
/// Three cache lines, divided by who writes them:
/// <code>
/// cache line 1  where slots and entries are; read by every call                               written once
/// cache line 2  the word: how many slots others have freed, and whose the slab is; lists      written by all, see Slab.Word.cs
/// cache line 3  where the owner's search for free slots goes on, and which entries were used  written by the owner only
/// </code>
/// A free slot is a bit: in <see cref="Mine"/>, which belongs to the slab's owner, or in <see cref="Theirs"/>, where everybody else sets
/// it. Both stand behind the entries. A thread's heap owns one slab of each size class, the one that it hands slots out of; a slab
/// without free slots belongs to nobody.
/// <code>
/// slots = with a block + in quarantine + in a heap's <see cref="SlotCache"/> + set in Mine + set in Theirs
/// </code>
/// A large block is a slab with a single slot. Its <see cref="SlotCount"/> is 0, which keeps it out of every fast path; the
/// block's size is kept in the record. Such a record serves one range of addresses after another: its base, class and size
/// change while its entry says "freed", and a call that has won the entry's word compares them again (<c>SlabHeap.IsSame</c>).
/// </remarks>
[StructLayout(LayoutKind.Explicit, Size = Bytes)]
internal unsafe partial struct Slab
{
    // SAFETY (whole file): permanent: records, entries, and the addresses of slots. Held or pinned: a block whose guard is written or read.

    /// <summary>Size of a record in bytes: three cache lines. Records begin at a cache line.</summary>
    public const int Bytes = 192;

    /// <summary>The fewest freed slots that stay unused while there are others; delays reuse, so that a late second free is recognised.</summary>
    public const uint ReuseDelay = 8;

    /// <summary>The most guard bytes behind a block. A large block always has this many.</summary>
    public const nuint LongestGuard = 64;

    /// <summary>Address of the first slot, a multiple of 64 KiB. Written once, when the slab is made; of a large block, whenever its record gets or loses a range. Null: a large block's record without a range.</summary>
    [FieldOffset(0)]
    public byte* Base;

    /// <summary>The entry of the first slot; the others follow. Written once, when the slab is made.</summary>
    [FieldOffset(8)]
    public Entry* Entries;

    /// <summary>The factor that divides an offset by the slot size, see <see cref="SizeClass.Reciprocal"/>; 0 for a large block. Written once.</summary>
    [FieldOffset(16)]
    public ulong Reciprocal;

    /// <summary>The guard pattern behind the ends of its blocks, different in each slab; none of its bytes is 0. Written once.</summary>
    [FieldOffset(24)]
    public ulong Canary;

    /// <summary>Size of a slot in bytes; 0 for a large block. Written once.</summary>
    [FieldOffset(32)]
    public uint SlotSize;

    /// <summary>Number of slots; 0 for a large block. Written once.</summary>
    [FieldOffset(36)]
    public uint SlotCount;

    /// <summary>The slab's number in the <see cref="SlabTable"/>, from 1 on; the upper bits of its entries' numbers. Written once.</summary>
    [FieldOffset(40)]
    public uint Number;

    /// <summary>The number of its <see cref="SizeClass"/>, or of its <see cref="LargeSize"/> if it is for a large block, whose base it is written with. Else written once.</summary>
    [FieldOffset(44)]
    public uint ClassNumber;

    /// <summary>Size of the large block in bytes; 0 while its record has no range. Written by the call that reserves the block. Read with acquire, so that a second read of the entry's word comes after it.</summary>
    [FieldOffset(48)]
    public nuint LargeBytes;

    /// <summary>Size of the elements in bytes, if the large block is a vec's buffer. In other slabs the entry has it.</summary>
    [FieldOffset(56)]
    public nuint LargeElementSize;

    /// <summary>Whose the slab is, and how many slots are free; Slab.Word.cs draws it.</summary>
    [FieldOffset(64)]
    private long _word;

    /// <summary>The next slab in its list; null: it is the last one. Undefined while it is in no list.</summary>
    [FieldOffset(72)]
    public Slab* Next;

    /// <summary>The previous slab in its list; null: it is the first one. Undefined while it is in no list.</summary>
    [FieldOffset(80)]
    public Slab* Previous;

    /// <summary>Whether a slab of slots is decommitted: the system has its memory, the addresses stay the library's. Written by the slab's holder.</summary>
    [FieldOffset(88)]
    public bool IsDecommitted;

    /// <summary>Whether the slab is without a block and its memory is counted by the <see cref="EmptySlabBudget"/>, or a large block's by the <see cref="LargeBudget"/>.</summary>
    [FieldOffset(89)]
    public bool IsKept;

    /// <summary>Whether memory was moved to or from a large block's range. Written under the lock of <see cref="LargeBlocks"/>.</summary>
    [FieldOffset(90)]
    public bool IsMoved;

    /// <summary>When a slab that keeps its memory was freed, or a large block's range that waits, in milliseconds; wraps. Written by its holder, or under the lock of <see cref="LargeBlocks"/>.</summary>
    [FieldOffset(92)]
    public uint FreedAt;

    /// <summary>Of a large block's record whose range waits with its memory: the range freed before it; null: it is the oldest. Written under the lock of <see cref="LargeBlocks"/>.</summary>
    [FieldOffset(96)]
    public Slab* Older;

    /// <summary>The range freed after it; null: it is the youngest. Written as <see cref="Older"/>.</summary>
    [FieldOffset(104)]
    public Slab* Younger;

    /// <summary>The chunk that a large block's range is cut from; null: it was asked for alone. Written by the call that takes the range.</summary>
    [FieldOffset(112)]
    public LargeChunk* Chunk;

    /// <summary>The place of a waiting range in the order of frees. Written under the lock of <see cref="LargeBlocks"/>.</summary>
    [FieldOffset(120)]
    public ulong FreedOrder;

    /// <summary>The word of <see cref="Mine"/> that the owner's search begins with. It stays when the owner changes: the search goes round, so reuse is late.</summary>
    [FieldOffset(128)]
    private uint _cursor;

    /// <summary>Number of entries that may have described a block: those behind were never used. Read by any thread.</summary>
    [FieldOffset(132)]
    private uint _usedCount;

    /// <summary>Number of entries whose words may have gone back to the system with the slab's memory, and which were freed: the first ones.</summary>
    [FieldOffset(136)]
    public uint LostEntries;

    /// <summary>Bytes of pages of entries and maps that the system has now. Written by the slab's holder.</summary>
    [FieldOffset(140)]
    public uint DecommittedEntryBytes;

    /// <summary>The reuse count that never-used entries begin with; another one each time when entries have gone back to the system. Written by the slab's holder.</summary>
    [FieldOffset(144)]
    public uint FirstReuse;

    /// <summary>Of a large block's record: the bytes from the start of its range that have memory; behind, the system may have it. Written by the record's holder.</summary>
    [FieldOffset(152)]
    public nuint LargeCommitted;

    /// <summary>Whether the slab is for a single large block.</summary>
    public readonly bool IsLarge => SlotCount == 0;

    /// <summary>Size of its range of addresses in bytes.</summary>
    public readonly nuint RangeSize => IsLarge ? LargeSize.Bytes(ClassNumber) : SizeClass.SlabSize(ClassNumber);

    /// <summary>Number of free slots that a used-up slab needs before it hands out slots again.</summary>
    public readonly uint MinFreeToReuse => Math.Max(ReuseDelay, SlotCount / 16);

    /// <summary>The slot that an offset from <see cref="Base"/> lies in. In the unused rest behind the last slot, the result is <see cref="SlotCount"/> or more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint SlotAt(nuint offset) => (uint)((offset * Reciprocal) >> SizeClass.ReciprocalShift);

    /// <summary>Whether an address, which lies in the slab, is the start of a slot. Never so in the slab of a large block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsStart(void* address, out uint slot)
    {
        slot = SlotAt((nuint)((byte*)address - Base));
        return slot < SlotCount && MemoryOf(slot) == address;
    }

    /// <summary>Address of a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly byte* MemoryOf(uint slot) => Base + ((nuint)slot * SlotSize);

    /// <summary>Whether a block of a size has guard bytes. Only a string that fills its slot has none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsGuarded(nuint size) => size != SlotSize || IsLarge;

    /// <summary>Writes the guard bytes behind a block. Must come before the block's content: it zeroes up to 7 bytes at the block's end.</summary>
    /// <remarks>
    /// Fills the aligned word that holds the first byte behind the block, from that byte on, and the words behind it up to
    /// <see cref="GuardEnd"/>. The block must be guarded, see <see cref="IsGuarded"/>.
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

    /// <summary>Whether the guard bytes behind a block are unchanged. The block must be guarded, see <see cref="IsGuarded"/>.</summary>
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

    /// <summary>Whether the last byte of a block's slot, right before the next slot's block, was changed. False if that byte is not guarded.</summary>
    /// <param name="block">A block that was overrun.</param>
    /// <param name="size">Its size in bytes. A block that fills its slot is a string, and that byte is its NUL.</param>
    public readonly bool IsLastByteChanged(byte* block, nuint size)
    {
        byte last = block[SlotSize - 1];
        return size == SlotSize ? last != 0 : GuardEnd(size & ~(nuint)7) == SlotSize && last != (byte)(Canary >> 56);
    }

    /// <summary>The end, as an offset from the block's start, of a guard that begins in the word at an offset: the slot's end, at most 64 bytes on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly nuint GuardEnd(nuint at) => IsLarge ? at + LongestGuard : nuint.Min(at + LongestGuard, SlotSize);
}
