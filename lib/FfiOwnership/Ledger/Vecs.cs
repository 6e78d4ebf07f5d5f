using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;
using FfiOwnership.Platform;

namespace FfiOwnership.Ledgers;

/// <summary>Blocks of vecs: claimed for the time of a call, and replaced when they must grow.</summary>
/// <remarks>
/// A vec's struct lies in the caller's memory. What ties it to its block is a stamp: a keyed hash of the block's address, entry and
/// number. The number is another one whenever the block comes back from raw parts or a handle, and never comes again, so copies
/// from before are told. The stamp guards against mistakes, not against an attacker: the key can be computed from one vec. A
/// one-way function would cost each push as much as all the rest of it.
/// </remarks>
internal static unsafe partial class Vecs
{
    // SAFETY (whole file): held: the block of a claimed vec, and the one that it replaces.

    /// <summary>The key of all stamps. Written when the library starts.</summary>
    private static ulong s_stampKey;

    /// <summary>Chooses the key. Called once, while the library starts.</summary>
    public static void Start() => s_stampKey = SecretKey.New();

    /// <summary>Claims a vec's block for a call.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="data">Any value; never dereferenced.</param>
    /// <param name="failure">Filled in on failure.</param>
    /// <param name="vec">The block.</param>
    /// <returns>Whether this call won it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryClaim<THeap>(THeap heap, void* data, ref Failure failure, out Ledger.ClaimedVec vec)
        where THeap : struct, IHeap
    {
        while (true)
        {
            if (Transitions.TryClaim(heap, data, TypeNumber.Vec, EntryState.Busy, 0, out FoundBlock block))
            {
                vec = Of(heap, block);
                return true;
            }

            if (Refusals.Explain(heap, block, data, TypeNumber.Vec, ref failure))
            {
                vec = default;
                return false;
            }
        }
    }

    /// <summary>Claims the block behind a handle, which is stale afterwards.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="handle">Any value.</param>
    /// <param name="lent">What a borrow lent, in bytes.</param>
    /// <param name="vec">The block, stamped anew.</param>
    /// <param name="failure">Filled in on failure.</param>
    public static Status FromHandle<THeap>(THeap heap, ulong handle, out nuint lent, out Ledger.ClaimedVec vec, ref Failure failure)
        where THeap : struct, IHeap
    {
        Status status = Handles.IntoRaw(heap, ThreadState.Mine, handle, TypeNumber.Vec, EntryState.Busy, out _, out lent, out FoundBlock block, ref failure);
        vec = default;
        if (status == Status.Ok)
        {
            vec = Of(heap, block);
            Restamp(ref vec);
        }

        return status;
    }

    /// <summary>Enters a reserved buffer into the ledger, held by this call; it replaces the one that the vec had, if it had any.</summary>
    /// <param name="heap">The calling thread's door to the heap.</param>
    /// <param name="reserved">The buffer, filled.</param>
    /// <param name="shape">What the vec has for elements.</param>
    /// <param name="vec">The vec's block; its period, tag and children go over to the new one.</param>
    public static void Publish<THeap>(THeap heap, in Reservation reserved, in Ledger.VecShape shape, ref Ledger.ClaimedVec vec)
        where THeap : struct, IHeap
    {
        FoundBlock former = vec.Block;
        ulong period = former.Entry == null ? Checkpoints.Current : former.Info.Period;
        Transitions.Publish(heap, reserved, EntryState.Busy, shape.RawType, 0, new Transitions.NewBlock { Period = period, ElementSize = shape.ElementSize });
        if (former.Entry != null && shape.HasType)
        {
            ElementCounts.Move(heap.IdOf(former.Entry), heap.IdOf(reserved.Entry));
        }

        vec = Of(heap, heap.Of(reserved.Entry));
        vec.Former = former;
        if (former.Entry != null && shape.HasType)
        {
            Trees.Reparent(heap, BlockValues.Of(heap, vec.Block), former.Entry, reserved.Entry);
        }

        if (former.Entry != null && former.Word.IsTagged)
        {
            Tags.Move(heap, former.Entry, reserved.Entry);
        }

        Restamp(ref vec);
    }

