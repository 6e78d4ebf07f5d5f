using System.Runtime.CompilerServices;
using FfiOwnership.Entries;

namespace FfiOwnership.Tests.Protocols.LargeBlocks;

/// <summary>One record, two ranges of addresses that it can have, and the threads around them.</summary>
internal struct LargeState
{
    public const int MostThreads = 3;

    /// <summary>Number of ranges; they are numbered from 1 on, and 0 is none.</summary>
    public const int Ranges = 2;

    /// <summary>The word of the record's entry.</summary>
    public Word Entry;

    /// <summary>The range that the record has; 0: none.</summary>
    public byte Base;

    /// <summary>The size of its block: each range's blocks have a size of their own, the range's number.</summary>
    public byte Size;

    /// <summary>Whether the record is among the free ones.</summary>
    public bool IsFree;

    /// <summary>Who holds the lock, + 1; 0: nobody.</summary>
    public byte Holder;

    /// <summary>For each range, whether the page map leads to the record.</summary>
    public Flags Map;

    /// <summary>For each range, whether its memory is there.</summary>
    public Flags Memory;

    /// <summary>What really happened: the range of the live block; 0: there is none.</summary>
    public byte Live;

    /// <summary>What a step noticed.</summary>
    public LargeRule Broken;

    public Threads All;

    /// <summary>As <see cref="EntryWord"/>: what of it matters here.</summary>
    public struct Word
    {
        public bool IsLive;
        public byte Reuse;
    }

    [InlineArray(Ranges + 1)]
    public struct Flags
    {
        private bool _first;
    }

    [InlineArray(MostThreads)]
    public struct Threads
    {
        private Thread _first;
    }

    /// <summary>A thread's own variables.</summary>
    public struct Thread
    {
        public LargeStep At;

        /// <summary>Which of its calls it is in.</summary>
        public byte Call;

        /// <summary>The word, base and size that it has read.</summary>
        public Word Seen;
        public byte Base;
        public byte Size;
    }
}
