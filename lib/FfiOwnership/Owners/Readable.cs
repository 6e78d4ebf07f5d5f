
using FfiOwnership.Boundary;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;

namespace FfiOwnership.Owners;

/// <summary>Blocks whose content a caller may read through a pointer: its own, forgotten ones, children, and what is borrowed.</summary>
internal static unsafe class Readable
{
    /// <summary>Finds such a block, and pins it.</summary>
    public static bool Find(void* pointer, uint type, ref Failure failure, out Place place)
    {
        if (!Blocks.Find(pointer, type, ref failure, out place))
        {
            return false;
        }

        EntryWord word = place.Word;
        if (word.State != EntryState.HandleOwned || HandleTable.At(word.X)->Word.Borrows != 0)
        {
            return true;
        }

        Blocks.Refuse(place, word, pointer, ref failure);
        Library.Heap.Unpin(place);
        return false;
    }
}
