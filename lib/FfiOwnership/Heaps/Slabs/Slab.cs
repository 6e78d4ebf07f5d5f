using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FfiOwnership.Entries;

namespace FfiOwnership.Heaps.Slabs;

/// <summary>The record of a slab: slots of one size and, apart from them, as many entries. Both are for ever, and so is the size.</summary>
/// <remarks>
/// Three cache lines by who writes them:
/// <code>
/// line 1  what every free reads: where the slots and entries are, and who owns the slab    written when it changes hands
/// line 2  the owner's own: which slots are free                                            the owner, without atomics
/// line 3  the remote list: slots freed by other threads                                    anybody, compare-and-swap
/// </code>
/// A free slot waits in a line, oldest first, linked through the X of its entry, and comes out late: as long as there are
/// slots that were never used, <see cref="Keep"/> freed ones stay behind, and a slab that was used up hands out none before
/// <see cref="Threshold"/> are free again. So a second free of a block mostly meets its freed entry, and no new block.
/// A large block is a slab with one slot, whose size stands in the record: <see cref="SlotCount"/> is 0 then, which keeps it
/// out of every fast path.
/// </remarks>
[StructLayout(LayoutKind.Explicit, Size = Bytes)]
internal unsafe partial struct Slab
{
    // SAFETY (whole file): for ever: records, entries, and the addresses of slots.

    /// <summary>The record's size: three cache lines, at the start of one.</summary>
    public const int Bytes = 192;

    /// <summary>The number of no slot.</summary>
    public const uint NoSlot = uint.MaxValue;

    /// <summary>Freed slots that stay in line while there are unused ones.</summary>
    public const uint Late = 8;

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

    /// <summary>What stands past the ends of its blocks; no byte of it is zero.</summary>
    [FieldOffset(24)]
    public ulong Canary;

    /// <summary>The heap whose thread alone touches line 2; null: nobody, or whoever has the lock of the list it is in.</summary>
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
    public uint Size;

    /// <summary>The bytes of a large block; read with acquire, so that whoever looks at the entry's word once more does so after it.</summary>
    [FieldOffset(56)]
    public nuint LargeBytes;

    /// <summary>How many freed slots wait in line.</summary>
    [FieldOffset(64)]
    public uint Free;

    /// <summary>How many of them stay there for now.</summary>
    [FieldOffset(68)]
    public uint Keep;

    /// <summary>The number of free slots at which the slab's place must be looked at again.</summary>
    [FieldOffset(72)]
    public uint Limit;

    /// <summary>The slot that has been free longest, if there is one.</summary>
    [FieldOffset(76)]
    public uint Head;

    /// <summary>The slot that was freed last, if there is one.</summary>
    [FieldOffset(80)]
    public uint Tail;

    /// <summary>How many slots were ever handed out since the slab was last without memory.</summary>
    [FieldOffset(84)]
    public uint Used;

    /// <summary>The most that <see cref="Used"/> ever was: entries beyond it are blank.</summary>
    [FieldOffset(88)]
    public uint Touched;

    /// <summary>Which list it is in.</summary>
    [FieldOffset(92)]
    public SlabListKind List;

    /// <summary>Its neighbours there.</summary>
    [FieldOffset(96)]
    public Slab* Next;

    /// <summary>See <see cref="Next"/>; only in lists of a heap.</summary>
    [FieldOffset(104)]
    public Slab* Previous;

    /// <summary>The size of the elements of a vec in a large block; smaller ones have it in their entry.</summary>
    [FieldOffset(112)]
    public nuint LargeElementSize;

    /// <summary>Whether its memory has gone back to the system.</summary>
    [FieldOffset(120)]
    public bool IsGivenBack;

    /// <summary>Whether it holds no block and its memory counts as kept; see <see cref="EmptySlabBudget"/>.</summary>
    [FieldOffset(121)]
    public bool IsKept;

    /// <summary>The list of slots that other threads freed; see Slab.Remote.cs.</summary>
    [FieldOffset(128)]
    private ulong _remote;

    /// <summary>Whether it holds one large block.</summary>
    public readonly bool IsLarge => SlotCount == 0;

    /// <summary>All its bytes.</summary>
    public readonly nuint RangeSize => IsLarge ? LargeSize.Bytes(Size) : SizeClass.SlabSize(Size);

    /// <summary>Free slots that make it worth handing out again after it was used up.</summary>
    public readonly uint Threshold => Math.Max(Late, SlotCount / 16);

    /// <summary>How many slots its owner could hand out.</summary>
    public readonly uint Available => Free + (SlotCount - Used);

    /// <summary>Whether no slot holds a block.</summary>
    public readonly bool IsEmpty => Free == Used;

    /// <summary>The slot that an offset lies in; beyond the last one, in what is left over at the end, it is the count or more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint SlotAt(nuint offset) => (uint)((offset * Reciprocal) >> SizeClass.ReciprocalShift);

    /// <summary>The memory of a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly byte* MemoryOf(uint slot) => Base + ((nuint)slot * SlotSize);

    /// <summary>The size of the block that an entry of this slab describes, or described last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly nuint SizeOf(Entry* entry) => IsLarge ? Volatile.Read(in LargeBytes) : SizeOfSlotted(entry);

    /// <summary>The same, for a slab that is known to have slots.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly nuint SizeOfSlotted(Entry* entry) => SlotSize - entry->Slack;

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

    /// <summary>Whether the last byte of a slot, which stands before the next one's block, is not as it should be.</summary>
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
