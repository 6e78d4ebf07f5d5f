using System.Runtime.CompilerServices;
using FfiOwnership.Errors;
using FfiOwnership.Heaps.Slabs;
using FfiOwnership.Heaps.System;
using FfiOwnership.Platform;

namespace FfiOwnership.Ledgers;

/// <summary>The record of all blocks: the one door to the rules, for owners, diagnostics and the boundary.</summary>
/// <remarks>
/// Each method chooses the heap and makes one call inward, to code that is generic over it. <see cref="ThreadHeap.Fast"/> answers
/// three questions with one look: the library has started, blocks are on slabs, and this thread has been here before.
/// </remarks>
internal static unsafe partial class Ledger
{
    private static delegate*<ref Failure, Status> s_start;
    private static delegate*<in Failure, void> s_report;
    private static uint s_kind;
    private static SystemHeap s_system;

    /// <summary>Which heap blocks live on; 0: the library has not started.</summary>
    public static HeapKind Kind => (HeapKind)Volatile.Read(ref s_kind);

    private static bool IsOnSlabs
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => s_kind == (uint)HeapKind.Slab;
    }

    /// <summary>Says what the layer above does for the ledger; before the first call.</summary>
    /// <param name="start">Starts the library, by way of <see cref="TryStart"/> and <see cref="Open"/>.</param>
    /// <param name="report">Reports a misuse that a call came across without failing by it.</param>
    public static void Connect(delegate*<ref Failure, Status> start, delegate*<in Failure, void> report)
    {
        s_start = start;
        s_report = report;
    }

    /// <summary>Says how other ledgers in the process are met, see <see cref="OtherCopies"/>; before the first call. Without it, they are strangers.</summary>
    public static void KnowCopies(delegate*<void*, void> enter, delegate*<void*, ulong, void*, uint> ask) => OtherCopies.Connect(enter, ask);

    /// <summary>Says whose a pointer is that this ledger does not know, if another one does. Nothing else changes in the failure.</summary>
    public static Status NameOwner(Status status, ref Failure failure)
    {
        OtherCopies.Name(ref failure);
        return status;
    }

    /// <summary>Starts the library if it has not started yet.</summary>
    /// <returns><see cref="Status.Ok"/> or <see cref="Status.OutOfMemory"/>; then the next call tries again.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Status EnsureStarted(ref Failure failure) => Kind != 0 ? Status.Ok : s_start(ref failure);

    /// <summary>Reports a misuse that the current call only came across.</summary>
    public static void Report(in Failure finding) => s_report(finding);

    /// <summary>Makes all that the ledger needs; called by the library's start, which is alone.</summary>
    /// <param name="kind">Which heap blocks are to live on.</param>
    /// <param name="quarantineBytes">How many bytes of freed blocks are kept from reuse; 0: none.</param>
    /// <param name="zeroOnFree">Whether a block's bytes are zeroed when it is freed.</param>
    /// <returns>False if there is no memory; the next try goes on.</returns>
    public static bool TryStart(HeapKind kind, ulong quarantineBytes, bool zeroOnFree)
    {
        bool isSlab = kind == HeapKind.Slab;
        if (!TypeRegistry.TryStart(isSlab) || !(isSlab ? SlabHeap.TryStart() : SystemHeap.TryStart(MemoryChecker.IsPresent(), out s_system)))
        {
            return false;
        }

        Endings.Start(quarantineBytes, zeroOnFree);
        HandleCodec.Start();
        Vecs.Start();
        return true;
    }

    /// <summary>Opens the door to all threads. Other ledgers may ask from here on; none fails after this.</summary>
    public static void Open(HeapKind kind)
    {
        OtherCopies.Enter();
        Volatile.Write(ref s_kind, (uint)kind);
    }

    /// <summary>Says who wants to know a thread's heap on slabs: called with it when the thread gets one, and with null when it leaves.</summary>
    public static void TellThreadHeaps(delegate*<void*, void> changed) => ThreadHeap.TellChanges(changed);

    /// <summary>Gives back what the heap keeps for the calling thread.</summary>
    public static void DetachThread() => ThreadHeap.Detach();

    /// <summary>Gives the calling thread its heap back, after the runtime has forgotten the thread.</summary>
    /// <param name="heap">What the thread's last change of its heap was told with; null: it has none.</param>
    public static void ResumeThread(void* heap) => ThreadHeap.Resume((ThreadHeap*)heap);
}
