using FfiOwnership.Diagnostics;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Ledgers;
using FfiOwnership.Owners;
using FfiOwnership.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Tests.Ledgers;

/// <summary>One thread tags a block, or takes its tag off, while another ends its owner: no text is left for a block that is gone.</summary>
[NonParallelizable]
public sealed unsafe class TagRaceTests
{
    private const int Rounds = 50_000;

    private StatisticsData _before;
    private Failure _failure;
    private byte* _block;
    private int _turn;
    private bool _isClearing;

    [SetUp]
    public void Look() => _before = ProcessLedger.Statistics;

    [TearDown]
    public void Balance() => ProcessLedger.AssertBalance(_before);

    [Test]
    public void AHandlesBlockLeavesNoTag([Values] bool isTagged) => Race(isTagged, _ =>
    {
        _block = ProcessLedger.NewString("handled");
        Assert.That(OwnedHandle.FromRaw(_block, TypeNumber.String, out ulong handle, ref _failure), Is.EqualTo(Status.Ok));
        return () => OwnedHandle.Release(handle, mayClose: false, ref _failure);
    });

    [Test]
    public void AParentsBlockLeavesNoTag([Values] bool isTagged) => Race(isTagged, _ =>
    {
        using NativeText name = new("child");
        Assert.That(Config.New(1, 1, out ConfigData* config, ref _failure), Is.EqualTo(Status.Ok));
        Assert.That(Config.SetName(config, name.Pointer, ref _failure), Is.EqualTo(Status.Ok));
        _block = config->Name;
        return () => Config.Free(config, ref _failure);
    });

    [Test]
    public void ACallersBlockLeavesNoTag([Values] bool isTagged) => Race(isTagged, _ =>
    {
        byte* text = _block = ProcessLedger.NewString("the caller's");
        return () => CString.Free(text, ref _failure);
    });

    private void Race(bool isTagged, Func<int, Func<Status>> make)
    {
        // Turns count up: odd, both run; even, the next block is made.
        _turn = 0;
        _isClearing = isTagged;
        Thread tagger = new(TagInTurn) { IsBackground = true };
        tagger.Start();
        int left = 0;
        for (int round = 0; round < Rounds; round++)
        {
            Func<Status> end = make(round);
            Entry* entry = ProcessLedger.EntryOf(_block);
            if (isTagged)
            {
                Ledger.SetTag(_block, "before"u8, ref _failure);
            }

            Interlocked.Increment(ref _turn);
            Wait(round % 32);
            Status status = end();
            Assert.That(SpinWait.SpinUntil(() => Volatile.Read(ref _turn) % 2 == 0, TimeSpan.FromSeconds(20)), Is.True, "the tag hangs");
            Assert.That(status, Is.EqualTo(Status.Ok));
            left += HasTag(entry) ? 1 : 0;
        }

        tagger.Join();
        Assert.That(left, Is.Zero, "tags in the table for blocks that are gone");
    }

    private void TagInTurn()
    {
        Failure failure = default;
        for (int round = 0; round < Rounds; round++)
        {
            SpinWait.SpinUntil(() => Volatile.Read(ref _turn) == (2 * round) + 1);
            Wait(round / 32 % 32);
            Ledger.SetTag(_block, _isClearing ? default : "late"u8, ref failure);
            Interlocked.Increment(ref _turn);
        }
    }

    private static void Wait(int turns)
    {
        for (int i = 0; i < turns; i++)
        {
            Thread.SpinWait(1);
        }
    }

    private static bool HasTag(Entry* entry)
    {
        Span<byte> tag = stackalloc byte[Tags.Size];
        Tags.Copy(ProcessLedger.IdOf(entry), tag);
        return tag[0] != 0;
    }
}
