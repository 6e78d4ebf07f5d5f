using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps.Slabs;

namespace FfiOwnership.Ledgers;

/// <content>The blocks of vecs.</content>
internal static unsafe partial class Ledger
{
    // SAFETY (whole file): held: the block of a claimed vec.

    /// <summary>Claims a vec's block until <see cref="ReleaseVec"/>, <see cref="CancelVec"/>, <see cref="FreeVec"/> or <see cref="VecIntoHandle"/>.</summary>
    /// <param name="data">Any value; never dereferenced.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <param name="vec">The block.</param>
    /// <returns>Whether this call won it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryClaimVec(void* data, ref Failure failure, out ClaimedVec vec)
    {
        ThreadHeap* thread = ThreadHeap.Fast;
        return thread != null ? Vecs.TryClaim(new SlabHeap(thread), data, ref failure, out vec) : TryClaimVecSlow(data, ref failure, out vec);
    }

    /// <summary>Claims the vec's block behind a handle, which is stale afterwards.</summary>
    /// <param name="handle">Any value.</param>
    /// <param name="lent">What a borrow lent, in bytes.</param>
    /// <param name="vec">The block, with a new stamp.</param>
    /// <param name="failure">Filled in on failure.</param>
    public static Status VecFromHandle(ulong handle, out nuint lent, out ClaimedVec vec, ref Failure failure)
    {
        lent = 0;
        vec = default;
        return EnsureStarted(ref failure) != Status.Ok ? failure.Status
            : IsOnSlabs ? Vecs.FromHandle(SlabHeap.Mine, handle, out lent, out vec, ref failure)
            : Vecs.FromHandle(s_system, handle, out lent, out vec, ref failure);
    }

    /// <summary>Enters a reserved buffer into the ledger, claimed; it replaces the one that the vec had, if it had any.</summary>
    /// <param name="reserved">The buffer, filled.</param>
    /// <param name="shape">What the vec has for elements.</param>
    /// <param name="vec">The vec's block; its period, tag and children go over to the new one.</param>
    public static void PublishVec(in Reservation reserved, in VecShape shape, ref ClaimedVec vec)
    {
        if (IsOnSlabs)
        {
            Vecs.Publish(SlabHeap.MineToMake, reserved, shape, ref vec);
        }
        else
        {
            Vecs.Publish(s_system, reserved, shape, ref vec);
        }
    }

    /// <summary>Has all copies of the vec's struct be outdated but the one that gets the new stamp.</summary>
    public static void RestampVec(ref ClaimedVec vec) => Vecs.Restamp(ref vec);

    /// <summary>Ends the claim: the block is the caller's, the one that it replaced is gone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReleaseVec(in ClaimedVec vec)
    {
        if (!vec.HasFormer)
        {
            CancelVec(vec);
        }
        else if (IsOnSlabs)
        {
            Vecs.Release(SlabHeap.Mine, vec);
        }
        else
        {
            Vecs.Release(s_system, vec);
        }
    }

    /// <summary>Ends the claim of a block that nothing has replaced: it is the caller's again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CancelVec(in ClaimedVec vec)
    {
        if (vec.Exists)
        {
            vec.Block.Entry->Store(vec.Word);
        }
    }

    /// <summary>Frees a claimed block; of a vec of a registered type, <see cref="ClaimElements"/> must have succeeded.</summary>
    /// <returns><see cref="Status.Ok"/> or <see cref="Status.Overrun"/>; the block is gone in both cases.</returns>
    public static Status FreeVec(in ClaimedVec vec, ref Failure failure) =>
        IsOnSlabs ? Vecs.Free(SlabHeap.Mine, vec, ref failure) : Vecs.Free(s_system, vec, ref failure);

    /// <summary>Takes a handle's slot, for <see cref="VecIntoHandle"/>.</summary>
    public static Status TakeHandle(out uint index, ref Failure failure) =>
        HandleTable.TryTake(ThreadState.Mine, out index) ? Status.Ok : HandleTable.NoSlot(ref failure);

    /// <summary>Gives a slot back that was taken for <see cref="VecIntoHandle"/>.</summary>
    public static void PutBackHandle(uint index) => HandleTable.PutBack(ThreadState.Mine, index);

    /// <summary>Puts a claimed block behind a handle.</summary>
    /// <param name="index">The slot, from <see cref="TakeHandle"/>.</param>
    /// <param name="vec">The block, with the stamp that it gets back.</param>
    /// <param name="lent">What a borrow lends, in bytes.</param>
    /// <returns>The handle, with one reference.</returns>
    public static ulong VecIntoHandle(uint index, in ClaimedVec vec, nuint lent) => IsOnSlabs
        ? Handles.Issue(SlabHeap.Mine, index, vec.Block, TypeNumber.Vec, lent, vec.Word.Link)
        : Handles.Issue(s_system, index, vec.Block, TypeNumber.Vec, lent, vec.Word.Link);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryClaimVecSlow(void* data, ref Failure failure, out ClaimedVec vec)
    {
        vec = default;
        return EnsureStarted(ref failure) == Status.Ok
            && (IsOnSlabs ? Vecs.TryClaim(SlabHeap.Mine, data, ref failure, out vec) : Vecs.TryClaim(s_system, data, ref failure, out vec));
    }

    /// <summary>A vec's block that a call is at work on.</summary>
    internal struct ClaimedVec
    {
        /// <summary>The block, held by the call.</summary>
        internal FoundBlock Block;

        /// <summary>The word that its entry gets when the block is the caller's again.</summary>
        internal EntryWord Word;

        /// <summary>The block that it replaces, also held.</summary>
        internal FoundBlock Former;

        /// <summary>The number of its entry.</summary>
        internal uint Id;

        /// <summary>What the vec has for elements.</summary>
        public VecShape Shape;

        /// <summary>Of a vec of a registered type: how many elements the ledger has counted, see <see cref="ElementCounts"/>.</summary>
        internal nuint* Count;

        /// <summary>Bytes of one element.</summary>
        public readonly nuint ElementSize => Shape.ElementSize;

        /// <summary>Whether the elements are of a registered type.</summary>
        public readonly bool HasType => Count != null;

        /// <summary>The registered type of the elements; 0: they are plain bytes.</summary>
        public readonly uint ElementType => HasType ? TypeRegistry.AtRaw(Shape.RawType)->ElementType : TypeNumber.None;

        /// <summary>Whether there is a block.</summary>
        public readonly bool Exists => Block.Entry != null;

        /// <summary>Whether it replaces another one.</summary>
        public readonly bool HasFormer => Former.Entry != null;

        /// <summary>The block's start.</summary>
        public readonly void* Data => Block.Block;

        /// <summary>The block's size in bytes.</summary>
        public readonly nuint Size => Block.Size;

        /// <summary>The stamp of the struct that it belongs to.</summary>
        public readonly ulong Stamp => Vecs.StampOf(this);
    }
}
