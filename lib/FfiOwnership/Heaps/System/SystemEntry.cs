using FfiOwnership.Entries;

namespace FfiOwnership.Heaps.System;

/// <summary>An entry of the system heap, with what a slab would know by its geometry.</summary>
/// <remarks>
/// A record belongs to one stripe until the process ends and is recycled only under that stripe's lock. The address is stored
/// complemented: memory checkers must not take the ledger for a reference, or a block that the caller lost would
/// count as reachable.
/// </remarks>
internal unsafe struct SystemEntry
{
    /// <summary>The part that all heaps share. First, so that a pointer to one is a pointer to the other.</summary>
    public Entry Entry;

    private nuint _hiddenAddress;

    /// <summary>The address in the clear for blocks that are nobody's leak; else null.</summary>
    public void* Exposed;

    /// <summary>The block's size in bytes.</summary>
    public nuint Size;

    /// <summary>The size of a vec's elements in bytes.</summary>
    public nuint ElementSize;

    /// <summary>The bytes that the block counts for; 0 for a record of the library's own.</summary>
    public nuint CountedBytes;

    /// <summary>The record's own number.</summary>
    public uint Id;

    /// <summary>The next in its chain of the address index, or in the stripe's list of free records.</summary>
    public uint NextByAddress;

    /// <summary>The next in its chain of a page index.</summary>
    public uint NextInPage;

    /// <summary>The one before in its chain of a page index.</summary>
    public uint PreviousInPage;

    /// <summary>The next younger tombstone.</summary>
    public uint NextTombstone;

    /// <summary>The next older tombstone.</summary>
    public uint PreviousTombstone;

    /// <summary>The stripe that the record belongs to.</summary>
    public byte Stripe;

    /// <summary>The block is filed under the page <c>address >> Level</c> of that level's size.</summary>
    public byte Level;

    /// <summary>Whether the indices lead to the record.</summary>
    public bool IsFiled;

    /// <summary>Whether the block's memory has gone back and the record only remembers its address.</summary>
    public bool IsTombstone;

    /// <summary>Whether the system has handed the block's address out again while it was live: its memory is another block's.</summary>
    public bool IsDisplaced;

    /// <summary>Whether the block counts as live.</summary>
    public bool IsCounted;

    /// <summary>The block's start.</summary>
    public byte* Address
    {
        readonly get => (byte*)~_hiddenAddress;
        set => _hiddenAddress = ~(nuint)value;
    }

    /// <summary>Whether the pointer leads into the block.</summary>
    public readonly bool Covers(byte* pointer) => (nuint)(pointer - Address) < Size || pointer == Address;
}
