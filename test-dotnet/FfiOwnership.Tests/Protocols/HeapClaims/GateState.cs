using System.Runtime.CompilerServices;

namespace FfiOwnership.Tests.Protocols.HeapClaims;

/// <summary>Memory, a store buffer for each thread, and the threads. Thread and heap have the same number.</summary>
internal struct GateState
{
    public const int MostThreads = 3;
    public const int MostSlots = 3;

    /// <summary>A thread waits when its buffer is full.</summary>
    public const int BufferLength = 4;

    /// <summary>What all threads see of <see cref="GateCell"/>s.</summary>
    public Cells Memory;

    public AllThreads Threads;

    /// <summary>Where a slot really is: in the ring of a heap, by number; in the pool; or held by a thread, by 16 and its number.</summary>
    public Slots Where;

    /// <summary>What a step noticed.</summary>
    public GateRule Broken;

    [InlineArray((int)GateCell.Count)]
    public struct Cells
    {
        private byte _first;
    }

    [InlineArray(MostThreads)]
    public struct AllThreads
    {
        private Thread _first;
    }

    [InlineArray(MostSlots)]
    public struct Slots
    {
        private byte _first;
    }

    [InlineArray(BufferLength)]
    public struct Buffer
    {
        private Store _first;
    }

    /// <summary>A store that only its thread sees yet.</summary>
    public struct Store
    {
        public GateCell Cell;
        public byte Value;

        /// <summary>Whether older ones become visible before it on every processor.</summary>
        public bool IsRelease;
    }

    /// <summary>A thread's own variables.</summary>
    public struct Thread
    {
        public GateStep At;

        /// <summary>Which of its calls it is in.</summary>
        public byte Call;

        /// <summary>The heap that it claims, or waits for.</summary>
        public byte Other;

        /// <summary>A bit for each heap that it has marked as claimed.</summary>
        public byte Marked;

        /// <summary>Slots that it has read in a ring or in the pool.</summary>
        public byte Seen;

        /// <summary>The slot of its block, + 1.</summary>
        public byte Held;

        /// <summary>Whether it is at work in its heap: it has passed the gate.</summary>
        public bool IsInside;

        /// <summary>Whether it has been in its callback.</summary>
        public bool HasCalledBack;

        /// <summary>Whether it has claimed in this call.</summary>
        public bool HasClaimed;

        /// <summary>How many stores are in the buffer.</summary>
        public byte Count;

        /// <summary>Its stores, the oldest first.</summary>
        public Buffer Stores;
    }
}
