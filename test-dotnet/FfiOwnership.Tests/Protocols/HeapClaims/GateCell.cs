namespace FfiOwnership.Tests.Protocols.HeapClaims;

/// <summary>A word of memory that threads share. The first ones are there for each heap.</summary>
internal enum GateCell : byte
{
    /// <summary>1 while the heap's thread is in a call; in the code <c>is_in_call</c>.</summary>
    Busy = 0,

    /// <summary>1 while another thread has the heap.</summary>
    Claimed = Busy + GateState.MostThreads,

    /// <summary>The slots in the heap's ring.</summary>
    Ring = Claimed + GateState.MostThreads,

    /// <summary>1 while a thread has the heap.</summary>
    Taken = Ring + GateState.MostThreads,

    /// <summary>1 while the thread is in a call that is counted.</summary>
    Counted = Taken + GateState.MostThreads,

    /// <summary>The slots that any thread may take, under the lock of the heaps.</summary>
    Pool = Counted + GateState.MostThreads,

    /// <summary>The lock of the heaps.</summary>
    Lock,

    /// <summary>1 while a thread is inside fork; in the code <c>own_calls_closed</c>.</summary>
    Closed,

    Count,
}
