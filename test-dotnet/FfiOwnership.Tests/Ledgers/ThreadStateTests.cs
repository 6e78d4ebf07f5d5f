using FfiOwnership.Heaps.Slabs;
using FfiOwnership.Ledgers;
using NUnit.Framework;

namespace FfiOwnership.Tests.Ledgers;

public sealed unsafe class ThreadStateTests
{
    [Test]
    public void ItFitsIntoTheRoomThatAThreadsHeapHasForIt() => Assert.That(sizeof(ThreadState), Is.AtMost(ThreadHeap.RoomSize));
}
