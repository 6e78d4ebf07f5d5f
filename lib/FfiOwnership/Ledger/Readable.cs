using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;

namespace FfiOwnership.Ledgers;

/// <summary>Blocks whose content a caller may read through a pointer: its own, forgotten ones, children, and what is borrowed.</summary>
internal static unsafe class Readable
{
    /// <summary>Finds such a block, and pins it.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="pointer">Any value; never dereferenced.</param>
    /// <param name="type">The type it must have.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <param name="block">The block; to be left.</param>
    /// <returns>Whether there is one; if not, nothing is pinned.</returns>
    public static bool TryFind<THeap>(THeap heap, void* pointer, uint type, ref Failure failure, out FoundBlock block)
        where THeap : struct, IHeap
    {
        while (true)
        {
            if (heap.TryFind(pointer, out block) && block.Word.IsOf(type) && IsReadable(block.Word))
            {
                return true;
            }

            heap.Leave(block);
            if (Refusals.ExplainRead(heap, block, pointer, type, ref failure))
            {
                return false;
            }
        }
    }

    /// <summary>The size of such a block.</summary>
    public static Status SizeOf<THeap>(THeap heap, void* pointer, uint type, out nuint size, ref Failure failure)
        where THeap : struct, IHeap
    {
        size = 0;
        if (!TryFind(heap, pointer, type, ref failure, out FoundBlock block))
        {
            return failure.Status;
        }

        size = block.Size;
        heap.Leave(block);
        return Status.Ok;
    }

    /// <summary>Copies the first bytes of such a block.</summary>
    // SAFETY: pinned: the block. Promised: the room.
    public static Status Read<THeap>(THeap heap, void* pointer, uint type, void* to, nuint size, out nuint copied, ref Failure failure)
        where THeap : struct, IHeap
    {
        copied = 0;
        if (!TryFind(heap, pointer, type, ref failure, out FoundBlock block))
        {
            return failure.Status;
        }

        copied = nuint.Min(size, block.Size);
        Buffer.MemoryCopy(block.Block, to, size, copied);
        heap.Leave(block);
        return Status.Ok;
    }

    /// <summary>Whether the content of a block in that state may be read.</summary>
    // SAFETY: permanent: the slot of a handle.
    public static bool IsReadable(EntryWord word) => word.State switch
    {
        EntryState.HandleOwned => HandleTable.At(word.HandleIndex)->Word.Borrows != 0,
        EntryState.AdoptionRecord => false,
        _ => word.IsLive,
    };
}
