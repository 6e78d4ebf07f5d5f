namespace FfiOwnership.Tests.Protocols.SlabBits;

/// <content>What must hold.</content>
internal sealed partial class BitsProtocol
{
    /// <inheritdoc/>
    public override Enum? Broken(in BitsState state)
    {
        if (state.Broken != BitsRule.None)
        {
            return state.Broken;
        }

        // E1.
        int met = 0;
        int twice = 0;
        Meet(state.Live, ref met, ref twice);
        for (int number = 0; number < SlabCount; number++)
        {
            Meet(state.Slabs[number].Mine, ref met, ref twice);
            Meet(state.Slabs[number].Theirs, ref met, ref twice);
        }

        for (int thread = 0; thread < _calls.Length; thread++)
        {
            ref readonly BitsState.Thread other = ref state.Threads[thread];
            Meet(other.At is BitsStep.Frees ? 0 : other.Hand, ref met, ref twice);
            Meet(other.Batch, ref met, ref twice);
            Meet(state.Heaps[thread].Refill, ref met, ref twice);
            for (int i = 0; i < state.Heaps[thread].Count; i++)
            {
                Meet(1 << (state.Heaps[thread].Ring[i] - 1), ref met, ref twice);
            }
        }

        return twice != 0 ? BitsRule.NoSlotIsTwice
            : CountOf(met) != SlabCount * setup.Slots ? BitsRule.NoSlotIsLost
            : comparesCounts && !AreCountsRight(state) ? BitsRule.CountIsOfBits
            : null;
    }

    /// <inheritdoc/>
    public override Enum? BrokenAtEnd(in BitsState state)
    {
        if (state is not { ClassLock: 0, HeapsLock: 0 })
        {
            return BitsRule.LocksAreOpen;
        }

        for (int number = 0; number < SlabCount; number++)
        {
            BitsState.Slab slab = state.Slabs[number];
            int free = CountOf(slab.Mine | slab.Theirs);
            bool isCurrent = slab.Holder is > 0 and < GivenBackBy && state.Heaps[slab.Holder - 1].Current == number + 1;
            BitsRule broken = slab.Flag switch
            {
                BitsFlag.None or BitsFlag.Listed when free == setup.Slots => BitsRule.EmptyGoesBack,
                BitsFlag.None when free >= setup.Threshold => BitsRule.FreeSlotsAreFound,
                BitsFlag.Listed when free < setup.Threshold => BitsRule.ListedHasEnough,
                BitsFlag.Owned when !isCurrent => BitsRule.OwnerUsesIt,
                BitsFlag.Pool when slab.Free != 0 => BitsRule.CountIsOfBits,
                BitsFlag.Pool when slab.Mine != AllOf(number) => BitsRule.GivenBackIsWhole,
                _ => BitsRule.None,
            };
            if (broken != BitsRule.None)
            {
                return broken;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override string Show(in BitsState state)
    {
        List<string> told = [$"live {Slots(state.Live)}"];
        for (int number = 0; number < SlabCount; number++)
        {
            BitsState.Slab slab = state.Slabs[number];
            told.Add($"slab {number} ({slab.Free}, {slab.Flag}) mine {Slots(slab.Mine)} theirs {Slots(slab.Theirs)}");
        }

        for (int thread = 0; thread < _calls.Length; thread++)
        {
            BitsState.Heap heap = state.Heaps[thread];
            string ring = string.Join(' ', Enumerable.Range(0, heap.Count).Select(i => heap.Ring[i] - 1));
            string slab = heap.Current == 0 ? "" : $" has slab {heap.Current - 1}";
            told.Add($"{(char)('A' + thread)}{slab} ring [{ring}] refill {Slots(heap.Refill)}");
        }

        return string.Join("; ", told) + (state.ClassLock == 0 ? "" : $"; {(char)('A' + state.ClassLock - 1)} has locked");
    }

    private static string Slots(int slots) => $"[{string.Join(' ', Enumerable.Range(0, 8).Where(slot => (slots >> slot & 1) != 0))}]";

    private static void Meet(int slots, ref int met, ref int twice)
    {
        twice |= met & slots;
        met |= slots;
    }

    // E2: nobody's: free = |mine| + |theirs| - (set, not yet added); owned: free = |theirs| - (set, not yet added) + (taken, not yet subtracted).
    private bool AreCountsRight(in BitsState state)
    {
        bool areRight = true;
        for (int number = 0; number < SlabCount; number++)
        {
            BitsState.Slab slab = state.Slabs[number];
            int expected = CountOf(slab.Theirs) + (slab.Flag is BitsFlag.Owned or BitsFlag.Pool ? 0 : CountOf(slab.Mine));
            for (int thread = 0; thread < _calls.Length; thread++)
            {
                ref readonly BitsState.Thread other = ref state.Threads[thread];
                expected += other.Slab == number ? other.Taken - other.NotAdded : 0;
            }

            areRight &= slab.Free == expected;
        }

        return areRight;
    }
}
