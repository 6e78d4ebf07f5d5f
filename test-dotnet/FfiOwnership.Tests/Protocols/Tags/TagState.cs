using System.Runtime.CompilerServices;
using FfiOwnership.Entries;
using FfiOwnership.Ledgers;

namespace FfiOwnership.Tests.Protocols.Tags;

/// <summary>A block, its owner, the table of tags, and the threads around them.</summary>
internal struct TagState
{
    public const int MostThreads = 3;

    /// <summary>The block's word.</summary>
    public Word Block;

    /// <summary>The handle's word, or the parent's.</summary>
    public Word Owner;

    /// <summary>Whether the table has a tag for the block.</summary>
    public bool HasRecord;

    /// <summary>Who has the table's lock, + 1; 0: nobody.</summary>
    public byte Holder;

    // What really happened: whether the last call that succeeded has left a tag; whether an end was let through.
    public bool IsMeantToHave;
    public bool IsOver;

    /// <summary>What a step noticed.</summary>
    public TagRule Broken;

    public Threads All;

    /// <summary>As <see cref="EntryWord"/> or <see cref="HandleWord"/>: what of it matters here.</summary>
    public struct Word
    {
        /// <summary>An <see cref="EntryState"/>, or a <see cref="HandleState"/>.</summary>
        public byte State;
        public bool IsTagged;

        /// <summary>A handle's generation.</summary>
        public byte Generation;
    }

    [InlineArray(MostThreads)]
    public struct Threads
    {
        private Thread _first;
    }

    /// <summary>A thread's own variables.</summary>
    public struct Thread
    {
        public TagStep At;

        /// <summary>Which of its calls it is in.</summary>
        public byte Call;

        /// <summary>The block's word that it has seen.</summary>
        public Word Seen;

        /// <summary>The owner's word that it has seen.</summary>
        public Word Owner;
    }
}
