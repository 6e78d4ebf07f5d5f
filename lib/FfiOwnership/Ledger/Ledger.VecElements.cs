using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps.Slabs;
using FfiOwnership.Platform;

namespace FfiOwnership.Ledgers;

/// <content>The elements of vecs of registered types. Each call is about a claimed vec, which stays claimed unless it says otherwise.</content>
internal static unsafe partial class Ledger
{
    // SAFETY (whole file): held: the block of a claimed vec. Permanent: type records.

    /// <summary>What a vec of a registered type has for elements.</summary>
    /// <param name="type">Any number.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="failure">Filled in on failure.</param>
    public static Status ShapeOfVecOf(uint type, out VecShape shape, ref Failure failure)
    {
        Status status = TypeRegistry.VecOf(type, out uint rawType, ref failure);
        shape = status == Status.Ok ? VecShape.OfType(rawType) : default;
        return status;
    }

    /// <summary>The registered type of a vec's elements.</summary>
    /// <param name="data">Any value; never dereferenced.</param>
    /// <param name="type">The type; 0: they are plain bytes.</param>
    /// <returns>False if it is the start of no vec's block.</returns>
    public static bool TryGetElementType(void* data, out uint type)
    {
        type = TypeNumber.None;
        Failure unused = default;
        return EnsureStarted(ref unused) == Status.Ok
            && (IsOnSlabs ? Vecs.TryGetElementType(SlabHeap.Mine, data, out type) : Vecs.TryGetElementType(s_system, data, out type));
    }

    /// <summary>Enters a reserved buffer into the ledger as the first one of a vec of a registered type, claimed; cancels it on failure.</summary>
    public static Status PublishFirst(in Reservation reserved, in VecShape shape, out ClaimedVec vec, ref Failure failure) => IsOnSlabs
        ? Vecs.PublishFirst(SlabHeap.MineToMake, reserved, shape, out vec, ref failure)
        : Vecs.PublishFirst(s_system, reserved, shape, out vec, ref failure);

    /// <summary>How many elements the ledger has counted; of a vec of plain elements 0.</summary>
    public static nuint CountOf(in ClaimedVec vec) => vec.HasType ? *vec.Count : 0;

    /// <summary>Has the ledger count a number of elements.</summary>
    public static void SetCount(in ClaimedVec vec, nuint count) => *vec.Count = count;

    /// <inheritdoc cref="Vecs.ClaimElements{THeap}"/>
    public static Status ClaimElements(in ClaimedVec vec, ref Failure failure) =>
        IsOnSlabs ? Vecs.ClaimElements(SlabHeap.Mine, vec, ref failure) : Vecs.ClaimElements(s_system, vec, ref failure);

    /// <inheritdoc cref="Vecs.KeepElements{THeap}"/>
    public static Status KeepElements(in ClaimedVec vec, ref Failure failure) =>
        IsOnSlabs ? Vecs.KeepElements(SlabHeap.Mine, vec, ref failure) : Vecs.KeepElements(s_system, vec, ref failure);

    /// <inheritdoc cref="Vecs.ClaimFrom{THeap}"/>
    public static Status ClaimElementsFrom(in ClaimedVec vec, nuint from, out EndingElements ending, ref Failure failure) => IsOnSlabs
        ? Vecs.ClaimFrom(SlabHeap.Mine, vec, from, out ending, ref failure)
        : Vecs.ClaimFrom(s_system, vec, from, out ending, ref failure);

    /// <summary>Ends the claim of elements that are not to end after all.</summary>
    /// <param name="vec">The vec, whose block has not been replaced.</param>
    /// <param name="ending">The elements; there may be none.</param>
    public static void RestoreElements(in ClaimedVec vec, in EndingElements ending)
    {
        if (!ending.Exists)
        {
            return;
        }

        if (IsOnSlabs)
        {
            Vecs.Restore(SlabHeap.Mine, vec, ending);
        }
        else
        {
            Vecs.Restore(s_system, vec, ending);
        }
    }

    /// <summary>Ends claimed elements, whose bytes are zero afterwards.</summary>
    /// <param name="ending">The elements; there may be none.</param>
    /// <param name="failure">Filled in if a block that they owned was overrun.</param>
    /// <returns><see cref="Status.Ok"/> or <see cref="Status.Overrun"/>; they are gone in both cases.</returns>
    public static Status EndElements(in EndingElements ending, ref Failure failure) =>
        !ending.Exists ? Status.Ok
        : IsOnSlabs ? Vecs.End(SlabHeap.Mine, ending, ref failure)
        : Vecs.End(s_system, ending, ref failure);

    /// <inheritdoc cref="Vecs.TryClaimNew{THeap}"/>
    public static bool TryClaimNewElements(in ClaimedVec vec, byte* elements, nuint count, ref Failure failure) => IsOnSlabs
        ? Vecs.TryClaimNew(SlabHeap.Mine, vec, elements, count, ref failure)
        : Vecs.TryClaimNew(s_system, vec, elements, count, ref failure);

    /// <summary>Whether some elements, wherever they are, have something in an owned field.</summary>
    public static bool OwnsAny(in ClaimedVec vec, byte* elements, nuint count) => new BlockValues(elements, count, vec.Shape.Type).HasAny();

    /// <inheritdoc cref="Vecs.KeepNew{THeap}"/>
    public static void KeepNewElements(in ClaimedVec vec, nuint from, nuint count)
    {
        if (IsOnSlabs)
        {
            Vecs.KeepNew(SlabHeap.Mine, vec, from, count);
        }
        else
        {
            Vecs.KeepNew(s_system, vec, from, count);
        }
    }

