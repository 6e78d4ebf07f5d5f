using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;
using FfiOwnership.Platform;

namespace FfiOwnership.Ledgers;

/// <content>Payloads: foreign memory behind a handle, of which the ledger has a record.</content>
internal static unsafe partial class Handles
{
    // SAFETY (whole file): held: the record. Unpublished: a new one.

    private static Status EndAdoption<THeap>(THeap heap, ThreadState* mine, HandleSlot* slot, uint index, Entry* record)
        where THeap : struct, IHeap
    {
        record->Store(record->Word.With(EntryState.Freed, 0));
        HandleTable.End(mine, slot, index);
        Adoption adoption = *(Adoption*)heap.Of(record).Block;
        Endings.GiveBack(heap, record, isRecord: true);
        if (adoption.Drop != null)
        {
            using (HostCallback.Begin())
            {
                adoption.Drop(adoption.Payload, adoption.Context);
            }
        }

        return Status.Ok;
    }

    /// <summary>The content of an adoption record: what is known of a payload that a handle owns.</summary>
    private struct Adoption
    {
        public void* Payload;
        public delegate* unmanaged[Cdecl]<void*, void*, void> Drop;
        public void* Context;
    }
}
