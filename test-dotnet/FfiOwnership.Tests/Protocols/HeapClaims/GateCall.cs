namespace FfiOwnership.Tests.Protocols.HeapClaims;

/// <summary>What a thread does with its heap.</summary>
internal enum GateCall : byte
{
    /// <summary>Makes a block of a slot in its ring; if there is none, of one in the pool, for which it claims the other heaps.</summary>
    Make,

    /// <summary>Frees the block that it holds and puts the slot into its ring.</summary>
    Free,

    /// <summary>Looks at its ring, calls back, and makes a block of a slot in its ring.</summary>
    Callback,

    /// <summary>The first call of a thread: gets a heap, and makes a block as <see cref="Make"/> does.</summary>
    First,

    /// <summary>Gives the heap back, for a next thread: what is in its ring goes into the pool. The thread's next call is <see cref="First"/>, in the same heap.</summary>
    Detach,

    /// <summary>Forks. On a thread without a heap of its own.</summary>
    Fork,
}