    /// <inheritdoc cref="Vecs.ReleaseElement{THeap}"/>
    public static Status ReleaseElement(in ClaimedVec vec, nuint index, ref Failure failure) => IsOnSlabs
        ? Vecs.ReleaseElement(SlabHeap.Mine, vec, index, ref failure)
        : Vecs.ReleaseElement(s_system, vec, index, ref failure);

    /// <summary>Finds an owned field of the elements.</summary>
    /// <param name="vec">A vec; of plain elements, it has none.</param>
    /// <param name="offset">Offset in an element, in bytes.</param>
    /// <param name="fieldType">Type of the block that the field owns.</param>
    /// <param name="failure">Filled in if there is none.</param>
    public static bool TryElementField(in ClaimedVec vec, nuint offset, out uint fieldType, ref Failure failure)
    {
        fieldType = TypeNumber.None;
        if (vec.HasType && vec.Shape.Type->TryFieldAt(offset, out fieldType))
        {
            return true;
        }

        bool isInside = offset < vec.ElementSize;
        failure.Set(isInside ? Status.InvalidArgument : Status.OutOfRange, isInside ? Reason.NoOwnedField : Reason.OffsetBeyond, vec.Block.Block);
        failure.ActualType = TypeNumber.Vec;
        failure.ActualTypeName = vec.HasType ? vec.Shape.Type->Name : TypeRegistry.At(TypeNumber.Vec)->Name;
        failure.Size = vec.ElementSize;
        failure.Offset = offset;
        return false;
    }

    /// <summary>Moves a child of the caller's into an owned field, and ends the claim in any case.</summary>
    /// <param name="vec">The vec, as it was claimed.</param>
    /// <param name="offset">Where the field is in the block, in bytes.</param>
    /// <param name="fieldType">Its type.</param>
    /// <param name="child">Any value; never dereferenced. Null clears the field.</param>
    /// <param name="failure">Filled in on failure.</param>
    public static Status PutInElement(in ClaimedVec vec, nuint offset, uint fieldType, void* child, ref Failure failure) => IsOnSlabs
        ? Trees.Put(SlabHeap.Mine, vec.Block, offset, fieldType, child, ref failure)
        : Trees.Put(s_system, vec.Block, offset, fieldType, child, ref failure);

    /// <summary>Moves the child out of an owned field, and ends the claim in any case.</summary>
    /// <param name="vec">The vec, as it was claimed.</param>
    /// <param name="offset">Where the field is in the block, in bytes.</param>
    /// <param name="fieldType">Its type.</param>
    /// <param name="child">The child; null if there is none, and on failure.</param>
    /// <param name="failure">Filled in on failure.</param>
    public static Status TakeFromElement(in ClaimedVec vec, nuint offset, uint fieldType, out void* child, ref Failure failure) => IsOnSlabs
        ? Trees.Take(SlabHeap.Mine, vec.Block, offset, fieldType, out child, ref failure)
        : Trees.Take(s_system, vec.Block, offset, fieldType, out child, ref failure);

    /// <summary>Elements that a call has claimed to end them. They lie in the block that was the vec's when they were claimed.</summary>
    /// <param name="vec">The block's entry, held by the call.</param>
    /// <param name="values">The elements.</param>
    internal readonly struct EndingElements(Entry* vec, BlockValues values)
    {
        /// <summary>The entry of the block that they are in.</summary>
        public readonly Entry* Vec = vec;

        /// <summary>The elements.</summary>
        public readonly BlockValues Values = values;

        /// <summary>Whether there are any.</summary>
        public bool Exists => Vec != null;
    }

    /// <summary>What a vec has for elements.</summary>
    internal readonly struct VecShape
    {
        /// <summary>Bytes of one element.</summary>
        public readonly nuint ElementSize;

        /// <summary>How a block of them is aligned, in bytes.</summary>
        public readonly nuint Alignment;

        /// <summary>The raw type of the blocks, see <see cref="EntryWord"/>.</summary>
        internal readonly uint RawType;

        /// <summary>The elements' type; null: they are plain bytes.</summary>
        internal readonly TypeRecord* Type;

        /// <summary>Plain elements.</summary>
        /// <param name="elementSize">Bytes of one.</param>
        public VecShape(nuint elementSize)
        {
            ElementSize = elementSize;
            Alignment = CRuntime.DefaultAlignment;
            RawType = elementSize < EntryWord.SmallVec ? EntryWord.SmallVec | (uint)elementSize : TypeNumber.Vec;
        }

        private VecShape(uint rawType, TypeRecord* type)
        {
            ElementSize = type->Size;
            Alignment = type->Alignment;
            RawType = rawType;
            Type = type;
        }

        /// <summary>Whether the elements are of a registered type.</summary>
        public bool HasType => Type != null;

        /// <summary>What the heap must know of a block of them.</summary>
        public BlockTraits Traits => HasType ? BlockTraits.Zeroed : ElementSize < EntryWord.SmallVec ? BlockTraits.None : BlockTraits.HasLargeElements;

        /// <summary>Elements of a registered type.</summary>
        /// <param name="rawType">The raw type of vecs of it.</param>
        internal static VecShape OfType(uint rawType) => new(rawType, TypeRegistry.At(TypeRegistry.AtRaw(rawType)->ElementType));
    }
}
