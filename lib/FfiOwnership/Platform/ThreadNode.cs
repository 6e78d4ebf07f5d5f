using System.Runtime.InteropServices;

namespace FfiOwnership.Platform;

/// <summary>The header of a record in a <see cref="ThreadList"/>: which thread holds the record. It must be the record's first field. One cache line.</summary>
/// <remarks>
/// On Linux a node holds its thread's id, and the kernel is asked whether such a thread exists. Nothing runs at the end of a
/// thread: a destructor of the library's would run before others that still call the library, and would use one of the
/// process's few thread-specific keys. On Windows a node holds a handle of the thread; on other systems, its
/// <see cref="Thread"/> object.
/// <para>
/// Records of another fork generation are not asked about. A child never touches again what its parent's threads left, and its
/// only thread has another id than it had in the parent.
/// </para>
/// </remarks>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct ThreadNode
{
    /// <summary>The next older record in the list; null in the oldest. Written once, by <see cref="ThreadList.Add"/>.</summary>
    public unsafe ThreadNode* Next;

    /// <summary>Not 0 while the thread is in a call. Written and read by the C code of calls.h, whose node has the same layout.</summary>
    private ulong _isInCall;

    /// <summary>The fork generation of a thread that has claimed the record; 0: none has. Read by the C code, too.</summary>
    private uint _claimedBy;

    /// <summary>The next record in the list of free ones; null in the last. Meaningless while a thread holds this record.</summary>
    public unsafe ThreadNode* NextFree;

    /// <summary>The fork generation in which a thread took the record; 0: no thread holds it.</summary>
    private uint _generation;

    /// <summary>Linux: the id, in the kernel, of the last thread that took the record. Unused on other systems.</summary>
    private int _number;

    /// <summary>Windows: a handle of the thread. Other systems than Linux: a <see cref="GCHandle"/> of its <see cref="Thread"/>. 0: none.</summary>
    private nint _thread;

    /// <summary>Makes the calling thread the holder of the record.</summary>
    /// <param name="isMarked">Whether the thread's calls are marked here. It is in one, which began before it had a record.</param>
    public void Begin(bool isMarked)
    {
        if (OperatingSystem.IsLinux())
        {
            _number = CRuntime.ThreadNumber();
        }
        else if (OperatingSystem.IsWindows())
        {
            _thread = CRuntime.Windows.OpenCallingThread();
        }
        else
        {
            _thread = GCHandle.ToIntPtr(GCHandle.Alloc(Thread.CurrentThread));
        }

        _isInCall = isMarked ? 1u : 0;
        Volatile.Write(ref _generation, ForkGeneration.Current);
    }

    /// <summary>Whether the holder is in a call. Exact for a record that is claimed, behind a barrier for all processors.</summary>
    public bool IsInCall => Volatile.Read(ref _isInCall) != 0;

    /// <summary>Whether a thread of this process has claimed the record.</summary>
    public bool IsClaimed => Volatile.Read(ref _claimedBy) == ForkGeneration.Current;

    /// <summary>Claims the record for the calling thread: its holder begins no call until <see cref="EndClaim"/>. Under the list's lock.</summary>
    public void Claim() => Volatile.Write(ref _claimedBy, ForkGeneration.Current);

    /// <summary>Ends a claim.</summary>
    public void EndClaim() => Volatile.Write(ref _claimedBy, 0);

    /// <summary>Marks the record as held by no thread. Only its holder may call this, or a thread that has found that the holder has ended.</summary>
    public void End()
    {
        Volatile.Write(ref _isInCall, 0);
        Volatile.Write(ref _generation, 0);
        if (_thread == 0)
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            _ = CRuntime.Windows.CloseHandle(_thread);
        }
        else
        {
            GCHandle.FromIntPtr(_thread).Free();
        }

        _thread = 0;
    }

    /// <summary>Whether a thread of this process holds the record. Stays true after that thread has ended, until <see cref="End"/>.</summary>
    public bool IsTaken => Volatile.Read(ref _generation) == ForkGeneration.Current;

    /// <summary>Whether the record's holder, which is another thread than the calling one, has ended.</summary>
    /// <param name="self">The calling thread's id in the kernel. Ids are reused: if the record has the caller's, its holder has ended.</param>
    public readonly bool HasEnded(int self) => OperatingSystem.IsLinux()
        ? _number == self || !CRuntime.IsThread(_number)
        : _thread != 0 && (OperatingSystem.IsWindows()
            ? CRuntime.Windows.HasEnded(_thread)
            : (GCHandle.FromIntPtr(_thread).Target as Thread)?.IsAlive == false);
}
