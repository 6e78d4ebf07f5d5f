using FfiOwnership.Platform;

namespace FfiOwnership.Ledgers;

/// <summary>How many elements there are in each block of a vec of a registered type, as far as the ledger has been told.</summary>
/// <remarks>
/// A vec's length is in the caller's memory, and a block can end without it: through its raw data, or a handle. So the ledger keeps a
/// number of its own. Calls on the vec raise it to the length that they see; a call that ends elements, or moves one out,
/// lowers it. Every such block has one from before it is published until it has been freed. The number itself is changed only by the
/// call that holds the block.
/// </remarks>
internal static unsafe class ElementCounts
{
    // SAFETY (whole file): locked: the table. Held: the block whose number is changed, added or removed.

    private static EntryTable s_table;
    private static ForkSafeLock s_lock;

    /// <summary>Gives the entry of a block that is not published yet a number, 0.</summary>
    /// <param name="id">The number of the entry.</param>
    /// <returns>False if there is no memory.</returns>
    public static bool TryAdd(uint id)
    {
        Count* count = (Count*)CRuntime.AllocateTable(1, (nuint)sizeof(Count));
        if (count == null)
        {
            return false;
        }

        s_lock.Enter();
        bool isRoom = s_table.TryMakeRoom();
        EntryTable.Node* unused = (EntryTable.Node*)count;
        if (isRoom)
        {
            // One is there already if the former block's memory was given to the C library's free, behind the ledger's back.
            unused = s_table.Unlink(id);
            s_table.Link(&count->Node, id);
        }

        s_lock.Exit();
        CRuntime.Free(unused);
        return isRoom;
    }

    /// <summary>Where the number of an entry's block is, until the block ends or moves; null: it has none.</summary>
    public static nuint* Of(uint id)
    {
        s_lock.Enter();
        Count* count = (Count*)s_table.Find(id);
        s_lock.Exit();
        return count == null ? null : &count->Elements;
    }

    /// <summary>A copy of the number of an entry's block, which another call may change or end: right for a moment; 0: it has none.</summary>
    public static nuint Read(uint id)
    {
        s_lock.Enter();
        Count* count = (Count*)s_table.Find(id);
        nuint elements = count == null ? 0 : Volatile.Read(ref count->Elements);
        s_lock.Exit();
        return elements;
    }

    /// <summary>Passes the number of a block on to the one that replaces it, which has none of its own.</summary>
    public static void Move(uint from, uint to)
    {
        s_lock.Enter();
        EntryTable.Node* unused = s_table.Unlink(to);
        EntryTable.Node* moved = s_table.Unlink(from);
        if (moved != null)
        {
            s_table.Link(moved, to);
        }

        s_lock.Exit();
        CRuntime.Free(unused);
    }

    /// <summary>Removes the number of a block that has been freed, or was never published.</summary>
    public static void Remove(uint id)
    {
        s_lock.Enter();
        EntryTable.Node* removed = s_table.Unlink(id);
        s_lock.Exit();
        CRuntime.Free(removed);
    }

    private struct Count
    {
        public EntryTable.Node Node;
        public nuint Elements;
    }
}
