namespace FfiOwnership.Ledgers;

/// <summary>Numbers for vecs, 34 bits wide: a vec's stamp is made of one, so that an outdated copy does not become valid again.</summary>
/// <remarks>
/// The entry keeps a number in two parts: the lower 23 bits in the word's link, which the slot of a handle keeps meanwhile, the upper
/// 11 where other blocks have their parent's reuse count, since a vec has no parent. After 17 billion vecs a number comes again. A
/// copy that old is mistaken for the vec only if exactly its own number has come to the vec at its address, and that with the same
/// reuse count of 2048.
/// </remarks>
internal static unsafe class VecNumbers
{
    // How many a thread on the slab heap takes at once, so that threads that make vecs share no memory for it.
    private const ulong Batch = 4096;

    private static ulong s_last;

    /// <summary>The next one.</summary>
    public static ulong Next()
    {
        ThreadState* mine = ThreadState.Mine;
        if (mine == null)
        {
            return Interlocked.Increment(ref s_last);
        }

        // SAFETY: owned: the calling thread's state.
        if (mine->VecNumbersLeft == 0)
        {
            mine->NextVecNumber = Interlocked.Add(ref s_last, Batch) - Batch + 1;
            mine->VecNumbersLeft = Batch;
        }

        mine->VecNumbersLeft--;
        return mine->NextVecNumber++;
    }
}
