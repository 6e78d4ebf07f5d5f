using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FfiOwnership.Boundary;
using FfiOwnership.Diagnostics;
using FfiOwnership.Entries;
using FfiOwnership.Errors;
using FfiOwnership.Owners;
using FfiOwnership.Tests.Abi;
using FfiOwnership.Tests.Support;
using NUnit.Framework;

namespace FfiOwnership.Tests.Model;

/// <summary>The published library and the model beside it: every step is done on both, and then both must agree.</summary>
internal sealed unsafe partial class World : IDisposable
{
    private const int VecCount = 4;

    private static readonly List<Status> Reported = [];

    private readonly Rules _rules = new();
    private readonly List<string> _log = [];
    private readonly StatisticsData _before = Statistics();
    private readonly VecData* _vecs = (VecData*)NativeMemory.AllocZeroed(VecCount, (nuint)sizeof(VecData));
    private readonly List<ulong> _checkpoints = [];
    private Status _lastError;
    private ulong _misuses;
    private int _made;

    public World()
    {
        ModelType.Dropped.Clear();
        Reported.Clear();
        Native.ffo_clear_error();
        Native.ffo_set_misuse_hook(&OnMisuse, null);
        StartPeriod();
    }

    /// <summary>Which statuses each operation has met, in all worlds.</summary>
    public static HashSet<(Operation Operation, Status Status)> Met { get; } = [];

    private Operation Current { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Native.ffo_set_misuse_hook(null, null);
        NativeMemory.Free(_vecs);
    }

    // Says what a call gave, and compares it with what it had to give.
    private void Expect(Status expected, Status actual, string call, bool isQuestion = false)
    {
        _log.Add($"{call} = {Name(actual)}");
        bool isExpected = expected == Rules.NotAnyMore ? actual is Status.DoubleFree or Status.ForeignPointer or Status.InteriorPointer : actual == expected;
        Require(isExpected, $"expected {Name(expected)}");
        Met.Add((Current, actual));
        if (actual != Status.Ok)
        {
            _lastError = actual;
            _misuses += StatusTable.IsMisuse(actual) && !isQuestion ? 1u : 0u;
        }
    }

    // As above, for a call that returns an owner: it must be there exactly if the call succeeded.
    private void Expect(Status expected, Status actual, bool isMade, string call)
    {
        Expect(expected, actual, call);
        Require(isMade == (actual == Status.Ok), isMade ? "a refused call must return nothing" : "a successful call must return something");
    }

    private void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw new AssertionException($"{what}, after\n  {string.Join("\n  ", _log)}\nlast message: {NativeText.Read(Native.ffo_last_error_message())}");
        }
    }

    // What must hold after every step.
    private void Check()
    {
        Require(Native.ffo_last_error() == _lastError, $"the last error must be {Name(_lastError)}");
        Require(Native.ffo_validate() == Status.Ok, "the ledger must be sound");
        Require(ModelType.Dropped.SequenceEqual(_rules.Drops), $"expected the drops {Show(_rules.Drops)}, not {Show(ModelType.Dropped)}");
        Require((ulong)Reported.Count == _misuses && Reported.TrueForAll(StatusTable.IsMisuse), "the hook must hear of each misuse");
        foreach (ModelBlock block in _rules.Live)
        {
            Require(block.IsIntact, $"the content of #{block.Number} must be as it was");
            CheckInfo(block, Described(block.Address));
        }

        CheckStatistics();
        ModelType.Dropped.Clear();
        _rules.Drops.Clear();
    }

    private void CheckStatistics()
    {
        StatisticsData now = Statistics();
        List<ModelBlock> forgotten = _rules.Live.FindAll(block => block.State == ModelState.Forgotten);
        ulong live = (ulong)(_rules.Live.Count - forgotten.Count + _rules.Handles.Values.Count(handle => handle.Block == null));
        Equal(now.LiveBlocks - _before.LiveBlocks, live, "live_blocks");
        Equal(now.ForgottenBlocks - _before.ForgottenBlocks, (ulong)forgotten.Count, "forgotten_blocks");
        Equal(now.CreatedBlocks - _before.CreatedBlocks, _rules.Created, "created_blocks");
        Equal(now.FreedBlocks - _before.FreedBlocks, _rules.Ended, "freed_blocks");
        Equal(now.LiveBytes - _before.LiveBytes, Bytes(_rules.Live) - Bytes(forgotten), "live_bytes");
        Equal(now.ForgottenBytes - _before.ForgottenBytes, Bytes(forgotten), "forgotten_bytes");
        Equal(now.LiveHandles - _before.LiveHandles, (ulong)_rules.Handles.Count, "live_handles");
        Equal(now.LiveBorrows - _before.LiveBorrows, (ulong)_rules.Handles.Values.Sum(handle => handle.Borrows), "live_borrows");
        Equal(now.Misuses - _before.Misuses, _misuses, "misuses");
    }

    private void Equal(ulong actual, ulong expected, string what) => Require(actual == expected, $"{what} must be {expected} more than before, not {actual}");

    // Enters a new block of the caller's, with the content it has now.
    private ModelBlock Enter(void* address, uint type, nuint size)
    {
        byte[] content = type == TypeNumber.Vec ? [] : new ReadOnlySpan<byte>(address, (int)size).ToArray();
        ModelBlock block = new(++_made, (nint)address, type, content, size, _checkpoints[^1]);
        _rules.Add(block);
        Require((nuint)address % ModelType.Of(type).Alignment == 0, $"{Name(block.Address)} must be aligned for {ModelType.Of(type).Alignment}");
        return block;
    }

    private void StartPeriod()
    {
        ulong checkpoint;
        Native.ffo_checkpoint(&checkpoint);
        _checkpoints.Add(checkpoint);
    }

    private static StatisticsData Statistics()
    {
        StatisticsData data = new() { StructSize = (uint)sizeof(StatisticsData) };
        Native.ffo_stats_get(&data);
        return data;
    }

    private static ulong Bytes(List<ModelBlock> blocks) => (ulong)blocks.Sum(block => (long)block.Size);

    private static string Name(Status status) => status == Rules.NotAnyMore ? "a refusal of a pointer" : NativeText.Read(Native.ffo_status_name(status));

    private static string Show(List<(nint Payload, nint Context)> drops) => $"[{string.Join(", ", drops.Select(drop => $"0x{drop.Payload:x}"))}]";

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnMisuse(ErrorInfo* info, void* context) => Reported.Add(info->Status);
}
