using System.Runtime.CompilerServices;

namespace FfiOwnership.Tests.Protocols.SlabBits;

/// <summary>Up to two slabs of one class, the class's lock, the heaps and the threads. A set of slots is a mask over those of all slabs.</summary>
internal struct BitsState
{
    public const int MostSlabs = 2;
    public const int MostThreads = 3;
    public const int LongestRing = 4;

    public AllSlabs Slabs;
    public AllHeaps Heaps;
    public AllThreads Threads;

    /// <summary>Slots that hold a caller's block.</summary>
    public byte Live;

    /// <summary>Who has the lock of the class, which guards its list and its pool, + 1.</summary>
    public byte ClassLock;

    /// <summary>Who has the lock of the heaps, + 1.</summary>
    public byte HeapsLock;

    /// <summary>A bit for each heap whose thread has ended without a word.</summary>
    public byte Ended;

    /// <summary>A bit for each heap that another thread has claimed. Its own thread begins no call meanwhile.</summary>
    public byte Claimed;

    /// <summary>What a step noticed.</summary>
    public BitsRule Broken;

    [InlineArray(MostSlabs)]
    public struct AllSlabs
    {
        private Slab _first;
    }

    [InlineArray(MostThreads)]
    public struct AllHeaps
    {
        private Heap _first;
    }

    [InlineArray(MostThreads)]
    public struct AllThreads
    {
        private Thread _first;
    }

    [InlineArray(LongestRing)]
    public struct Slots
    {
        private byte _first;
    }

    public struct Slab
    {
        /// <summary>Free slots that only the owner touches.</summary>
        public byte Mine;

        /// <summary>Slots that other threads have freed. Each is in a word of its own, so that every order of words is tried.</summary>
        public byte Theirs;

        // The word.
        public sbyte Free;
        public BitsFlag Flag;

        /// <summary>Who has it, for the rules only: a heap's number + 1; 9 and a thread's number while it is given back; 0: nobody.</summary>
        public byte Holder;
    }

    public struct Heap
    {
        /// <summary>The current slab's number + 1; 0: there is none.</summary>
        public byte Current;

        /// <summary>Slots taken out of the current slab's bits, to be handed out before the ring's.</summary>
        public byte Refill;

        /// <summary>Freed slots + 1, the oldest first.</summary>
        public Slots Ring;
        public byte Count;

        /// <summary>The slot that was freed last + 1, for the rules only.</summary>
        public byte Youngest;
    }

    /// <summary>A thread's own variables.</summary>
    public struct Thread
    {
        public BitsStep At;

        /// <summary>Which of its calls it is in.</summary>
        public byte Call;

        /// <summary>Whether it is in that call, and not only about to begin it.</summary>
        public bool IsInCall;

        /// <summary>The heap it works for: its own, or one that it claims.</summary>
        public byte For;

        /// <summary>The slab it is at.</summary>
        public byte Slab;

        /// <summary>A freed slot that is in no ring yet.</summary>
        public byte Hand;

        /// <summary>The slot of the block it made last + 1.</summary>
        public byte Made;

        // A flush: how many slots of the ring are left to do, the slots of this slab that are not set yet, and how many there are.
        public byte Left;
        public byte Batch;
        public byte Size;

        /// <summary>How many of them are set and not yet added to the count.</summary>
        public sbyte NotAdded;

        // A drain: the words left to exchange, and how many slots were taken and not yet subtracted from the count.
        public byte Words;
        public sbyte Taken;

        // The word it has seen.
        public sbyte SeenFree;
        public BitsFlag SeenFlag;

        /// <summary>Whether it has claimed heaps in this call.</summary>
        public bool HasClaimed;

        // Where it goes on after a flush, a drain, a listing or giving back, and giving a heap up.
        public BitsStep AfterFlush;
        public BitsStep AfterDrain;
        public BitsStep AfterList;
        public BitsStep AfterLeaving;
    }
}
