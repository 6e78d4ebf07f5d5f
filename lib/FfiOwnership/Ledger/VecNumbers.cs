using FfiOwnership.Memory;

namespace FfiOwnership.Ledger;

/// <summary>Numbers for vecs, 43 bits wide, each given once: a vec's stamp is made of one, so no outdated copy becomes valid again.</summary>
/// <remarks>
/// The entry keeps a number in two parts: the lower 32 bits in the word's X, the upper 11 where other blocks have their parent's
/// reuse count, since a vec has no parent. At ten million vecs a second they last ten days; after that one comes again.
/// </remarks>
internal static unsafe class VecNumbers
{
    // How many a thread with a heap takes at once, so that threads that make vecs share no memory for it.
    private const ulong Batch = 4096;

    private static ulong s_last;

    /// <summary>The next one.</summary>
    public static ulong Next()
    {
        ThreadHeap* heap = ThreadHeap.Plain;
        if (heap == null)
        {
            return Interlocked.Increment(ref s_last);
        }

        // SAFETY: owned: the calling thread's heap. Its range ends at a multiple of the batch only by chance, so the count is kept.
        if (heap->VecNumbersLeft == 0)
        {
            heap->NextVecNumber = Interlocked.Add(ref s_last, Batch) - Batch + 1;
            heap->VecNumbersLeft = Batch;
        }

        heap->VecNumbersLeft--;
        return heap->NextVecNumber++;
    }
}
