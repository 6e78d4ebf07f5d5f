using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using FfiOwnership.Boundary;
using FfiOwnership.Diagnostics;
using FfiOwnership.Errors;
using FfiOwnership.Platform;

namespace FfiOwnership.Toolkit;

/// <summary>For tests, in any framework: fails one that leaves a block behind, or causes a misuse that it did not expect.</summary>
/// <remarks>
/// <code>
/// LeakCheck.Run(() =&gt; Exports.Open("table.csv").Dispose());   // one test
///
/// private LeakCheck _check;                                    // each test of a class: what runs before and after it
/// void SetUp() =&gt; _check = LeakCheck.Begin();
/// void TearDown() =&gt; _check.End();
/// </code>
/// A block counts if it was made after the beginning and is live at the end, also behind a handle; forgotten ones do not. A misuse counts
/// if the library reports it: at the end of an export's call, or as damage that it finds. An <see cref="FfiException"/> that never reaches an
/// export is the test's own business.
/// <para>
/// Both are counted in the whole process, on all threads, so only one check can be open: tests that have one run one after another, and a
/// check inside another is refused, too. It may end on another thread than it began on. It is no <see cref="IDisposable"/>: a
/// <c>Dispose</c> cannot know whether the test has thrown, and its own exception would replace the test's.
/// </para>
/// <para>It looks at the ledger of its own process. A native library has a ledger of its own, which tests in C look at.</para>
/// </remarks>
public sealed class LeakCheck
{
    /// <summary>The check that has begun and not ended; null: none.</summary>
    private static LeakCheck? s_open;

    /// <summary>Misuses that are yet to come.</summary>
    private readonly List<Status> _expected = [];

    /// <summary>The message of the first misuse that was not expected, UTF-8. Made beforehand: a call that fails need not have memory.</summary>
    private readonly byte[] _firstMessage = new byte[ThreadErrorState.MessageSize];

    private readonly ulong _checkpoint;

    /// <summary>Guards the fields below, and <see cref="_expected"/>: any thread may cause a misuse.</summary>
    private ForkSafeLock _lock;

    private int _unexpected;
    private int _firstLength;

    private LeakCheck(ulong checkpoint) => _checkpoint = checkpoint;

    /// <summary>Runs a test, and checks what it leaves.</summary>
    /// <param name="body">The test. If it throws, that is the result, and nothing else is reported.</param>
    /// <exception cref="LeakCheckException">It has left a block, or caused a misuse; or one that it expected did not happen.</exception>
    /// <exception cref="InvalidOperationException">Another check has not ended; the test was not run.</exception>
    public static void Run(Action body)
    {
        ArgumentNullException.ThrowIfNull(body);
        LeakCheck check = Begin();
        try
        {
            body();
        }
        catch
        {
            check.Close();
            throw;
        }

        check.End();
    }

    /// <summary>Runs an asynchronous test, and checks what it leaves once its task has ended.</summary>
    /// <param name="body">The test. It must have waited for all that it has started.</param>
    /// <returns>A task that fails as <see cref="Run(Action)"/> does. A test that does not await it has a check that stays open, and the next one says so.</returns>
    public static async Task Run(Func<Task> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        LeakCheck check = Begin();
        try
        {
            await body().ConfigureAwait(false);
        }
        catch
        {
            check.Close();
            throw;
        }

        check.End();
    }

    /// <summary>Begins a check; blocks that are there already are none of its business. <see cref="End"/> must follow, whatever the test does.</summary>
    /// <exception cref="InvalidOperationException">Another check has not ended.</exception>
    // SAFETY: permanent: the listener, a static method.
    public static unsafe LeakCheck Begin()
    {
        Failure failure = default;
        Answer.Check(Inspection.Checkpoint(out ulong checkpoint, ref failure), failure);
        LeakCheck check = new(checkpoint);
        if (Interlocked.CompareExchange(ref s_open, check, null) != null)
        {
            throw new InvalidOperationException("Another leak check has not ended: each looks at the whole process, so tests that have one run one after another.");
        }

        Misuse.Listener = &Hear;
        return check;
    }

    /// <summary>Says that the test is going to cause a misuse, once; it fails if that does not happen before the check ends.</summary>
    /// <param name="misuse">Its status.</param>
    /// <exception cref="ArgumentOutOfRangeException">The status is not that of a misuse.</exception>
    /// <exception cref="InvalidOperationException">There is no check, or it has ended.</exception>
    public static void Expect(Status misuse)
    {
        if (!StatusTable.IsMisuse(misuse))
        {
            throw new ArgumentOutOfRangeException(nameof(misuse), misuse, "This status is no misuse, so nothing counts it.");
        }

        LeakCheck check = Volatile.Read(ref s_open) ?? throw new InvalidOperationException("No leak check has begun.");
        check._lock.Enter();
        check._expected.Add(misuse);
        check._lock.Exit();
    }

    /// <summary>Ends the check.</summary>
    /// <exception cref="LeakCheckException">The test has left a block, or caused a misuse; or one that it expected did not happen.</exception>
    /// <exception cref="InvalidOperationException">The check has ended already.</exception>
    public void End()
    {
        if (!Close())
        {
            throw new InvalidOperationException("This leak check has ended already.");
        }

        string report = Report();
        if (report.Length != 0)
        {
            throw new LeakCheckException(report);
        }
    }

    /// <summary>Hears of a misuse.</summary>
    private static void Hear(in ErrorInfo told) => Volatile.Read(ref s_open)?.Note(told);

    /// <summary>Lets the next check begin.</summary>
    /// <returns>Whether this one was open.</returns>
    // SAFETY: there is no listener afterwards; one that is running is a static method.
    private unsafe bool Close()
    {
        if (Volatile.Read(ref s_open) != this)
        {
            return false;
        }

        Misuse.Listener = null;
        return Interlocked.CompareExchange(ref s_open, null, this) == this;
    }

    // SAFETY: held by contract: a misuse's message is terminated, stays until this returns, and has room in the copy.
    private unsafe void Note(in ErrorInfo told)
    {
        _lock.Enter();
        if (!_expected.Remove(told.Status) && ++_unexpected == 1)
        {
            ReadOnlySpan<byte> message = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(told.Message);
            message.CopyTo(_firstMessage);
            _firstLength = message.Length;
        }

        _lock.Exit();
    }

    /// <summary>What the test has left and done; empty: nothing.</summary>
    private string Report()
    {
        Failure failure = default;
        Answer.Check(Inspection.LiveSince(_checkpoint, out nuint blocks, out _, ref failure), failure);
        StringBuilder report = new();
        if (blocks != 0)
        {
            report.Append(CultureInfo.InvariantCulture, $"The test has left {blocks} {(blocks == 1 ? "block" : "blocks")}:\n");
            report.Append(LeakReport.TextOf(_checkpoint));
        }

        if (_unexpected != 0)
        {
            report.Append(CultureInfo.InvariantCulture, $"The test has caused {_unexpected} {(_unexpected == 1 ? "misuse" : "misuses")} that it did not expect, first:\n");
            report.Append(Encoding.UTF8.GetString(_firstMessage, 0, _firstLength)).Append('\n');
        }

        foreach (Status status in _expected)
        {
            report.Append(CultureInfo.InvariantCulture, $"The test expected {status}, which did not happen.\n");
        }

        return report.ToString();
    }
}
