using FfiOwnership.Heaps;
using NUnit.Framework;

namespace FfiOwnership.Tests.Heaps;

/// <summary>Counters beside a plain list of what was counted.</summary>
public sealed class BlockCountersTests
{
    private const ulong Rows = BlockCounters.Periods;

    // Two threads, each with counters of its own.
    private readonly BlockCounters[] _counters = new BlockCounters[2];
    private readonly List<(ulong Period, nuint Bytes)> _live = [];
    private ulong _created;
    private ulong _freed;

    [SetUp]
    public void Forget()
    {
        Array.Clear(_counters);
        _live.Clear();
        (_created, _freed) = (0, 0);
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void EveryRecentPeriodIsCounted(int seed)
    {
        Random random = new(seed);
        ulong period = 1;
        for (int step = 0; step < 20000; step++)
        {
            switch (random.Next(10))
            {
                case 0:
                    period += random.Next(20) == 0 ? (ulong)random.Next(1, 200) : 1;
                    break;
                case < 6:
                    // A vec that grows stays in the period of the block that it replaces.
                    ulong made = random.Next(10) == 0 && _live.Count != 0 ? _live[random.Next(_live.Count)].Period : period;
                    Create(random.Next(2), made, (nuint)random.Next(100));
                    break;
                default:
                    Free(random.Next(2), random.Next(int.MaxValue));
                    break;
            }

            Check(period, period - Math.Min(period, (ulong)random.Next((int)Rows)));
        }
    }

    [Test]
    public void APeriodThatIsTooOldTakesNoRowFromALaterOne()
    {
        Create(0, 1, 10);
        Create(0, 1 + Rows, 20);
        Create(0, 1, 30);
        Free(0, 0);
        Check(1 + Rows, 1 + Rows);
        Check(1 + Rows, 2);
    }

    private void Create(int thread, ulong period, nuint bytes)
    {
        _counters[thread].CountCreated(period, bytes);
        _live.Add((period, bytes));
        _created++;
    }

    private void Free(int thread, int which)
    {
        if (_live.Count != 0)
        {
            (ulong period, nuint bytes) = _live[which % _live.Count];
            _live.RemoveAt(which % _live.Count);
            _counters[thread].CountFreed(period, bytes);
            _freed++;
        }
    }

    private void Check(ulong present, ulong since)
    {
        since = Math.Max(since, present >= Rows ? present - Rows + 1 : 1);
        long blocks = 0;
        long bytes = 0;
        (ulong created, ulong createdBytes, ulong freed, ulong freedBytes) = (0, 0, 0, 0);
        foreach (ref BlockCounters counters in _counters.AsSpan())
        {
            counters.AddSince(since, ref blocks, ref bytes);
            counters.AddCreated(ref created, ref createdBytes);
            counters.AddFreed(ref freed, ref freedBytes);
        }

        Assert.That((created, freed), Is.EqualTo((_created, _freed)));
        Assert.That(createdBytes - freedBytes, Is.EqualTo((ulong)_live.Sum(block => (long)block.Bytes)));
        Assert.That(blocks, Is.EqualTo(_live.LongCount(block => block.Period >= since)), $"since {since}, at {present}");
        Assert.That(bytes, Is.EqualTo(_live.Where(block => block.Period >= since).Sum(block => (long)block.Bytes)));
    }
}
