using System.Runtime.CompilerServices;
using FfiOwnership.Errors;
using FfiOwnership.Heaps;
using FfiOwnership.Heaps.Slabs;
using FfiOwnership.Heaps.System;
using FfiOwnership.Ledgers;
using FfiOwnership.Platform;

namespace FfiOwnership.Boundary;

/// <summary>The library's one start, at its first use in the process. It never ends: nothing it holds is unloaded.</summary>
/// <remarks>The place where the layers are put together, and so the only one that knows them all.</remarks>
internal static class Library
{
    private static ForkSafeLock s_lock;
    private static Heap? s_heap;

    /// <summary>The heap; only after <see cref="EnsureStarted"/> said <see cref="Status.Ok"/> in this process.</summary>
    public static Heap Heap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => s_heap!;
    }

    /// <summary>Starts the library if it has not started yet.</summary>
    /// <returns><see cref="Status.Ok"/> or <see cref="Status.OutOfMemory"/>; then the next call tries again.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Status EnsureStarted(ref Failure failure) => Volatile.Read(ref s_heap) != null ? Status.Ok : Start(ref failure);

    /// <summary>Gives back what the heap keeps for the calling thread.</summary>
    public static void DetachThread() => Volatile.Read(ref s_heap)?.DetachThread();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Status Start(ref Failure failure)
    {
        s_lock.Enter();
        try
        {
            if (s_heap == null && !TryStart())
            {
                return failure.OutOfMemory(0);
            }

            return Status.Ok;
        }
        finally
        {
            s_lock.Exit();
        }
    }

    private static bool TryStart()
    {
        ForkGate.Add(ref s_lock);
        Settings settings = Settings.Read();
        if (!TypeRegistry.TryStart())
        {
            return false;
        }

        HeapOptions options = new(MemoryChecker.IsPresent(), settings.QuarantineBytes, settings.ZeroOnFree);
        Heap? heap = settings.Heap == HeapKind.Slab ? SlabHeap.TryStart(options) : SystemHeap.TryStart(options);
        if (heap == null)
        {
            return false;
        }

        (heap as SlabHeap)?.OpenFastPaths();

        HandleCodec.Start();
        Misuse.SetDefaultPolicy(settings.Policy);
        if (!settings.LeakReport.IsEmpty)
        {
            ExitReport.Arrange(settings.LeakReport.Span);
        }

        OpenForkGate();
        Volatile.Write(ref s_heap, heap);
        return true;
    }

    // The system heap's stripes, inside which a tag's lock is taken, have joined by now.
    private static unsafe void OpenForkGate()
    {
        Quarantine.JoinForkGate();
        SlabHeap.JoinForkGate();
        Blocks.JoinForkGate();
        ThreadHeaps.JoinForkGate();
        Tags.JoinForkGate();
        HandleTable.JoinForkGate();
        ThreadErrorState.JoinForkGate();
        Misuse.JoinForkGate();
        if (NativeCode.OpenForkGate != null)
        {
            NativeCode.OpenForkGate(ForkGate.Open());
        }
    }
}
