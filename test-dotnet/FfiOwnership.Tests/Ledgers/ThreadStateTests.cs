using FfiOwnership.Heaps.Slabs;
using NUnit.Framework;

namespace FfiOwnership.Tests.Ledgers;

public sealed unsafe class ThreadStateTests
{
    [Test]
    public void ItFitsIntoTheRoomThatAThreadsHeapHasForIt() => Assert.That(sizeof(FfiOwnership.Ledgers.ThreadState), Is.AtMost(ThreadHeap.RoomSize));
}
