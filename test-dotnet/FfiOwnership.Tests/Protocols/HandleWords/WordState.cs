using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Ledgers;

namespace FfiOwnership.Tests.Protocols.HandleWords;

/// <summary>One handle's slot, a block for each of its generations, and the threads around it.</summary>
internal struct WordState
{
    public const int MostBlocks = 3;
    public const int MostThreads = 3;

    /// <summary>The slot's word.</summary>
    public Word Slot;

    /// <summary>The block that the slot leads to, + 1; 0: none.</summary>
    public byte Pointer;

    /// <summary>Whether the slot is in the list of free ones.</summary>
    public bool IsQueued;

    /// <summary>By generation: the block's <see cref="EntryState"/>.</summary>
    public Counts Entries;

    // What really happened, by generation.
    public Counts Drops;
    public Counts References;
    public Counts Borrows;
    public Counts IsLentAlone;
    public Counts IsOver;
    public Counts Issued;
    public Counts IsToldStale;

    /// <summary>What a step noticed.</summary>
    public WordRule Broken;

    public Threads All;

    /// <summary>As <see cref="HandleWord"/>, with smaller parts.</summary>
    public struct Word
    {
        public const byte Exclusive = byte.MaxValue;

        public byte State;
        public byte Generation;
        public byte References;
        public byte Borrows;

        public readonly HandleState Life => (HandleState)State;
    }

    [InlineArray(MostBlocks)]
    public struct Counts
    {
        private byte _first;
    }

    [InlineArray(MostThreads)]
    public struct Threads
    {
        private Thread _first;
    }

    /// <summary>A thread's own variables.</summary>
    public struct Thread
    {
        public WordStep At;

        /// <summary>Which of its calls it is in.</summary>
        public byte Call;

        /// <summary>The generation of the handle that it has.</summary>
        public byte Named;

        /// <summary>How often it has borrowed that.</summary>
        public byte Borrows;

        /// <summary>Whether it has borrowed that exclusively.</summary>
        public bool IsAlone;

        /// <summary>The word that it has seen.</summary>
        public Word Seen;

        /// <summary>The block that it has found behind the slot, + 1.</summary>
        public byte Found;

        /// <summary>Whether it has claimed the entry of that.</summary>
        public bool IsHolding;
    }
}
