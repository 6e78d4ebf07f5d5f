using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;

namespace FfiOwnership.Ledgers;

/// <content>Values whose children change hands together: a new box, elements that come into a vec, move with it, or leave it.</content>
internal static unsafe partial class Trees
{
    // SAFETY (whole file): held: blocks that this call has claimed, and the vec. Unpublished: new values, whose fields lie inside them.

    /// <summary>Claims what the owned fields of new values hold: blocks of the caller's, each once.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="values">The values; nobody else can see or change them.</param>
    /// <param name="block">What a message says they are in; null: they are new elements.</param>
    /// <param name="failure">Filled in on refusal, naming the field: all are the caller's as before then.</param>
    public static bool TryClaimNew<THeap>(THeap heap, in BlockValues values, void* block, ref Failure failure)
        where THeap : struct, IHeap
    {
        nuint fields = values.Type->FieldCount;
        for (nuint i = 0; i < values.Count * fields; i++)
        {
            OwnedField field = values.Type->Fields[i % fields];
            void* held = *(void**)(values.At(i / fields) + field.Offset);
            while (held != null && !Transitions.TryClaim(heap, held, field.Type, EntryState.ClaimedCallerOwned, 0, out FoundBlock child))
            {
                if (Refusals.ExplainChild(heap, child, block, values.Type, field, held, ref failure))
                {
                    EndClaimOfNew(heap, values, i, null);
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Ends the claim of what new values hold.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="values">The values.</param>
    /// <param name="claimed">The number of fields that were claimed, counted over all values.</param>
    /// <param name="parent">The entry of the block that owns them from here on, held by this call; null: they are the caller's as before.</param>
    public static void EndClaimOfNew<THeap>(THeap heap, in BlockValues values, nuint claimed, Entry* parent)
        where THeap : struct, IHeap
    {
        nuint fields = values.Type->FieldCount;
        for (nuint i = 0; i < claimed; i++)
        {
            void* held = *(void**)(values.At(i / fields) + values.Type->Fields[i % fields].Offset);
            if (held == null)
            {
                continue;
            }

            // This call has claimed it, so it is there; but for one that the caller has given to the C library's free, whose address
            // may be another block's by now.
            bool isThere = heap.TryFind(held, out FoundBlock child) && child.Word.State == EntryState.ClaimedCallerOwned;
            heap.Leave(child);
            if (isThere && parent != null)
            {
                Transitions.AssignTo(heap, child.Entry, parent);
            }
            else if (isThere)
            {
                Transitions.Restore(heap, child.Entry, null);
            }
        }
    }

    /// <summary>Makes the children of a vec's block those of the block that replaces it. Cannot fail.</summary>
    /// <remarks>
    /// What a field holds that is no child, such as a pointer that was stored there and not claimed yet, stays as it is. Nobody else
    /// changes the word of a child whose parent this call holds, so a store will do, as in <see cref="Transitions"/>.
    /// </remarks>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="elements">The elements, in the new block.</param>
    /// <param name="from">The entry of the former block; held by this call.</param>
    /// <param name="to">The entry of the new one; held by this call.</param>
    public static void Reparent<THeap>(THeap heap, in BlockValues elements, Entry* from, Entry* to)
        where THeap : struct, IHeap
    {
        nuint fields = elements.Type->FieldCount;
        for (nuint i = 0; i < elements.Count * fields; i++)
        {
            OwnedField field = elements.Type->Fields[i % fields];
            void* held = *(void**)(elements.At(i / fields) + field.Offset);
            if (held == null)
            {
                continue;
            }

            if (heap.TryFind(held, out FoundBlock child) && Transitions.IsChildOf(child, heap.IdOf(from), from->Word.Reuse, field.Type))
            {
                Transitions.AssignTo(heap, child.Entry, to);
            }

            heap.Leave(child);
        }
    }

    /// <summary>Makes what an element of a vec owns the caller's: the element is about to be moved out.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="vec">The entry of the vec's block, held by this call; its link is undefined afterwards.</param>
    /// <param name="element">The element.</param>
    /// <param name="failure">Filled in on refusal, naming the field: nothing changed then.</param>
    public static Status Release<THeap>(THeap heap, Entry* vec, in BlockValues element, ref Failure failure)
        where THeap : struct, IHeap
    {
        vec->Info = vec->Info.WithoutShape();
        vec->Store(vec->Word.WithLink(0));
        Status status = ClaimChildren(heap, vec, element, Status.Ok, isLenient: false, ref failure);
        for (uint id = vec->Word.NextInChain; id != 0;)
        {
            Entry* child = heap.EntryAt(id);
            id = child->Word.NextInChain;
            if (status == Status.Ok)
            {
                child->Store(child->Word.With(EntryState.CallerOwned, 0));
            }
            else
            {
                Transitions.Restore(heap, child, vec);
            }
        }

        return status;
    }
}
