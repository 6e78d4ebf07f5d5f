using CsCheck;
using FfiOwnership.Entries;
using FfiOwnership.Ledgers;
using FfiOwnership.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Tests.Heaps;

/// <summary>From an address to its block, for blocks below, at and above every border of the indices.</summary>
[TestFixture(HeapKind.System)]
[TestFixture(HeapKind.Slab)]
internal sealed unsafe class HeapFindTests(HeapKind kind)
{
    private static readonly (EntryState, nuint) Nothing = (EntryState.Unused, 0);

    private static IEnumerable<ulong> BorderSizes => Enumerable.Range(0, 31).SelectMany(bits => new[] { (1ul << bits) - 1, 1ul << bits, (1ul << bits) + 1 }).Distinct();

    [TestCaseSource(nameof(BorderSizes))]
    public void ABlockIsFoundFromItsStartToItsLastByte(ulong size)
    {
        TestHeap heap = TestHeap.Start(kind);
        Entry* entry = heap.Make((nuint)size);
        byte* block = heap.Block(entry);

        Assert.That(heap.Find(block), Is.EqualTo((EntryState.CallerOwned, (nuint)0)));
        foreach (ulong offset in new ulong[] { 1, size / 3, size / 2, size - 1 }.Where(offset => offset < size))
        {
            Assert.That(heap.Find(block + offset), Is.EqualTo((EntryState.CallerOwned, (nuint)offset)));
        }

        Assert.That(heap.Find(block - 1), Is.EqualTo(Nothing));
        Assert.That(heap.Find(block + ulong.Max(size, 1)), Is.EqualTo(Nothing), "the canary is no part of the block");
        heap.Free(entry);
        (EntryState, nuint) freed = heap.Find(block);
        Assert.That(freed, Is.EqualTo((EntryState.Freed, (nuint)0)).Or.EqualTo(size > 1 << 25 ? Nothing : freed), "a very large one's addresses may be gone at once");
        Assert.That(heap.Damage, Is.Empty);
    }

    [Test]
    public void AForeignAddressLeadsNowhere()
    {
        TestHeap heap = TestHeap.Start(kind);
        heap.Make(100);
        heap.Make(1 << 20);
        int local = 0;
        foreach (nint address in new[] { 0, 1, 0xFFFF, 0x10000, (nint)(&local), 0x7FFF_FFFF_FFFF, unchecked((nint)0x8000_0000_0000_0000), -1 })
        {
            Assert.That(heap.Find((void*)address), Is.EqualTo(Nothing), $"0x{address:x}");
        }
    }

    [Test]
    public void AnotherHeapsBlockIsForeign()
    {
        TestHeap heap = TestHeap.Start(kind);
        TestHeap other = TestHeap.Start();
        Assert.That(other.Find(heap.Block(heap.Make(100))), Is.EqualTo(Nothing));
        Assert.That(other.Find(heap.Block(heap.Make(1 << 20))), Is.EqualTo(Nothing));
    }

    [Test]
    public void AReservationIsNotFoundUntilItIsPublished()
    {
        TestHeap heap = TestHeap.Start(kind);
        Reservation reserved = heap.Reserve(100);
        Assert.That(heap.Find(reserved.Block).State, Is.EqualTo(EntryState.Unused).Or.EqualTo(EntryState.Freed), "a slot may have had a block before");
        heap.Publish(reserved, TypeNumber.Config);
        Assert.That(heap.Find(reserved.Block), Is.EqualTo((EntryState.CallerOwned, (nuint)0)));
    }

    [Test]
    public void EntriesHaveNumbersAndAreVisitedOnceEach()
    {
        TestHeap heap = TestHeap.Start(kind);
        List<nint> made = [.. Enumerable.Range(0, 1000).Select(size => (nint)heap.Make((nuint)size))];
        List<nint> visited = [];
        uint cursor = 0;
        while (heap.Next(ref cursor, out Entry* entry))
        {
            Assert.That(heap.IdOf(entry), Is.EqualTo(cursor));
            Assert.That((nint)heap.EntryAt(cursor), Is.EqualTo((nint)entry));
            visited.Add((nint)entry);
        }

        Assert.That(visited.Intersect(made), Is.EquivalentTo(made));
        Assert.That(visited, Is.Unique);
    }

    // A step makes a block of a size, or frees one of those there are.
    [Test]
    public void LookUpsAgreeWithAListOfBlocks() =>
        Gen.Select(Gen.Bool, Gen.OneOf(Gen.Int[0, 200], Gen.Int[0, 200_000])).Array[1, 200].Sample(Follow, iter: 100, threads: 1);

    private bool Follow((bool Makes, int Number)[] steps)
    {
        TestHeap heap = TestHeap.Start(kind);
        List<(nint Entry, nint Start, int Size)> live = [];
        HashSet<nint> freed = [];
        foreach ((bool makes, int number) in steps)
        {
            if (makes || live.Count == 0)
            {
                Entry* entry = heap.Make((nuint)number);
                live.Add(((nint)entry, (nint)heap.Block(entry), number));
                freed.Remove((nint)heap.Block(entry));
            }
            else
            {
                (nint entry, nint start, _) = live[number % live.Count];
                live.RemoveAt(number % live.Count);
                freed.Add(start);
                heap.Free((Entry*)entry);
            }
        }

        bool agrees = heap.Damage.Length == 0;
        foreach ((_, nint start, int size) in live)
        {
            foreach (int offset in new[] { 0, size / 2, int.Max(size - 1, 0) })
            {
                agrees &= heap.Find((void*)(start + offset)) == (EntryState.CallerOwned, (nuint)offset);
            }
        }

        foreach (nint start in freed)
        {
            bool isCovered = live.Exists(block => start >= block.Start && start < block.Start + block.Size);
            agrees &= heap.Find((void*)start) is var (state, offset) && (isCovered ? state == EntryState.CallerOwned : (state, offset) == (EntryState.Freed, 0));
        }

        live.ForEach(block => heap.Free((Entry*)block.Entry));
        return agrees;
    }
}
