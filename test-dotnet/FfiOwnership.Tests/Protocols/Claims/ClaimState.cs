using System.Runtime.CompilerServices;
using FfiOwnership.Entries;

namespace FfiOwnership.Tests.Protocols.Claims;

/// <summary>A few blocks, each with two owned fields, and the threads around them. Blocks and threads are numbered from 1; 0 is none.</summary>
internal struct ClaimState
{
    public const int MostBlocks = 4;
    public const int MostThreads = 2;

    public Blocks All;
    public Threads Calls;

    /// <summary>What a step noticed.</summary>
    public ClaimRule Broken;

    /// <summary>What <see cref="EntryWord"/> swaps as one.</summary>
    public struct Word
    {
        public byte State;
        public byte Link;
        public byte Reuse;
        public byte Type;

        public readonly EntryState Life => (EntryState)State;
    }

    public struct Block
    {
        public Word Word;

        // The plain word of the entry.
        public byte ParentReuse;
        public bool HasChildren;
        public bool IsLastSibling;

        // The block's own memory.
        public byte Field0;
        public byte Field1;

        /// <summary>The thread whose claim it is in.</summary>
        public byte Holder;

        /// <summary>Whether its memory can be handed out again.</summary>
        public bool IsGivenBack;

        public byte Drops;
    }

    /// <summary>A thread's own variables.</summary>
    public struct Thread
    {
        public ClaimStep At;

        /// <summary>Which of its calls it is in.</summary>
        public byte Call;

        /// <summary>A bit for each of its calls that succeeded.</summary>
        public byte Succeeded;

        public bool IsRefused;
        public Word Seen;
        public byte Parent;
        public byte Field;
        public byte Youngest;
        public byte Child;

        /// <summary>Where it is in the chain.</summary>
        public byte Current;

        // In Trees.Resolve: what follows in the chain, and whether the walk is on its way up.
        public byte Next;
        public bool IsClimbing;
    }

    [InlineArray(MostBlocks + 1)]
    public struct Blocks
    {
        private Block _first;
    }

    [InlineArray(MostThreads)]
    public struct Threads
    {
        private Thread _first;
    }
}
