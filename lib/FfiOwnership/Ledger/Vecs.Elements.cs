using System.Runtime.InteropServices;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;

namespace FfiOwnership.Ledgers;

/// <content>The elements of vecs of registered types, which own other blocks. The vec's block is claimed, and stays so unless a method says otherwise.</content>
internal static unsafe partial class Vecs
{
    // SAFETY (whole file): held: the block of a claimed vec. Unpublished: a reservation. Promised: elements of the caller's, and room for one.

    /// <summary>Enters a reserved buffer into the ledger as the first one of a vec of a registered type, held by this call.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="reserved">The buffer; cancelled on failure.</param>
    /// <param name="shape">What the vec has for elements.</param>
    /// <param name="vec">The block.</param>
    /// <param name="failure">Filled in if there is no memory.</param>
    public static Status PublishFirst<THeap>(THeap heap, in Reservation reserved, in Ledger.VecShape shape, out Ledger.ClaimedVec vec, ref Failure failure)
        where THeap : struct, IHeap
    {
        vec = default;
        if (!ElementCounts.TryAdd(heap.IdOf(reserved.Entry)))
        {
            Endings.Cancel(heap, reserved);
            return failure.OutOfMemory(EntryTable.FirstBytes);
        }

        Publish(heap, reserved, shape, ref vec);
        return Status.Ok;
    }

    /// <inheritdoc cref="Ledger.TryGetElementType"/>
    public static bool TryGetElementType<THeap>(THeap heap, void* data, out uint type)
        where THeap : struct, IHeap
    {
        bool isVec = heap.TryFind(data, out FoundBlock block) && block.Word.IsLive && block.Word.IsOf(TypeNumber.Vec);
        type = isVec ? TypeRegistry.Of(block.Word)->ElementType : TypeNumber.None;
        heap.Leave(block);
        return isVec;
    }

    /// <summary>Claims what the elements own, before the block is freed or given away.</summary>
    /// <returns><see cref="Status.Ok"/>, or what is wrong with an owned field: nothing changed then.</returns>
    public static Status ClaimElements<THeap>(THeap heap, in Ledger.ClaimedVec vec, ref Failure failure)
        where THeap : struct, IHeap =>
        Trees.TryClaim(heap, vec.Block.Entry, ref failure);

    /// <summary>Makes what the elements own children of the block.</summary>
    /// <returns><see cref="Status.Ok"/>, or what is wrong with an owned field: nothing changed then.</returns>
    public static Status KeepElements<THeap>(THeap heap, in Ledger.ClaimedVec vec, ref Failure failure)
        where THeap : struct, IHeap
    {
        Status status = ClaimElements(heap, vec, ref failure);
        if (status == Status.Ok)
        {
            Trees.Resolve(heap, vec.Block.Entry, TreeOutcome.ParentOwned);
        }

        return status;
    }

    /// <summary>Claims elements that the call is about to end; the ledger counts them no more.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="vec">The vec.</param>
    /// <param name="from">The first one to be ended; from there on all that the ledger has counted, at least one.</param>
    /// <param name="ending">The elements; none on failure.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <returns><see cref="Status.Ok"/>, or what is wrong with an owned field: nothing changed then.</returns>
    public static Status ClaimFrom<THeap>(THeap heap, in Ledger.ClaimedVec vec, nuint from, out Ledger.EndingElements ending, ref Failure failure)
        where THeap : struct, IHeap
    {
        ending = default;
        BlockValues values = Values(vec, from, *vec.Count - from);
        Status status = Trees.TryClaim(heap, vec.Block.Entry, values, ref failure);
        if (status == Status.Ok)
        {
            ending = new Ledger.EndingElements(vec.Block.Entry, values);
            *vec.Count = from;
        }

        return status;
    }

    /// <summary>Ends the claim of elements that are not to end after all: they are the vec's as before.</summary>
    public static void Restore<THeap>(THeap heap, in Ledger.ClaimedVec vec, in Ledger.EndingElements ending)
        where THeap : struct, IHeap
    {
        Trees.Resolve(heap, ending.Vec, TreeOutcome.Restored);
        *vec.Count += ending.Values.Count;
    }

    /// <summary>Ends claimed elements, whose bytes are zero afterwards.</summary>
    /// <returns><see cref="Status.Ok"/> or <see cref="Status.Overrun"/>; they are gone in both cases.</returns>
    public static Status End<THeap>(THeap heap, in Ledger.EndingElements ending, ref Failure failure)
        where THeap : struct, IHeap
    {
        Status status = Trees.EndElements(heap, ending.Vec, ending.Values, ref failure);
        NativeMemory.Clear(ending.Values.First, ending.Values.Count * ending.Values.Type->Size);
        return status;
    }

    /// <summary>Claims what new elements hold: blocks of the caller's, each once.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="vec">The vec.</param>
    /// <param name="elements">A copy of the elements that nobody else can see or change.</param>
    /// <param name="count">How many.</param>
    /// <param name="failure">Filled in on refusal, naming the field: nothing changed then.</param>
    public static bool TryClaimNew<THeap>(THeap heap, in Ledger.ClaimedVec vec, byte* elements, nuint count, ref Failure failure)
        where THeap : struct, IHeap =>
        Trees.TryClaimNew(heap, new BlockValues(elements, count, vec.Shape.Type), null, ref failure);

    /// <summary>Makes what claimed new elements hold children of the vec's block, in which they are by now.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="vec">The vec.</param>
    /// <param name="from">The first of them.</param>
    /// <param name="count">How many.</param>
    public static void KeepNew<THeap>(THeap heap, in Ledger.ClaimedVec vec, nuint from, nuint count)
        where THeap : struct, IHeap
    {
        BlockValues added = Values(vec, from, count);
        Trees.EndClaimOfNew(heap, added, count * added.Type->FieldCount, vec.Block.Entry);
        *vec.Count = from + count;
    }

    /// <summary>Makes what an element owns the caller's.</summary>
    /// <returns><see cref="Status.Ok"/>, or what is wrong with an owned field: nothing changed then.</returns>
    public static Status ReleaseElement<THeap>(THeap heap, in Ledger.ClaimedVec vec, nuint index, ref Failure failure)
        where THeap : struct, IHeap =>
        Trees.Release(heap, vec.Block.Entry, Values(vec, index, 1), ref failure);

    private static BlockValues Values(in Ledger.ClaimedVec vec, nuint from, nuint count) =>
        new(vec.Block.Block, from, count, vec.Shape.Type);
}