    /// <summary>Gives a held block the number that it has when it is the caller's again.</summary>
    public static void Restamp(ref Ledger.ClaimedVec vec)
    {
        ulong number = VecNumbers.Next();
        Entry* entry = vec.Block.Entry;
        entry->Info = entry->Info.WithParentReuse(UpperOf(number));
        vec.Block.Info = entry->Info;
        vec.Word = entry->Word.With(EntryState.CallerOwned, LowerOf(number));
    }

    /// <summary>The part of a vec's number that its entry has in place of a parent's reuse count.</summary>
    public static uint UpperOf(ulong number) => (uint)(number >> HandleSlot.NoteBits) & EntryWord.LastReuse;

    /// <summary>The part of a vec's number that its entry's word has as its link.</summary>
    public static uint LowerOf(ulong number) => (uint)number & ((1u << HandleSlot.NoteBits) - 1);

    /// <summary>The stamp of the vec that the block belongs to when it is the caller's again.</summary>
    public static ulong StampOf(in Ledger.ClaimedVec vec) => Stamp(vec.Block.Block, vec.Word, vec.Block.Info.ParentReuse, vec.Id);

    /// <summary>The stamp that belongs to a block of the caller's.</summary>
    /// <param name="block">The block.</param>
    /// <param name="word">Its entry's word.</param>
    /// <param name="upper">What its entry has in place of a parent's reuse count.</param>
    /// <param name="id">The number of its entry.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Stamp(byte* block, EntryWord word, uint upper, uint id)
    {
        // Multiplications by odd constants with shifts between them mix as the finish of SplitMix64 does.
        ulong mixed = ((ulong)block ^ s_stampKey) * 0x9E3779B97F4A7C15;
        mixed ^= (ulong)word.Reuse << 43 | (ulong)upper << 32 | word.Link;
        mixed *= 0xD6E8FEB86659FD93;
        mixed ^= mixed >> 32;
        mixed ^= id;
        mixed *= 0x9E3779B97F4A7C15;
        return mixed ^ (mixed >> 32);
    }

    /// <summary>Ends the claim: the block is the caller's, the one that it replaced is gone.</summary>
    public static void Release<THeap>(THeap heap, in Ledger.ClaimedVec vec)
        where THeap : struct, IHeap
    {
        vec.Block.Entry->Store(vec.Word);
        if (vec.Former.Entry != null)
        {
            vec.Former.Entry->Store(vec.Former.Entry->Word.With(EntryState.Freed, 0));
            Endings.GiveBack(heap, vec.Former.Entry);
        }
    }

    /// <summary>Frees a claimed block; of a vec of a registered type, what its elements own must have been claimed, too: <see cref="ClaimElements"/>.</summary>
    /// <returns><see cref="Status.Ok"/> or <see cref="Status.Overrun"/>; the block is gone in both cases.</returns>
    public static Status Free<THeap>(THeap heap, in Ledger.ClaimedVec vec, ref Failure failure)
        where THeap : struct, IHeap
    {
        if (vec.HasType)
        {
            return Trees.End(heap, vec.Block.Entry, ref failure);
        }

        vec.Block.Entry->Store(vec.Block.Entry->Word.With(EntryState.Freed, 0));
        return Endings.End(heap, vec.Block, TypeRegistry.At(TypeNumber.Vec), ref failure);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Ledger.ClaimedVec Of<THeap>(THeap heap, in FoundBlock block)
        where THeap : struct, IHeap
    {
        Ledger.ClaimedVec vec = new() { Block = block, Word = block.Word, Id = heap.IdOf(block) };
        if (block.Word.IsVecOfType)
        {
            vec.Shape = Ledger.VecShape.OfType(block.Word.RawType);
            vec.Count = ElementCounts.Of(vec.Id);
        }
        else
        {
            vec.Shape = new Ledger.VecShape(heap.ElementSizeOf(block));
        }

        return vec;
    }
}
