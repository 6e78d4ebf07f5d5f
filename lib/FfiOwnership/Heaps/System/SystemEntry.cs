using FfiOwnership.Entries;

namespace FfiOwnership.Heaps.System;

/// <summary>The record of a block on the system heap: its entry, and what the slab heap would know from a slab's geometry.</summary>
/// <remarks>
/// A record belongs to one stripe for the life of the process, and is recycled only under that stripe's lock. It stores the
/// complement of the block's address: leak checkers must not take the ledger's record for a reference, or a block that the
/// caller has lost would count as reachable.
/// </remarks>
internal unsafe struct SystemEntry
{
    /// <summary>The entry, which all heaps have. The first field, so that a pointer to it is a pointer to the record.</summary>
    public Entry Entry;

    /// <summary>The complement of the block's address. Written by the call that reserves the block.</summary>
    private nuint _hiddenAddress;

    /// <summary>The block's address, where leak checkers find it, if they must not report the block; null: they may.</summary>
    public void* Exposed;

    /// <summary>Size of the block in bytes. Written by the call that reserves it.</summary>
    public nuint Size;

    /// <summary>Size of the elements in bytes, if the block is a vec's buffer; else 0. Written before the block is published.</summary>
    public nuint ElementSize;

    /// <summary>The bytes that the block counts for; 0 for a record of the library's own. Written before the block is published.</summary>
    public nuint CountedBytes;

    /// <summary>The record's number in the table, from 1 on. Written once.</summary>
    public uint Id;

    /// <summary>Number of the next record in its chain of the address index, or in the stripe's list of free records; 0: it is the last. Guarded by the stripe's lock.</summary>
    public uint NextByAddress;

    /// <summary>Number of the next record in its chain of a page index; 0: it is the last. Guarded by the lock of that index.</summary>
    public uint NextInPage;

    /// <summary>Number of the previous record in its chain of a page index; 0: it is the first. Guarded by the lock of that index.</summary>
    public uint PreviousInPage;

    /// <summary>Number of the tombstone that was buried after this one; 0: it is the newest. Guarded by the stripe's lock.</summary>
    public uint NextTombstone;

    /// <summary>Number of the tombstone that was buried before this one; 0: it is the oldest. Guarded by the stripe's lock.</summary>
    public uint PreviousTombstone;

    /// <summary>Index of the stripe that the record belongs to. Written once.</summary>
    public byte Stripe;

    /// <summary>Binary logarithm of the page size by which the block is filed: it is in the chain of page <c>address >> Level</c>.</summary>
    public byte Level;

    /// <summary>Whether the indices lead to the record. Guarded by the stripe's lock.</summary>
    public bool IsFiled;

    /// <summary>Whether the block was freed, and the record only remembers its address. Guarded by the stripe's lock.</summary>
    public bool IsTombstone;

    /// <summary>Whether the system has handed out the block's address again although it was not freed here: its memory is another block's.</summary>
    public bool IsDisplaced;

    /// <summary>Whether the block is counted as created and not yet as freed. Guarded by the stripe's lock once the block is published.</summary>
    public bool IsCounted;

    /// <summary>Address of the block.</summary>
    public byte* Address
    {
        readonly get => (byte*)~_hiddenAddress;
        set => _hiddenAddress = ~(nuint)value;
    }

    /// <summary>Whether a pointer is the block's start or leads into the block. Only compares.</summary>
    public readonly bool Covers(byte* pointer) => (nuint)(pointer - Address) < Size || pointer == Address;
}
