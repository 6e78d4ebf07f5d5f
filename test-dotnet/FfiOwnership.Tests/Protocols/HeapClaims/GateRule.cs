using System.ComponentModel;

namespace FfiOwnership.Tests.Protocols.HeapClaims;

/// <summary>What must hold, whatever the threads and their processors do.</summary>
public enum GateRule : byte
{
    None,

    [Description("a thread has claimed a heap whose own thread is at work in it")]
    OneAtWork,
    [Description("a slot is handed out that is not in the ring any more")]
    NoSlotIsTwice,
    [Description("a slot is in no ring, not in the pool and holds no block")]
    NoSlotIsLost,
    [Description("a child is made while another thread is in a call")]
    ForkFindsNobody,
    [Description("a child is made while another thread has the lock of the heaps")]
    ForkFindsNoLock,
    [Description("a child is made with a ring that is half changed")]
    ForkFindsWhole,
    [Description("a mark or a lock is left on")]
    MarksAreOff,
}
