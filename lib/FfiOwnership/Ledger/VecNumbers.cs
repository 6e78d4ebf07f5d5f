using System.Runtime.CompilerServices;

namespace FfiOwnership.Ledgers;

/// <summary>Numbers of 34 bits for vecs. A vec's stamp is made of one, so that an outdated copy of its struct never becomes valid again.</summary>
/// <remarks>
/// A vec's entry holds the number in two parts: the lower 23 bits in the word's link (in the handle's slot while a handle owns the
/// block), the upper 11 in place of the parent's reuse count, since a vec has no parent. After 17 billion numbers they repeat. An
/// outdated copy that old is taken for valid only if its own number is given to a vec at the same address, whose entry has
/// the same one of 2048 reuse counts.
/// </remarks>
internal static class VecNumbers
{
    /// <summary>Number of numbers that a thread on the slab heap takes at once, so that threads rarely write the shared counter.</summary>
    private const ulong Batch = 4096;

    /// <summary>The last number taken by any thread; 0: none yet. Written atomically.</summary>
    private static ulong s_last;

    /// <summary>The next number. The caller uses its lower 34 bits.</summary>
    // SAFETY: Owned: the calling thread's state.
    public static unsafe ulong Next()
    {
        ThreadState* mine = ThreadState.Mine;
        if (mine == null)
        {
            return Interlocked.Increment(ref s_last);
        }

        if (mine->VecNumbersLeft == 0)
        {
            mine->NextVecNumber = Interlocked.Add(ref s_last, Batch) - Batch + 1;
            mine->VecNumbersLeft = Batch;
        }

        return Take(mine);
    }

    /// <summary>The next number of a thread that has some left. Calls nothing.</summary>
    // SAFETY: owned: the calling thread's state.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe ulong Take(ThreadState* mine)
    {
        mine->VecNumbersLeft--;
        return mine->NextVecNumber++;
    }
}
