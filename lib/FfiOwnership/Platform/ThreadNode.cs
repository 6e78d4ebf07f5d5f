using System.Runtime.InteropServices;

namespace FfiOwnership.Platform;

/// <summary>What a <see cref="ThreadList"/> knows of a record in native memory: whose it is. The record's first field.</summary>
/// <remarks>
/// On Linux a node holds its thread's number, and the kernel is asked whether there is such a thread. Nothing runs at the end
/// of a thread: a destructor of ours would come before others that still call the library, and take one of the process's
/// few thread-specific keys. On Windows it holds a handle of the thread, and asks that. Threads of another fork generation are not asked about: what a parent's thread left is never
/// touched again, and the child's one thread has another number than it had in the parent. Elsewhere the node keeps the
/// <see cref="Thread"/> and asks it.
/// </remarks>
internal unsafe struct ThreadNode
{
    /// <summary>The next older record.</summary>
    public ThreadNode* Next;

    /// <summary>The next one that nobody has, if nobody has this one.</summary>
    public ThreadNode* NextFree;

    private uint _generation;
    private int _number;
    private nint _thread;

    /// <summary>Notes that the calling thread has the record now.</summary>
    public void Begin()
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

        Volatile.Write(ref _generation, ForkGeneration.Current);
    }

    /// <summary>Notes that no thread has it; only its thread, or whoever has found that it has ended, may say so.</summary>
    public void End()
    {
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

    /// <summary>Whether a thread of this process has it, as far as the record knows.</summary>
    public bool IsTaken => Volatile.Read(ref _generation) == ForkGeneration.Current;

    /// <summary>Whether the thread that has it, which is not the calling one, has ended.</summary>
    /// <param name="self">The calling thread's number: numbers come back, so who finds its own knows that the other has ended.</param>
    public readonly bool HasEnded(int self) => OperatingSystem.IsLinux()
        ? _number == self || !CRuntime.IsThread(_number)
        : _thread != 0 && (OperatingSystem.IsWindows()
            ? CRuntime.Windows.HasEnded(_thread)
            : (GCHandle.FromIntPtr(_thread).Target as Thread)?.IsAlive == false);
}
