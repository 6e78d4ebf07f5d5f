using FfiOwnership.Heaps.Slabs;
using NUnit.Framework;
using ThreadState = FfiOwnership.Ledgers.ThreadState;

namespace FfiOwnership.Tests.Ledgers;

public sealed unsafe class ThreadStateTests
{
    [Test]
    public void ItFitsIntoTheRoomThatAThreadsHeapHasForIt() => Assert.That(sizeof(FfiOwnership.Ledgers.ThreadState), Is.AtMost(ThreadHeap.RoomSize));
}
