using System.Runtime.CompilerServices;
using FfiOwnership.Heaps.Slabs;

namespace FfiOwnership.Tests.Protocols.Slabs;

/// <summary>One slab, its class's pool, and the threads around it. Heaps and threads are numbered from 1; 0 is none.</summary>
internal struct SlabState
{
    public const int MostSlots = 3;
    public const int MostThreads = 3;

    /// <summary>Per slot: whether its block lives.</summary>
    public Slots IsLive;

    /// <summary>Per slot: the X of its freed entry, a slot's number + 1.</summary>
    public Slots Link;

    // The owner's part.
    public byte Free;
    public byte Head;
    public byte Tail;
    public byte NextTransition;

    // The remote word.
    public byte RemoteHead;
    public byte RemoteCount;
    public bool IsOwned;

    public byte Owner;
    public SlabListKind List;

    /// <summary>The heap that has it as its current slab or in a list.</summary>
    public byte In;

    /// <summary>The thread that is at work on the owner's part.</summary>
    public byte AtWork;

    public byte PoolLock;
    public byte HeapsLock;

    /// <summary>A bit for each heap whose thread has ended without a word.</summary>
    public byte Ended;

    /// <summary>What a step noticed.</summary>
    public SlabRule Broken;

    public Threads All;

    [InlineArray(MostSlots)]
    public struct Slots
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
        public SlabStep At;

        /// <summary>Which of its calls it is in.</summary>
        public byte Call;

        /// <summary>Its heap.</summary>
        public byte Heap;

        /// <summary>The heap it works for: its own, or one that it gives away.</summary>
        public byte For;

        /// <summary>The slot in its hands.</summary>
        public byte Slot;

        /// <summary>Whether <see cref="Slot"/> is freed and in no list.</summary>
        public bool HasSlot;

        /// <summary>The slot of the block it made last, + 1.</summary>
        public byte Made;

        // The remote word it has seen.
        public byte SeenHead;
        public byte SeenCount;
        public bool SeenOwned;

        // The list it took out of the remote word.
        public byte TakenHead;
        public byte TakenCount;

        /// <summary>Whether it has looked for ended threads in this call.</summary>
        public bool HasGathered;

        // Where it goes on after a drain, a settling, a look at waiting slabs, and a giving away.
        public SlabStep AfterDrain;
        public SlabStep AfterRelisting;
        public SlabStep AfterTending;
        public SlabStep AfterGiving;
    }
}
